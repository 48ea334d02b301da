"""检查: what an auditor is shown and takes along says what the report says, and what the verification found."""

import re

import pytest
from support.press import printing
from support.station import BOSS, HAND, Station

from kiosk.base.inspection import Section
from kiosk.base.money import yuan
from kiosk.base.request import Refused
from kiosk.base.words import LANGUAGES
from kiosk.reading.inspection import inspection
from kiosk.record.verify import Witness
from kiosk.services.house.inspection import SOUND
from kiosk.services.house.requests import Inspect
from kiosk.services.meals import requests as meals
from kiosk.services.registry import SERVICES
from kiosk.services.staff import requests as staff
from kiosk.services.till.requests import Cancel
from kiosk.station.report import report
from kiosk.station.verify import verify_station

AUDITOR = "auditor:a3"


@pytest.fixture
def noon(station: Station) -> Station:
    """Two sold and one of them served, one given back, one number let go of."""
    station.ask(staff.Add(request_id=station.id(), who="a3", role="auditor", shown="陈*"))
    station.open(30)
    for _ in range(3):
        station.buy()
    station.ask(Cancel(request_id=station.id(), sale=station.order().sale), HAND)
    station.ask(meals.Refund(request_id=station.id(), meal="lunch", number=3, reason="wrong"), BOSS)
    station.clock.pass_(20 * 60)
    station.serve(1)
    return station


def shown(station: Station) -> dict[str, Section]:
    sections = inspection(station.desk.journal.db, SERVICES, station.clock.now())
    return {section.key: section for section in sections}


def values(section: Section) -> dict[str, str]:
    return {figure.key.rpartition(".")[2]: figure.value for figure in section.figures}


def test_the_figures_are_those_of_the_report(noon: Station) -> None:
    day = noon.clock.now().date
    told = report(noon.desk.journal, day, day)
    [row] = told.rows
    found = values(shown(noon)["meals.inspect.lunch"])
    for name in ("portions", "numbers", "sold", "served", "not_collected", "refunded"):
        assert found[name] == str(getattr(row.figures, name)), name
    assert (found["taken"], found["subsidy"]) == (yuan(row.figures.taken_fen), yuan(row.figures.subsidy_fen))
    assert (found["sold"], found["served"], found["refunded"]) == ("2", "1", "1")
    accounts = shown(noon)["till.inspect.accounts"]
    assert {figure.fields["account"]: figure.value for figure in accounts.figures} == {
        account: yuan(fen) for account, fen in told.accounts.items()
    }
    assert values(shown(noon)["till.inspect.title"])["drawer"] == yuan(told.accounts["cash.drawer"]) == "10.00"


def test_a_number_that_was_not_paid_is_named_and_none_is_missing(noon: Station) -> None:
    found = values(shown(noon)["meals.inspect.lunch"])
    assert (found["expired"], found["missing"]) == ("4", "0")


def test_a_number_that_is_missing_is_named(noon: Station) -> None:
    noon.rows("DELETE FROM meals_tickets WHERE number = 2")
    assert values(shown(noon)["meals.inspect.lunch"])["missing"] == "2"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_has_its_words(noon: Station, lang: str) -> None:
    for section in shown(noon).values():
        assert noon.desk.words.say(lang, section.key, **section.fields)
        assert all(noon.desk.words.say(lang, figure.key, **figure.fields) for figure in section.figures)


def test_the_paper_says_the_same_and_who_looked_is_in_the_record(noon: Station) -> None:
    head = noon.desk.journal.head().text()
    request = Inspect(request_id=noon.id(), verified=SOUND, events=noon.desk.journal.count(), head=head)
    noon.ask(request, AUDITOR)
    with printing(noon) as printer:
        printer.print_all()
        paper = "\n".join(printer.paper.slips[-1].text)
    assert "house.inspected" in noon.kinds()
    assert noon.kinds()[-1] == "slips.printed"
    assert head in re.sub(r"\s", "", paper)
    for section in shown(noon).values():
        if section.key != "slips.inspect.title":  # the sheet itself is a slip, on its way then
            for figure in section.figures:
                line = noon.desk.words.say("zh", figure.key, **figure.fields)
                assert any(one.startswith(line) and one.endswith(figure.value) for one in paper.splitlines()), line
    verdict = verify_station(noon.files.journal, Witness(), SERVICES, rebuild=True)
    assert verdict.fault is None


def test_only_an_auditor_or_a_supervisor_takes_the_sheet_along(noon: Station) -> None:
    with pytest.raises(Refused) as refused:
        noon.ask(Inspect(request_id=noon.id(), verified=SOUND, events=1, head=""), HAND)
    assert refused.value.reason == "staff.not_allowed"
