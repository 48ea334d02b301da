"""What a voucher or a change slip tells that is held before the scanner at a workers' screen."""

from functools import partial
from typing import Final

from kiosk.base.phrase import phrase
from kiosk.services.till.readings.papers import PaperRow, found
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Passing, picture, sentence


def scanned(shell: Shell, text: str) -> bool:
    """Opens what a paper is worth. Whether the text is one of ours."""
    row = shell.desk.read("till", partial(found, text=text))
    if row is None:
        return False
    shell.go(lambda shell: ScannedPaper(shell, row))
    return True


class ScannedPaper(Passing):
    """饭票 5元, and whether it is still good."""

    def __init__(self, shell: Shell, row: PaperRow) -> None:
        say = shell.say
        super().__init__(shell, title=say(f"till.way_{row.what}"))
        key = f"till.voice.paper_{row.what}" if row.state == "open" else f"till.voice.paper_{row.state}"
        self.spoken = (phrase(key, yuan=short(row.fen)),)
        good = row.state == "open"
        self.tell(picture("ticket" if good else "ticket-off"), sentence(say(key, yuan=short(row.fen))))
        self.well(say("till.screen.well"))


def _example(shell: Shell, what: str, state: str) -> ScannedPaper:
    return ScannedPaper(shell, PaperRow("v1", what, 500, state, "", ""))


EXAMPLES: Final = (
    Example("till-scanned-voucher", partial(_example, what="voucher", state="open")),
    Example("till-scanned-used", partial(_example, what="voucher", state="used")),
    Example("till-scanned-void", partial(_example, what="voucher", state="void")),
    Example("till-scanned-change", partial(_example, what="change", state="open")),
    Example("till-scanned-paid", partial(_example, what="change", state="paid")),
)
