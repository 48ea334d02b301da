"""What a supervisor and an auditor find behind the counter's page: 检查, 报表 and 体检."""

from functools import partial
from typing import Final

from kiosk.touch.checkup.page import checkup_page
from kiosk.touch.checkup.tools import Office
from kiosk.touch.inspection.page import inspection_page
from kiosk.touch.reports.page import reports_page
from kiosk.touch.setup.steps import Option, Pick
from kiosk.widgets.example import Example, nowhere
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build, Shell


def way_in(office: Office | None, by: str) -> Build | None:
    """Where this leads whoever works at the counter: an auditor to what is read, a supervisor to all of it."""
    role = by.partition(":")[0]
    if office is None or role not in {"auditor", "supervisor"}:
        return None
    checkup = checkup_page(office.checkup(by)) if role == "supervisor" else None
    return partial(_ways, inspection=inspection_page(office.verify), checkup=checkup)


def _ways(shell: Shell, inspection: Build, checkup: Build | None) -> Screen:
    say = shell.say
    options = [
        Option("shield-check", say("inspection.title"), partial(shell.go, inspection), say("office.inspection_note")),
        Option("report", say("reports.title"), partial(shell.go, reports_page), say("office.reports_note")),
    ]
    if checkup is not None:
        options.append(
            Option("first-aid-kit", say("checkup.title"), partial(shell.go, checkup), say("office.checkup_note"))
        )
    return Pick(shell, "office.ask", options)


EXAMPLES: Final = (
    Example("office", partial(_ways, inspection=nowhere, checkup=nowhere), "counter"),
    Example("office-auditor", partial(_ways, inspection=nowhere, checkup=None), "counter"),
)
