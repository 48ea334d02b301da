"""The first supervisor's PIN, typed twice."""

from collections.abc import Callable
from typing import Final

from kiosk.touch.setup import checks
from kiosk.touch.setup.checks import NotThisError
from kiosk.touch.setup.steps import Pad
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell

_DIGITS: Final = 6


def first_pin(shell: Shell, take: Callable[[str], None]) -> Pad:
    """The PIN, and then the same once more; `take` gets it."""

    def typed(pin: str) -> None:
        chosen = checks.pin(pin)
        shell.go(lambda shell: _again(shell, chosen, take))

    return Pad(shell, "setup.ask_pin", typed, note=shell.say("setup.note_pin"), masked=True, most=_DIGITS)


def _again(shell: Shell, chosen: str, take: Callable[[str], None]) -> Pad:
    def typed(pin: str) -> None:
        if pin != chosen:
            raise NotThisError("setup.pins_differ")
        take(pin)

    return Pad(shell, "setup.ask_pin_again", typed, note=shell.say("setup.note_pin_again"), masked=True, most=_DIGITS)


EXAMPLES: Final = (
    Example("setup-pin", lambda shell: first_pin(shell, lambda _: None), "setup"),
    Example("setup-pin-again", lambda shell: _again(shell, "", lambda _: None), "setup"),
)
