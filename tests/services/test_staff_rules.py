"""Who works here: each refusal by its rule."""

from collections.abc import Callable
from typing import Any

import pytest
from support.scenes import R, now, refusal, scene

from kiosk.base.clock import Deadline, deadline
from kiosk.base.request import Request
from kiosk.services.staff import requests as staff
from kiosk.services.staff import rules as staff_rules
from kiosk.services.staff.settings import Settings as StaffSettings

STAFF = StaffSettings()
UNTIL = deadline(now(), 300)


def person(
    role: str = "attendant", tries: int = 0, locked: Deadline | None = None, *, active: bool = True
) -> staff_rules.Person:
    return staff_rules.Person("a2", role, "李*", active, tries, locked)


def roster(who: staff_rules.Person | None, supervisors: int = 1) -> staff_rules.Roster:
    return staff_rules.Roster(who, supervisors, 2)


def add(who: str = "a3", role: Any = "attendant", shown: str = "王*") -> staff.Add:
    return staff.Add(request_id=R, who=who, role=role, shown=shown)


SIGN_IN_WRONG = staff.SignIn(request_id=R, who="a2", pin_right=False)
SIGN_IN_RIGHT = staff.SignIn(request_id=R, who="a2", pin_right=True)


@pytest.mark.parametrize(
    ("rule", "state", "request_", "by", "reason", "fields"),
    [
        (staff_rules.add, roster(person()), add("a2"), "supervisor:a1", "staff.exists", {"who": "a2"}),
        (staff_rules.add, roster(person(active=False)), add("a2"), "supervisor:a1", "staff.exists", {"who": "a2"}),
        *(
            (staff_rules.add, roster(None), add(bad), "supervisor:a1", "staff.bad_id", {"who": bad[:40]})
            for bad in ("", "a b", "王", "x" * 17, "a:b", "x" * 50)
        ),
        *(
            (staff_rules.add, roster(None), add(shown=bad), "supervisor:a1", "staff.bad_name", {})
            for bad in ("", "   ", "长" * 13, "王\x1b*", "王\u202e*", "王\x9b*")
        ),
        (staff_rules.add, roster(None), add(role="supervisor"), "device", "staff.not_first", {}),
        (staff_rules.add, staff_rules.Roster(None, 0, 0), add(role="attendant"), "device", "staff.not_first", {}),
        (
            staff_rules.note_pin,
            roster(None),
            staff.NotePin(request_id=R, who="zz"),
            "supervisor:a1",
            "staff.unknown",
            {"who": "zz"},
        ),
        (
            staff_rules.note_pin,
            roster(person(active=False)),
            staff.NotePin(request_id=R, who="a2"),
            "supervisor:a1",
            "staff.unknown",
            {"who": "a2"},
        ),
        (
            staff_rules.note_pin,
            roster(person()),
            staff.NotePin(request_id=R, who="a2"),
            "attendant:a9",
            "staff.not_allowed",
            {"role": "attendant"},
        ),
        (
            staff_rules.retire,
            roster(None),
            staff.Retire(request_id=R, who="zz"),
            "supervisor:a1",
            "staff.unknown",
            {"who": "zz"},
        ),
        (
            staff_rules.retire,
            roster(person(active=False)),
            staff.Retire(request_id=R, who="a2"),
            "supervisor:a1",
            "staff.unknown",
            {"who": "a2"},
        ),
        (
            staff_rules.retire,
            roster(person("supervisor")),
            staff.Retire(request_id=R, who="a2"),
            "supervisor:a2",
            "staff.last_supervisor",
            {"who": "a2"},
        ),
        (staff_rules.sign_in, roster(None), SIGN_IN_WRONG, "worker", "staff.pin_wrong", {"left": 4}),
        (staff_rules.sign_in, roster(None), SIGN_IN_RIGHT, "worker", "staff.pin_wrong", {"left": 4}),
        (staff_rules.sign_in, roster(person(active=False)), SIGN_IN_RIGHT, "worker", "staff.pin_wrong", {"left": 4}),
        (staff_rules.sign_in, roster(person(tries=3)), SIGN_IN_WRONG, "worker", "staff.pin_wrong", {"left": 1}),
        (staff_rules.sign_in, roster(person(tries=4)), SIGN_IN_WRONG, "worker", "staff.locked_out", {"minutes": 5}),
        (
            staff_rules.sign_in,
            roster(person(locked=UNTIL)),
            SIGN_IN_RIGHT,
            "worker",
            "staff.locked_out",
            {"minutes": 5},
        ),
    ],
)
def test_staff_are_refused(
    rule: Callable[..., Any], state: Any, request_: Request, by: str, reason: str, fields: dict[str, Any]
) -> None:
    refused = refusal(rule, state, request_, scene(STAFF, by=by))
    assert (refused.reason, refused.fields) == (reason, fields)


def test_a_wrong_pin_says_in_the_record_how_many_in_a_row() -> None:
    refused = refusal(staff_rules.sign_in, roster(person(tries=4)), SIGN_IN_WRONG, scene(STAFF, by="worker"))
    assert [happened.fact.kind for happened in refused.events] == ["staff.pin_wrong", "staff.locked_out"]
