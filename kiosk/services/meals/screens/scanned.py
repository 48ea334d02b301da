"""A number's slip under the scanner: what became of it, and what to do now."""

from functools import partial
from typing import Any, Final

from kiosk.base.event import parse_code
from kiosk.base.phrase import Phrase, phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.readings.issued import issued
from kiosk.services.meals.readings.views import TicketRow, ahead
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Passing, sentence
from kiosk.widgets.text import Number
from kiosk.widgets.theme import worn

_CALLED: Final = ("called", "recalled", "missed")
_OVER: Final = ("served", "not_collected", "refunded")


def scanned(shell: Shell, text: str) -> bool:
    """Opens what became of a number by its slip's code. Whether the text is one of ours."""
    try:
        slip = parse_code(text).digits
    except ValueError:
        return False
    found = shell.desk.read("meals", partial(_stands, slip=slip))
    if found is None:
        return False
    shell.go(partial(scanned_number, slip=slip))
    return True


def scanned_number(shell: Shell, slip: str) -> "ScannedNumber":
    """A number as it stands now; its slip is known to be one of ours."""
    found = shell.desk.read("meals", partial(_stands, slip=slip))
    assert found is not None
    return ScannedNumber(shell, *found)


def _stands(store: Store, scene: Scene[Any], slip: str) -> tuple[TicketRow, int] | None:
    ticket = issued(store, scene, slip)
    return (ticket, ahead(store, scene, ticket.meal, ticket.number)) if ticket else None


class ScannedNumber(Passing):
    """8号, and how it stands with it."""

    def __init__(self, shell: Shell, ticket: TicketRow, before: int) -> None:
        say = shell.say
        super().__init__(shell, title=say(f"meals.meal_{ticket.meal}"))
        self._slip = ticket.slip
        said = told(ticket.state, before)
        self.spoken = (phrase("meals.voice.scanned", number=ticket.number), said)
        over = ticket.state in _OVER
        self.tell(
            Number(
                say("meals.number", number=ticket.number),
                color=worn().palette.soft if over else worn().palette.fill("meals"),
            ),
            sentence(say(said.key, **said.fields)),
            share=0.5,
        )
        self.well(say("meals.screen.well"))

    def refresh(self) -> None:
        """It was called meanwhile, or served."""
        found = self.shell.desk.read("meals", partial(_stands, slip=self._slip))
        if found is not None and told(found[0].state, found[1]) != self.spoken[1]:
            self.shell.replace(partial(scanned_number, slip=self._slip))


def told(state: str, before: int) -> Phrase:
    """What is said of a number in a state, with so many before it."""
    if state in _CALLED:
        return phrase("meals.voice.called")
    if state in _OVER:
        return phrase(f"meals.voice.scanned_{state}")
    return phrase("meals.voice.ahead", ahead=before) if before else phrase("meals.voice.first")


def _example(shell: Shell, state: str, before: int = 0) -> ScannedNumber:
    return ScannedNumber(shell, TicketRow("lunch", 8, 1, state, "s1", 500, "", "1-44-0"), before)


EXAMPLES: Final = (
    Example("meals-scanned-waiting", partial(_example, state="waiting", before=7)),
    *(
        Example(f"meals-scanned-{state.replace('_', '-')}", partial(_example, state=state))
        for state in ("called", *_OVER)
    ),
)
