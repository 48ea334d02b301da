"""What only a supervisor may do: at once where one works here, else by the PIN of one (班长输密码)."""

from collections.abc import Callable
from typing import Final

from kiosk.base.request import Refused, Request, Role
from kiosk.services.tools.counter.opened import Opened
from kiosk.widgets.countersign import Countersign
from kiosk.widgets.rows import button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

_WHO: Final[frozenset[Role]] = frozenset({"supervisor"})
_NOT_ONES_OWN: Final = frozenset({"staff.not_allowed", "tools.supervisor_moves", "tools.supervisor_needed"})


class Approving(Opened):
    """Says what is about to be done; where it is not for whoever works here, a supervisor is asked for."""

    def __init__(
        self,
        shell: Shell,
        close: Callable[[str], None],
        words: str,
        request: Callable[[str], Request],
        said: str,
    ) -> None:
        super().__init__(shell, close)
        self._words, self._request, self._said = words, request, said
        self._sign: Countersign | None = None
        yes = button("check", shell.say("tools.counter.do_it"), self._do, "done", wide=True)
        self.fill(Say(words, bold=True), row_of(yes))

    def key(self, mark: str) -> bool:
        """Digits are the PIN, once one is asked for."""
        if self._sign is not None and mark != "escape":
            return self._sign.type(mark)
        return super().key(mark)

    def _do(self, by: str | None = None) -> None:
        request = self._request(self.shell.desk.new_id())
        self.shell.ask(request, lambda _: self.close(self._said), self._refused, by=by)

    def _refused(self, refused: Refused) -> None:
        if refused.reason not in _NOT_ONES_OWN or self._sign is not None:
            self.shell.sorry(refused)
            return
        self._sign = Countersign(self.shell, self._words, _WHO, self._do, lambda: self.close(""))
        self._sign.size_hint_y, self._sign.height = None, self._sign.minimum_height
        self._sign.bind(minimum_height=self._sign.setter("height"))
        self.fill(self._sign)
