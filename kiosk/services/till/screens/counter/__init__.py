"""The attendant's panel of the shift."""

from kiosk.services.till.screens.counter.panel import ShiftPanel, panels
from kiosk.services.till.screens.counter.view import ShiftView

__all__ = ["ShiftPanel", "ShiftView", "panels"]
