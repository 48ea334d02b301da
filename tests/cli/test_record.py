"""`kiosk verify`, `backup` and `restore`, as an auditor types them."""

import json
import re
import shutil
from pathlib import Path
from typing import get_args

import apsw
import pytest
from cli.conftest import Kiosk
from click.testing import CliRunner, Result
from support.station import SetClock, Station

from kiosk.base.words import LANGUAGES
from kiosk.bootstrap import all_words
from kiosk.cli import main
from kiosk.record.breaks import FaultName
from kiosk.station.backup import BackupRefused, InTheWay
from kiosk.station.files import StationFiles
from kiosk.station.journal import NotAJournal, Unfit


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station that has sold and served two lunches and closed its day."""
    folder = tmp_path_factory.mktemp("sold") / "data"
    station = Station(folder, SetClock())
    station.open(5)
    numbers = [station.buy(), station.buy()]
    station.clock.pass_(20 * 60)
    for number in numbers:
        station.serve(number)
    station.close_meal()
    station.close()
    return folder


@pytest.fixture
def copy(sold: Path, tmp_path: Path) -> Path:
    """A copy of it, to be tampered with."""
    return Path(shutil.copytree(sold, tmp_path / "copy"))


def one(folder: Path, sql: str) -> object:
    store = apsw.Connection(str(StationFiles(folder).journal))
    try:
        return store.execute(sql).get
    finally:
        store.close()


def test_a_whole_record_is_said_to_be_whole(sold: Path, kiosk: Kiosk) -> None:
    said = kiosk("verify", sold, "--rebuild")
    assert said.code == 0
    assert "The record is whole" in said.out


def test_the_journal_and_its_folder_are_the_same_record(sold: Path, kiosk: Kiosk) -> None:
    assert kiosk("verify", sold).out == kiosk("verify", StationFiles(sold).journal).out


def test_an_edited_event_is_found_and_named(copy: Path, kiosk: Kiosk) -> None:
    one(
        copy,
        "UPDATE journal SET raw = CAST(replace(CAST(raw AS TEXT), '\"price_fen\":500', '\"price_fen\":400') AS BLOB) "
        "WHERE CAST(raw AS TEXT) LIKE '%meals.ticket_issued%'",
    )
    said = kiosk("verify", copy, "--json")
    assert said.code == 1
    assert "not whole" in said.out
    assert '"ok":false' in said.last


def test_a_reading_that_was_changed_shows_when_it_is_rebuilt(copy: Path, kiosk: Kiosk) -> None:
    one(copy, "UPDATE till_accounts SET fen = fen + 500 WHERE account = 'cash.drawer'")
    assert kiosk("verify", copy).code == 0
    said = kiosk("verify", copy, "--rebuild")
    assert said.code == 1
    assert "not those that the record gives" in said.out
    assert "till_accounts" not in said.out
    assert "till_accounts at account cash.drawer" in kiosk("verify", copy, "--rebuild", "--json").last


def test_a_kept_head_shows_that_the_end_was_cut_off(sold: Path, copy: Path, kiosk: Kiosk) -> None:
    head = kiosk("verify", sold).out.rpartition("head ")[2].strip().rstrip(".")
    assert kiosk("verify", sold, "--head", head).code == 0
    one(copy, "DELETE FROM journal WHERE pos > (SELECT max(pos) - 2 FROM journal)")
    one(copy, "DELETE FROM heads WHERE seq > (SELECT max(pos) FROM journal)")
    said = kiosk("verify", copy, "--head", head)
    assert said.code == 1
    assert "the end of the record is gone" in said.out


def test_a_slip_and_its_qr_both_prove_their_event(sold: Path, kiosk: Kiosk) -> None:
    slip = str(one(sold, "SELECT slip FROM spool LIMIT 1"))
    device = str(one(sold, "SELECT lower(hex(id)) FROM device"))
    assert kiosk("verify", sold, "--slip", slip).code == 0
    assert kiosk("verify", sold, "--slip", f"/s/{device}.{slip.replace('-', '.')}").code == 0
    forged = slip[:-1] + ("0" if slip[-1] != "0" else "1")
    said = kiosk("verify", sold, "--slip", forged)
    assert said.code == 1
    assert "not what a kept head or slip names" in said.out


def test_the_key_must_be_the_devices(sold: Path, kiosk: Kiosk) -> None:
    key = str(one(sold, "SELECT public_key FROM house_epochs"))
    assert kiosk("verify", sold, "--key", key).code == 0
    said = kiosk("verify", sold, "--key", "00" * 32)
    assert said.code == 1
    assert "not signed with the given key" in said.out


@pytest.mark.parametrize(("option", "text"), [
    ("--head", "1-2"), ("--head", "x-1-" + "00" * 32),
    ("--slip", "1-44"), ("--slip", "nonsense"), ("--key", "00"), ("--key", "zz" * 32)])  # fmt: skip
def test_what_is_no_witness_is_said_to_be_none(option: str, text: str, sold: Path, kiosk: Kiosk) -> None:
    said = kiosk("verify", sold, option, text)
    assert said.code == 2
    assert text in said.err


def test_another_programs_file_is_no_journal(tmp_path: Path, kiosk: Kiosk) -> None:
    store = apsw.Connection(str(tmp_path / "other.db"))
    store.execute("CREATE TABLE notes (text)").fetchall()
    store.close()
    said = kiosk("verify", tmp_path / "other.db")
    assert said.code == 2
    assert "not a station's journal" in said.err


def test_a_text_file_is_no_journal(tmp_path: Path, kiosk: Kiosk) -> None:
    (tmp_path / "letter.txt").write_text("dear auditor " * 1000, encoding="utf-8")
    said = kiosk("verify", tmp_path / "letter.txt")
    assert said.code == 2
    assert "not readable as a journal" in said.err


def test_a_newer_programs_journal_is_not_judged(copy: Path, kiosk: Kiosk) -> None:
    one(copy, "PRAGMA user_version = 99")
    for command in (("verify", copy), ("report", "day", "--data", copy), ("backup", copy / "to.db", "--data", copy)):
        said = kiosk(*command)
        assert said.code == 2
        assert "newer program (schema 99" in said.err


def test_a_folder_without_a_station_is_said_to_have_none(tmp_path: Path, kiosk: Kiosk) -> None:
    for command in (("report", "day"), ("backup", tmp_path / "to.db"), ("staff", "pin", "a1"), ("counter",)):
        said = kiosk(*command, "--data", tmp_path / "nothing")
        assert said.code == 2
        assert "There is no station" in said.err
        assert not (tmp_path / "nothing").exists()


def test_a_backup_ends_with_the_head_it_names_and_overwrites_nothing(sold: Path, tmp_path: Path, kiosk: Kiosk) -> None:
    said = kiosk("backup", tmp_path / "copy.db", "--data", sold)
    assert said.code == 0
    head = said.out.partition("Head ")[2].partition(".")[0]
    assert kiosk("verify", tmp_path / "copy.db", "--head", head, "--rebuild").code == 0
    again = kiosk("backup", tmp_path / "copy.db", "--data", sold)
    assert again.code == 2
    assert "Nothing was backed up" in again.err


def test_an_export_has_every_event_as_it_was_written(sold: Path, tmp_path: Path, kiosk: Kiosk) -> None:
    said = kiosk("export", tmp_path / "events.jsonl", "--data", sold)
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    assert said.code == 0
    with apsw.Connection(str(sold / "journal.db")) as db:
        rows = db.execute("SELECT epoch, seq, lower(hex(hash)), CAST(raw AS TEXT) FROM journal ORDER BY pos").fetchall()
    assert [(line["epoch"], line["seq"], line["hash"], line["raw"]) for line in lines] == rows
    assert all(line["holds"] for line in lines)
    again = kiosk("export", tmp_path / "events.jsonl", "--data", sold)
    assert again.code == 2


def test_of_a_damaged_record_the_rest_is_exported(copy: Path, tmp_path: Path, kiosk: Kiosk) -> None:
    file = copy / "journal.db"
    with apsw.Connection(str(file)) as db:
        events = db.execute("SELECT count(*) FROM journal").get
        db.execute("UPDATE journal SET raw = CAST(x'ff' AS BLOB) WHERE pos = 3")
        db.execute("UPDATE journal SET raw = CAST('{}' AS BLOB) WHERE pos = 5")
    said = kiosk("export", tmp_path / "events.jsonl", "--data", copy)
    assert said.code == 1
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == events - 1
    assert [line["seq"] for line in lines if not line["holds"]] == [4, 5]


@pytest.mark.parametrize(
    "damage", ["epoch = 1 << 40", "seq = NULL", "raw = NULL", "hash = 'text'", "raw = CAST(raw AS TEXT)"]
)
def test_values_that_no_event_can_have_are_damage_told_in_words(
    damage: str, copy: Path, tmp_path: Path, kiosk: Kiosk
) -> None:
    """What one wrong byte in a page can give, whatever the table allows."""
    with apsw.Connection(str(copy / "journal.db")) as db:
        events = db.execute("SELECT count(*) FROM journal").get
        strict = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'journal'").get
        _declare(db, "CREATE TABLE journal (pos INTEGER PRIMARY KEY, epoch, seq, hash, raw)")
        db.execute(f"UPDATE journal SET {damage} WHERE pos = 3")
        _declare(db, strict)
    verified = kiosk("verify", copy, "--rebuild")
    assert verified.code == 1
    assert "not whole" in verified.out
    exported = kiosk("export", tmp_path / "events.jsonl", "--data", copy)
    assert exported.code == 1
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len([line for line in lines if line["holds"]]) >= events - 2
    assert all(line["seq"] != 3 for line in lines if line["holds"])
    checks = json.loads(kiosk("doctor", "--data", copy, "--json").last)["checks"]
    assert {check["name"] for check in checks} > {"journal", "secret"}


def _declare(db: apsw.Connection, table: str) -> None:
    """Lets the journal's table be another, and the rows what they are."""
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'journal'", (table,))
    db.execute("PRAGMA writable_schema = RESET")


