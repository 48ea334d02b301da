"""What comes of a trial, and settings on their way into force."""

from collections.abc import Callable

from kiosk.base.phrase import phrase
from kiosk.base.request import Refused
from kiosk.touch.errand import Errand
from kiosk.touch.setup.printer import Working
from kiosk.touch.setup.steps import Told
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Build, Shell
from kiosk.widgets.telling import picture, sentence


class Outcome(Told):
    """What came of a trial, and what to do next."""

    def __init__(self, shell: Shell, icon: str, key: str, **fields: object) -> None:
        super().__init__(shell)
        self.spoken = (phrase(key, **fields),)
        self.tell(picture(icon), sentence(shell.say(key, **fields)))


def outcome(icon: str, key: str, **fields: object) -> Build:
    """The screen that tells it."""
    return lambda shell: Outcome(shell, icon, key, **fields)


class Adopting(Working):
    """Settings are being put in force: in the file, then in the record."""

    def __init__(self, shell: Shell, work: Callable[[], None], done: Build) -> None:
        super().__init__(shell, "checkup.adopting", "device-floppy")
        self._work, self._then = work, done
        self._errand: Errand[None] | None = None

    def shown(self) -> None:
        """It begins."""
        self._errand = Errand(self._work, lambda _: self.shell.replace(self._then), self._failed)

    def left(self) -> None:
        """Nobody waits for it any more."""
        if self._errand is not None:
            self._errand.drop()

    def _failed(self, error: BaseException) -> bool:
        self.shell.replace(outcome("alert-circle", "checkup.not_adopted"))
        return isinstance(error, Refused)


def both(name: str, build: Build) -> tuple[Example, ...]:
    """An example as it is before the station is at work, and at the counter."""
    return Example(f"checkup-{name}", build, "setup"), Example(f"checkup-{name}-counter", build, "counter")


EXAMPLES = both("not-adopted", outcome("alert-circle", "checkup.not_adopted"))
