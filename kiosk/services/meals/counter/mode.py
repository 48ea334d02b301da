"""What stands in the place of the numbers for a while, when one of them, or the day, needs more than one tap."""

from collections.abc import Callable

from kiosk.services.meals.counter.asks import Asks
from kiosk.services.meals.counter.view import MealView
from kiosk.widgets import mode
from kiosk.widgets.shell import Shell


class Mode(mode.Mode):
    """One thing at a time, beside calling and selling, which go on. `close` leads back to the numbers.

    Digits are meant for it while it stands: those on its buttons, unless it `types` them.
    """

    types: bool = False

    def __init__(self, shell: Shell, asks: Asks, close: Callable[[], None]) -> None:
        super().__init__(shell, close)
        self.asks = asks

    def show(self, view: MealView) -> None:
        """The meal as it stands now; what has been typed stays."""

    def scanned(self, text: str) -> bool:
        """Something was scanned at the counter. Whether it was meant for this."""
        del text
        return False
