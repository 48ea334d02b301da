"""One meal a day: the member's card is asked for, and said what for and how long it is kept."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk.base.phrase import phrase
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Telling, picture, sentence
from kiosk.widgets.text import Say
from kiosk.widgets.tile import Choice

_MOST: Final = 64


class ShowCard(Telling):
    """请扫会员卡: whatever is scanned now, or typed and ended with Enter, is the card's number."""

    def __init__(self, shell: Shell, order: Callable[[str], None]) -> None:
        super().__init__(shell)
        self._order, self._typed = order, ""
        asks, privacy = phrase("meals.voice.card"), phrase("meals.voice.card_privacy")
        self.spoken = (asks, privacy)
        self.tell(picture("id-badge-2"), sentence(shell.say(asks.key)), Say(shell.say(privacy.key), halign="center"))
        no = Choice(icon="x", word=shell.say("meals.screen.no_card"))
        no.bind(on_release=lambda _: shell.home())
        self.answer(no)

    def scanned(self, text: str) -> bool:
        """A card was held before the scanner."""
        self._order(text[:_MOST])
        return True

    def key(self, mark: str) -> bool:
        """A card reader that types slowly, or fingers."""
        if mark == "enter" and self._typed:
            typed, self._typed = self._typed, ""
            self._order(typed)
        elif mark == "backspace":
            self._typed = self._typed[:-1]
        elif len(mark) == 1:
            self._typed = (self._typed + mark)[:_MOST]
        return True


def _nothing(card: str) -> None:
    """An example's card buys nothing."""
    del card


EXAMPLES: Final = (Example("meals-card", partial(ShowCard, order=_nothing)),)
