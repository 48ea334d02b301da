"""检查 on the glass: read-only, on one page, equal to the report; 打印 leaves one fact and one sheet."""

from functools import partial

import pytest
from gui.harness import all_words, stage
from gui.house import Glassed, House, rest
from support.station import BOSS

from kiosk.base.money import yuan
from kiosk.cli.instruments import verified
from kiosk.cli.office import office
from kiosk.services.staff import requests as staff
from kiosk.services.staff.requests import SignedIn
from kiosk.station.report import report
from kiosk.touch.inspection.page import inspection_page
from kiosk.touch.staff import Counter
from kiosk.widgets.window import LANDSCAPE

WORDS = all_words()
AUDITOR = "auditor:a3"


def looks(seen: Glassed, house: House) -> None:
    """The auditor opens the page; the record is verified meanwhile."""
    seen.shell.by = AUDITOR
    seen.shell.go(inspection_page(partial(verified, house.station.files)))
    rest(0.5)
    seen.until_said("记录完整")


@pytest.fixture
def audited(house: House) -> House:
    """Two numbers sold, and an auditor."""
    house.ask(staff.Add(request_id=house.desk.new_id(), who="a3", role="auditor", shown="陈*"), BOSS)
    house.station.buy()
    house.station.buy()
    return house


def test_the_page_says_what_the_report_says_and_that_the_record_is_whole(audited: House) -> None:
    before = audited.station.kinds()
    with audited.counter() as seen:
        looks(seen, audited)
        day = audited.station.clock.now().date
        told = report(audited.station.desk.journal, day, day)
        for fen in (told.total.taken_fen, told.total.subsidy_fen, *told.accounts.values()):
            assert yuan(fen) in seen.said
        head = audited.station.desk.journal.head().text()
        assert head[: -(64 - 16)] in seen.said
        assert str(audited.station.desk.journal.count()) in seen.said
    after = audited.station.kinds()[len(before) :]
    assert after == ["staff.signed_in"]  # the attendant, at the counter


def test_what_is_sold_meanwhile_is_seen(audited: House) -> None:
    with audited.counter() as seen:
        looks(seen, audited)
        assert "10.00" in seen.said
        audited.station.buy()
        seen.settle()
        assert "15.00" in seen.said


def test_the_sheet_is_one_fact_by_the_auditor(audited: House) -> None:
    with audited.counter() as seen:
        looks(seen, audited)
        seen.tap(WORDS.say("zh", "inspection.print"))
        seen.until_said(WORDS.say("zh", "inspection.printing"))
    [(by, data)] = audited.station.rows(
        "SELECT json_extract(CAST(raw AS TEXT), '$.by'), json_extract(CAST(raw AS TEXT), '$.data') FROM journal "
        "WHERE json_extract(CAST(raw AS TEXT), '$.kind') = 'house.inspected'"
    )
    assert by == AUDITOR
    assert '"verified":"sound"' in data
    assert audited.station.rows("SELECT kind FROM spool ORDER BY job DESC LIMIT 1") == [("house.inspection",)]


def test_a_record_that_was_changed_is_said_to_be(audited: House) -> None:
    audited.station.rows("UPDATE journal SET hash = zeroblob(32) WHERE pos = 3")
    with audited.counter() as seen:
        seen.shell.by = AUDITOR
        seen.shell.go(inspection_page(partial(verified, audited.station.files)))
        rest(0.5)
        seen.until_said(WORDS.say("zh", "house.inspect.unsound").replace(" ", ""))
        assert WORDS.say("zh", "inspection.unsound")[:6] in seen.said


@pytest.mark.parametrize(
    ("by", "finds"),
    [("attendant:a2", ()), (AUDITOR, ("检查", "报表")), (BOSS, ("检查", "报表", "体检"))],
    ids=["attendant", "auditor", "supervisor"],
)
def test_behind_the_counters_page_everybody_finds_what_is_theirs(
    audited: House, by: str, finds: tuple[str, ...]
) -> None:
    stage().fit(LANDSCAPE)
    behind = office(audited.station.files, audited.desk)
    made = Counter(audited.desk, audited.pins, audited.station.desk.settings, WORDS, behind)
    made.start()
    seen = Glassed(made.shell, audited.station)
    try:
        made.signed_in(SignedIn(by=by, shown="张*"))
        rest(0.5)
        if not finds:
            with pytest.raises(LookupError):
                seen.find(WORDS.say("zh", "office.way"))
            return
        for words in finds:
            seen.tap(WORDS.say("zh", "office.way"))
            seen.tap(words)
            rest(0.5)
            assert seen.screen == {"检查": "InspectionPage", "报表": "ReportsPage", "体检": "CheckupPage"}[words]
            for _ in ("the page", "the choice"):
                seen.tap(WORDS.say("zh", "widgets.back"))
            assert seen.screen == "Page"
    finally:
        made.stop()
