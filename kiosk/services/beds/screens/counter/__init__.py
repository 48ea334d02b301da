"""The attendant's panel of the beds."""

from kiosk.services.beds.screens.counter.panel import BedPanel, panels

__all__ = ["BedPanel", "panels"]
