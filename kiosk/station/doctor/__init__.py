"""体检: what a technician on the phone asks first. Each check gives a plain answer; the words say what to do next."""

from kiosk.station.doctor.computer import machine
from kiosk.station.doctor.finding import Finding
from kiosk.station.doctor.whole import station

__all__ = ["Finding", "machine", "station"]