def test_a_restored_station_opens_the_next_epoch_with_a_new_pin(sold: Path, tmp_path: Path, kiosk: Kiosk) -> None:
    kiosk("backup", tmp_path / "copy.db", "--data", sold)
    said = kiosk("restore", tmp_path / "copy.db", "--data", tmp_path / "new")
    assert said.code == 0
    assert "A new epoch has begun" in said.out
    pin = said.last.partition("new PIN of a1 is ")[2][:6]
    assert kiosk("verify", tmp_path / "new", "--rebuild").out.partition("head ")[2].startswith("2-")
    added = kiosk(
        "staff", "add", "b1", "attendant", "王*", "--data", tmp_path / "new", answers=("a1", pin, "582913", "582913")
    )
    assert (added.code, added.err) == (0, "")


def test_a_backup_is_never_put_over_a_station(sold: Path, copy: Path, tmp_path: Path, kiosk: Kiosk) -> None:
    kiosk("backup", tmp_path / "copy.db", "--data", sold)
    before = kiosk("verify", copy).out
    said = kiosk("restore", tmp_path / "copy.db", "--data", copy)
    assert said.code == 2
    assert "already" in said.err
    assert kiosk("verify", copy).out == before


def test_what_is_no_backup_is_not_restored(tmp_path: Path, kiosk: Kiosk) -> None:
    (tmp_path / "letter.txt").write_text("dear attendant " * 1000, encoding="utf-8")
    said = kiosk("restore", tmp_path / "letter.txt", "--data", tmp_path / "new")
    assert said.code == 2
    assert "not readable as a journal" in said.err
    assert list((tmp_path / "new").iterdir()) == []


