"""What surrounds a screen, as the screen sees it. The shells themselves are in `kiosk.touch`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from kiosk.base.desk import Desk
from kiosk.base.request import Refused, Request, Role
from kiosk.base.words import Lang
from kiosk.widgets.theme import Theme

if TYPE_CHECKING:
    from kiosk.widgets.screen import Screen

# How a screen comes about: a class of Screen, a partial of one, or a function. It is called again whenever the
# language, the size of text or the colours change, and when one comes back to it.
Build = Callable[["Shell"], "Screen"]


class Colleague(msgspec.Struct, frozen=True):
    """Somebody who works here and may approve what another does; `shown` is the masked name (张*)."""

    who: str
    shown: str


class Shell(Protocol):
    """The shell of a touchscreen: one screen at a time, the desk behind it. Used on Kivy's thread only."""

    desk: Desk
    lang: Lang
    languages: tuple[Lang, ...]
    theme: Theme
    # Whoever acts now may only read (审计): nothing that writes is offered.
    reads: bool

    @property
    def volume(self) -> int:
        """How loud it speaks, of 100."""
        ...

    def turn_volume(self) -> None:
        """The next volume: louder, softer, silent, and the usual one again."""
        ...

    def say(self, key: str, **fields: object) -> str:
        """A sentence of the words files in the language spoken now. Raises NoSuchWords."""
        ...

    def go(self, build: Build) -> None:
        """Shows the next screen; the way back leads to the one shown now."""
        ...

    def replace(self, build: Build) -> None:
        """Shows a screen in place of this one: the way back skips this one (a number is not ordered by going back)."""
        ...

    def back(self) -> None:
        """Shows the screen before this one, or home."""
        ...

    def home(self) -> None:
        """Shows home and forgets the way here."""
        ...

    def dress(self, *, lang: Lang | None = None, theme: Theme | None = None) -> None:
        """Shows the same screen in another language or look."""
        ...

    def finish(self) -> None:
        """This person has what they came for: what is theirs is wiped, language and size of text are reset, home."""
        ...

    def ask(
        self,
        request: Request,
        done: Callable[[Any], None],
        refused: Callable[[Refused], None] | None = None,
        by: str | None = None,
    ) -> None:
        """Puts a request to the desk; the answer arrives on Kivy's thread: `done(outcome)` or `refused(refusal)`.

        Without `refused` the shell says the refusal itself; `by` is the shell's own actor unless it is given.
        """
        ...

    def colleagues(self, roles: frozenset[Role]) -> tuple[Colleague, ...]:
        """Everybody of these roles but whoever acts now; nobody before the workers' screens."""
        ...

    def prove(self, who: str, pin: str, done: Callable[[str], None], refused: Callable[[Refused], None]) -> None:
        """A colleague's PIN: `done(by)` with what their requests carry, while whoever works here stays signed in."""
        ...

    def sorry(self, refused: Refused) -> None:
        """Says a refusal."""
        ...

    def call_person(self) -> None:
        """人工: calls an attendant to this screen."""
        ...
