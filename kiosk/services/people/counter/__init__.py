"""What is shown of people: the counter's search finds them by a phone's last four digits, masked."""

from typing import Final

from kiosk.services.people.counter.find import ITEM_EXAMPLES, find
from kiosk.widgets.item import Item
from kiosk.widgets.panel import Panel
from kiosk.widgets.service import PanelExample, Tab
from kiosk.widgets.shell import Shell

__all__ = [
    "ITEM_EXAMPLES",
    "PANEL_EXAMPLES",
    "TAB",
    "days",
    "find",
    "panels",
]

TAB: Final = Tab("users", "people.find.tab", "help")
PANEL_EXAMPLES: Final[tuple[PanelExample, ...]] = ()


def panels(shell: Shell) -> tuple[Panel, ...]:
    """People are looked for, not worked with."""
    del shell
    return ()


def days(shell: Shell) -> tuple[Item, ...]:
    """Nothing of people is opened or closed by the day."""
    del shell
    return ()