# Sentences

FIELDS: dict[Unfit, dict[str, object]] = {"newer": {"schema": 2, "known": 1}, "unreadable": {"problem": "disk I/O"}}
# What a person never reads in Chinese: halfwidth marks between words.
HALFWIDTH = re.compile(r"[,:;!?()](?![^{]*})")


def in_chinese(*arguments: object) -> Result:
    """What a command says on a terminal that speaks Chinese."""
    return CliRunner(env={"LC_ALL": "zh_CN.UTF-8"}).invoke(
        main, [str(part) for part in arguments], catch_exceptions=False
    )


def sentences() -> list[tuple[str, dict[str, object]]]:
    """Every sentence that the record's faults and refusals need, with the fields that come with it."""
    unfit = [NotAJournal(Path("/p"), reason, **FIELDS.get(reason, {})) for reason in get_args(Unfit)]
    refused = [BackupRefused(Path("/p"), reason) for reason in get_args(InTheWay)]
    return [
        *((f"cli.fault_{name}", {}) for name in get_args(FaultName)),
        *((f"cli.journal_{error.reason}", error.fields) for error in unfit),
        # Whose key a journal was written with is asked where the station is opened, not by the doctor.
        *((f"doctor.journal_{error.reason}", error.fields) for error in unfit if error.reason != "another_device"),
        *((f"cli.backup_{error.reason}", dict[str, object](path=error.path)) for error in refused),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("key", "fields"), sentences())
def test_every_fault_and_every_reason_has_its_sentence(key: str, fields: dict[str, object], lang: str) -> None:
    said = all_words().say(lang, key, **fields)
    assert said.strip()
    assert "{" not in said
    if lang == "zh":
        assert HALFWIDTH.search(said) is None
        assert re.search(r"[\u4e00-\u9fff]", said)


def test_no_sentence_of_the_record_stands_there_for_nothing() -> None:
    every, used = all_words().keys(), {key for key, _ in sentences()}
    kept = {key for key in every if key.startswith(("cli.fault_", "cli.journal_", "cli.backup_"))}
    assert kept <= used


def test_a_fault_is_said_in_the_terminals_language_and_its_detail_only_in_json(
    copy: Path,
) -> None:
    one(copy, "DELETE FROM journal WHERE pos = 10")
    said = in_chinese("verify", copy, "--json")
    assert said.exit_code == 1
    assert "第 1 段第 10 条，这里有记录被删掉了" in said.output
    assert "removed" not in said.output.splitlines()[0]
    assert '"name":"removed"' in said.output.splitlines()[-1]
    assert '"detail":"after event 9 comes event 11"' in said.output.splitlines()[-1]


def test_why_a_file_is_no_journal_is_said_in_the_terminals_language(tmp_path: Path) -> None:
    store = apsw.Connection(str(tmp_path / "other.db"))
    store.execute("CREATE TABLE notes (text)").fetchall()
    store.close()
    said = in_chinese("verify", tmp_path / "other.db")
    assert said.exit_code == 2
    assert "不是站点的记录" in said.stderr


def test_why_nothing_was_backed_up_is_said_in_the_terminals_language(sold: Path, tmp_path: Path) -> None:
    (tmp_path / "there.db").touch()
    said = in_chinese("backup", tmp_path / "there.db", "--data", sold)
    assert said.exit_code == 2
    assert "没有备份：已有文件" in said.stderr
