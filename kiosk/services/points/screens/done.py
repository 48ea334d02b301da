"""The goods: their picture, the number to collect them by, what is left; and a slip that is scanned again."""

from functools import partial
from typing import ClassVar, Final

from kivy.clock import Clock

from kiosk.base.phrase import phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.points.readings.views import RedemptionRow, by_slip, redeemed
from kiosk.services.points.screens.names import named
from kiosk.services.points.settings import Settings
from kiosk.services.slips.readings import progress
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Noted, Telling, picture, sentence
from kiosk.widgets.tile import Choice

_READ_S: Final = 12
_PATIENCE_S: Final = 8  # a slip that is not out by then is not waited for on the glass
_PAPER: Final = {"printing": "printer", "out": "ticket", "none": "printer-off"}


def collect(shell: Shell, number: int, left: int) -> "Collect":
    """What was redeemed just now."""
    row, slip = shell.desk.read("points", partial(_stands, number=number))
    return Collect(shell, row, left, slip)


def _stands(store: Store, scene: Scene[Settings], number: int) -> tuple[RedemptionRow, str]:
    row = redeemed(store, scene, number)
    assert row is not None  # it was redeemed just now
    return row, progress(store, row.slip)


class Collect(Telling):
    """取货3号, 请到窗口取纸巾, 还剩15分."""

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, row: RedemptionRow, left: int, slip: str) -> None:
        say, what = shell.say, named(shell.lang, row.zh, row.en)
        super().__init__(shell, title=say("points.screen.collect", what=what))
        self._number, self._late, self._shown = row.number, False, ""
        self.spoken = (phrase("points.voice.collect", what=what, number=row.number),)
        self._paper = Noted()
        self.tell(
            picture(row.icon),
            sentence(say("points.number", number=row.number)),
            sentence(say("points.screen.still", left=say(f"points.amount_{row.unit}", amount=left))),
            self._paper,
        )
        well = Choice(icon="check", word=say("points.screen.well"), accent="done")
        well.bind(on_release=lambda _: shell.finish())
        self.answer(well)
        self._away = Clock.create_trigger(lambda _: shell.finish(), _READ_S)
        self._patience = Clock.create_trigger(self._waited, _PATIENCE_S)
        self._show(slip)

    def shown(self) -> None:
        """The slip is waited for."""
        self._patience()

    def left(self) -> None:
        """Nothing is waited for any more."""
        self._patience.cancel()
        self._away.cancel()

    def refresh(self) -> None:
        """The slip is out."""
        self._show(self.shell.desk.read("points", partial(_stands, number=self._number))[1])

    def _waited(self, _: float) -> None:
        self._late = True
        self.refresh()

    def _show(self, slip: str) -> None:
        gone = self._late or slip in {"uncertain", "failed"}
        where = "out" if slip == "confirmed" else "none" if gone else "printing"
        if where != self._shown:
            self._shown = where
            accent = "stop" if where == "none" else ""
            self._paper.show(_PAPER[where], self.shell.say(f"points.screen.slip_{where}"), accent)
            if where != "printing":
                self._away()


def scanned_slip(shell: Shell, text: str) -> "ScannedSlip":
    """A slip as it stands now; it is known to be one of ours."""
    row = shell.desk.read("points", partial(by_slip, text=text))
    assert row is not None
    return ScannedSlip(shell, row)


class ScannedSlip(Telling):
    """What became of a slip. It goes by itself: the next one may want to scan."""

    passing: ClassVar[bool] = True

    def __init__(self, shell: Shell, row: RedemptionRow) -> None:
        say = shell.say
        super().__init__(shell)
        fields: dict[str, object] = {"number": row.number}
        if row.state == "held":
            fields["what"] = named(shell.lang, row.zh, row.en)
        said = phrase(f"points.voice.slip_{row.state}", **fields)
        self.spoken = (said,)
        self.tell(picture(row.icon), sentence(say(said.key, **said.fields)))
        well = Choice(icon="check", word=say("points.screen.well"), accent="done")
        well.bind(on_release=lambda _: shell.back())
        self.answer(well)
        self._away = Clock.create_trigger(lambda _: shell.back(), _READ_S)

    def shown(self) -> None:
        """The time to read it runs."""
        self._away()

    def left(self) -> None:
        """It runs no more."""
        self._away.cancel()


def _row(state: str = "held") -> RedemptionRow:
    at = "2024-03-01T11:12:03.118+08:00"
    return RedemptionRow(
        3, 12, "tissues", "纸巾", "Tissues", "points", 30, 1, state, at, "1-44-0", today=True, icon="toilet-paper"
    )


EXAMPLES: Final = (
    Example("points-collect-printing", lambda shell: Collect(shell, _row(), 15, "sending")),
    Example("points-collect", lambda shell: Collect(shell, _row(), 15, "confirmed")),
    Example("points-collect-not-printed", lambda shell: Collect(shell, _row(), 15, "failed")),
    *(
        Example(f"points-slip-{state}", lambda shell, state=state: ScannedSlip(shell, _row(state)))  # type: ignore[misc] # mypy cannot infer a lambda's default
        for state in ("held", "handed", "reversed")
    ),
)
