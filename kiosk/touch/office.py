"""What a supervisor and an auditor find behind the counter's page: 检查 and 体检."""

from functools import partial
from typing import Final

from kiosk.touch.checkup.page import checkup_page
from kiosk.touch.checkup.tools import Office
from kiosk.touch.inspection.page import inspection_page
from kiosk.touch.setup.steps import Option, Pick
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build, Shell


def way_in(office: Office | None, by: str) -> Build | None:
    """Where this leads whoever works at the counter: an auditor to 检查, a supervisor to both, an attendant nowhere."""
    role = by.partition(":")[0]
    if office is None or role not in {"auditor", "supervisor"}:
        return None
    inspection = inspection_page(office.verify)
    if role == "auditor":
        return inspection
    return partial(_both, inspection=inspection, checkup=checkup_page(office.checkup(by)))


def _both(shell: Shell, inspection: Build, checkup: Build) -> Screen:
    say = shell.say
    options = (
        Option("shield-check", say("inspection.title"), partial(shell.go, inspection), say("office.inspection_note")),
        Option("first-aid-kit", say("checkup.title"), partial(shell.go, checkup), say("office.checkup_note")),
    )
    return Pick(shell, "office.ask", options)


def _nowhere(_: Shell) -> Screen:
    raise AssertionError("an example leads nowhere")


EXAMPLES: Final = (Example("office", partial(_both, inspection=_nowhere, checkup=_nowhere), "counter"),)
