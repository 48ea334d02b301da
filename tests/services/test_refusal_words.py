"""Every refusal that the source can raise has a sentence in every language, and brings along what it needs."""

import pytest
from support.refusals import raised, staffs_alone

from kiosk.base.request import Refused
from kiosk.base.words import LANGUAGES
from kiosk.bootstrap import all_words
from kiosk.touch.refusals import sentence

WORDS = all_words()
REFUSALS = tuple(raised())
SAID = [
    (reason, fields, staff, place)
    for reason, fields, place in REFUSALS
    for staff in (False, True)
    if staff or reason not in staffs_alone()
]


def test_the_source_was_read() -> None:
    reasons = {reason for reason, _, _ in REFUSALS}
    assert {
        "meals.sold_out",
        "meals.closed",
        "meals.not_open",
        "till.drawer_short",
        "house.disk_full",
        "staff.bad_pin",
    } <= reasons
    assert len(reasons) > 40


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("reason", "fields", "staff"),
    [(reason, fields, staff) for reason, fields, staff, _ in SAID],
    ids=[f"{place}-{reason}-{'staff' if staff else 'worker'}" for reason, _, staff, place in SAID],
)
def test_a_refusal_is_said_with_what_it_brings(reason: str, fields: frozenset[str], lang: str, *, staff: bool) -> None:
    said = sentence(
        WORDS, lang, Refused(reason, {name: 1200 if name.endswith("fen") else "某" for name in fields}), staff=staff
    )
    assert said.strip()
    assert "{" not in said
    assert "1200" not in said  # fen are said in yuan
    assert reason not in said


def test_what_only_staff_can_meet_is_known_from_who_may_ask() -> None:
    alone = staffs_alone()
    assert {"till.drawer_short", "meals.nobody_waits", "tools.supervisor_needed", "staff.pin_wrong"} <= alone
    assert not {"meals.sold_out", "beds.full", "points.not_enough", "till.paper_twice", "house.busy"} & alone


def test_what_only_staff_can_meet_has_words_for_staff_alone() -> None:
    assert [reason for reason in sorted(staffs_alone()) if WORDS.has(reason)] == []
