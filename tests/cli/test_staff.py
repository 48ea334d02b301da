"""Who may sign in, from the terminal: a supervisor's PIN first."""

from pathlib import Path
from typing import Any

import pytest
from cli.conftest import PIN, Kiosk

from kiosk.station.files import StationFiles
from kiosk.station.journal import connect

NEW = "582913"


def test_somebody_is_added_and_changes_and_is_retired(data: Path, kiosk: Kiosk) -> None:
    added = kiosk("staff", "add", "a2", "attendant", "李*", "--data", data, answers=("a1", PIN, NEW, NEW))
    assert added.code == 0
    assert "a2 (Attendant) was added." in added.out
    changed = kiosk("staff", "pin", "a2", "--data", data, answers=("a1", PIN, "739164", "739164"))
    assert "a2 has a new PIN." in changed.out
    retired = kiosk("staff", "retire", "a2", "--data", data, answers=("a1", PIN))
    assert "a2 can no longer sign in." in retired.out
    assert kiosk("verify", data, "--rebuild").code == 0


def test_an_auditor_is_added_and_may_add_nobody(data: Path, kiosk: Kiosk) -> None:
    added = kiosk("staff", "add", "c1", "auditor", "陈*", "--data", data, answers=("a1", PIN, NEW, NEW))
    assert "c1 (Auditor) was added." in added.out
    refused = kiosk("staff", "add", "a2", "attendant", "李*", "--data", data, answers=("c1", NEW, PIN, PIN))
    assert refused.code == 2
    assert "not signed in for this" in refused.err


def test_a_pin_is_never_shown_and_never_recorded(data: Path, kiosk: Kiosk) -> None:
    said = kiosk("staff", "add", "a2", "attendant", "李*", "--data", data, answers=("a1", PIN, NEW, NEW))
    assert said.code == 0
    kept = b"".join(path.read_bytes() for path in data.iterdir())
    for secret in (PIN, NEW):
        assert secret not in said.out + said.err
        assert secret.encode() not in kept


def test_a_wrong_pin_counts_and_then_locks(data: Path, kiosk: Kiosk) -> None:
    for left in (4, 3, 2, 1):
        said = kiosk("staff", "retire", "a1", "--data", data, answers=("a1", "000000"))
        assert said.code == 2
        assert f"{left} " in said.err
    assert "5 minutes" in kiosk("staff", "retire", "a1", "--data", data, answers=("a1", "000000")).err
    right = kiosk("staff", "add", "a2", "attendant", "李*", "--data", data, answers=("a1", PIN, NEW, NEW))
    assert right.code == 2
    assert "5 minutes" in right.err


@pytest.mark.parametrize("pin", ["111111", "123456", "654321", "12345", "1234567", "12345a", "１２３４６７"])
def test_a_pin_that_is_too_easy_is_not_taken(pin: str, data: Path, kiosk: Kiosk) -> None:
    said = kiosk("staff", "add", "a2", "attendant", "李*", "--data", data, answers=("a1", PIN, pin, pin))
    assert said.code == 2
    assert "six digits" in said.err
    assert "staff.added" not in kinds_after_first(data)


def kinds_after_first(data: Path) -> str:
    """The journal as text, from the first supervisor on."""
    store = connect(StationFiles(data).journal, readonly=True)
    try:
        rows: list[Any] = store.execute("SELECT CAST(raw AS TEXT) FROM journal ORDER BY pos").fetchall()
    finally:
        store.close()
    first = next(at for at, (raw,) in enumerate(rows) if '"staff.added"' in raw)
    return "".join(raw for (raw,) in rows[first + 1 :])


@pytest.mark.parametrize(("arguments", "expected"), [
    (("add", "a1", "attendant", "李*"), "already"),
    (("add", "a 2", "attendant", "李*"), "a 2"),
    (("add", "a2", "attendant", "李" * 40), "12"),
    (("pin", "a9"), "a9"),
    (("retire", "a9"), "a9"),
    (("retire", "a1"), "last supervisor"),
])  # fmt: skip
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], expected: str, data: Path, kiosk: Kiosk) -> None:
    said = kiosk("staff", *arguments, "--data", data, answers=("a1", PIN, NEW, NEW))
    assert said.code == 2
    assert expected in said.err


def test_an_attendant_appoints_nobody(data: Path, kiosk: Kiosk) -> None:
    kiosk("staff", "add", "a2", "attendant", "李*", "--data", data, answers=("a1", PIN, NEW, NEW))
    said = kiosk("staff", "add", "a3", "attendant", "王*", "--data", data, answers=("a2", NEW, "739164", "739164"))
    assert said.code == 2
    assert "Not done" in said.err


def test_a_question_left_unanswered_changes_nothing(data: Path, kiosk: Kiosk) -> None:
    head = kiosk("verify", data).out
    said = kiosk("staff", "retire", "a1", "--data", data)
    assert said.code == 1
    assert "Aborted" in said.err
    assert kiosk("verify", data).out == head
