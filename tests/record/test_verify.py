"""Whatever is done to a station's file, verification finds it and names it rightly."""

from pathlib import Path

import apsw
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey
from support.record import Copy, kind_of, rechain, renumber, rows

from kiosk.base.event import Code
from kiosk.record.breaks import Link
from kiosk.record.chain import Head, hash_event
from kiosk.record.verify import NO_WITNESS, Witness, verify
from kiosk.services.registry import SERVICES
from kiosk.station.backup import back_up
from kiosk.station.journal import NotAJournal
from kiosk.station.verify import verify_station

OTHER_KEY = SigningKey(bytes(range(32)))


def code(link: Link) -> Code:
    return Code("", link[0], link[1], link[3].hex()[:16])


def changed(raw: bytes) -> bytes:
    """One portion more, as somebody who skims would write it."""
    assert b'"qty":1' in raw
    return raw.replace(b'"qty":1', b'"qty":2', 1)


def with_data(raw: bytes, **fields: object) -> bytes:
    """An event with other fields in its envelope."""
    return msgspec.json.encode({**msgspec.json.decode(raw), **fields})


# What is whole


def test_days_of_work_are_whole_down_to_every_reading(copy: Copy) -> None:
    verdict = copy.verdict(rebuild=True)
    assert verdict.fault is None
    assert verdict.events == len(copy.links()) > 100
    assert verdict.head == copy.head()


def test_a_restored_station_is_whole_in_both_epochs(copy_of_two: Copy) -> None:
    verdict = copy_of_two.verdict(Witness(keys=_keys(copy_of_two)), rebuild=True)
    assert verdict.fault is None
    assert verdict.head.epoch == 2


def test_a_backup_is_whole_too(copy: Copy, tmp_path: Path) -> None:
    back_up(copy.files, tmp_path / "one.file")
    verdict = verify_station(tmp_path / "one.file", NO_WITNESS, SERVICES, rebuild=True)
    assert (verdict.fault, verdict.head) == (None, copy.head())


def test_heads_slips_and_the_key_that_somebody_kept_agree_with_an_untouched_journal(copy: Copy) -> None:
    links = copy.links()
    witness = Witness((Head(1, 40, links[39][3]), copy.head()), (code(links[59]),), (bytes(copy.key.verify_key),))
    assert copy.verdict(witness).fault is None


def test_verification_leaves_the_file_as_it_was(copy: Copy) -> None:
    before = copy.files.journal.read_bytes()
    copy.verdict(rebuild=True)
    assert copy.files.journal.read_bytes() == before


def test_a_verdict_goes_into_json_as_it_is(copy: Copy) -> None:
    with copy.sql() as db:
        db.execute("DELETE FROM journal WHERE pos = 30")
    plain = msgspec.json.decode(msgspec.json.encode(copy.verdict().plain()))
    assert plain == {
        "ok": False,
        "events": 29,
        "head": Head(1, 29, copy.links()[28][3]).text(),
        "fault": {"name": "removed", "epoch": 1, "seq": 30, "detail": "after event 29 comes event 31"},
    }


# Edited, removed, inserted, reordered


def test_an_edited_event_is_found(copy: Copy) -> None:
    seq = copy.seq_of("meals.served")
    links = copy.links()
    links[seq - 1] = (1, seq, changed(links[seq - 1][2]), links[seq - 1][3])
    copy.write(links)
    assert _place(copy) == ("edited", 1, seq)


def test_an_edited_event_with_a_hash_to_match_is_found_at_the_next(copy: Copy) -> None:
    seq = copy.seq_of("meals.served")
    links = copy.links()
    raw = changed(links[seq - 1][2])
    links[seq - 1] = (1, seq, raw, hash_event(copy.device, 1, seq, links[seq - 2][3], raw))
    copy.write(links)
    assert _place(copy) == ("edited", 1, seq + 1)


def test_an_event_under_a_wrong_number_is_found(copy: Copy) -> None:
    with copy.sql() as db:
        db.execute("UPDATE journal SET seq = 77 WHERE pos = 33")
    assert _place(copy) == ("edited", 1, 33)


@pytest.mark.parametrize("gone", [1, 3])
@pytest.mark.parametrize("numbered", ["left", "renumbered"])
def test_removed_events_are_found(copy: Copy, gone: int, numbered: str) -> None:
    links = copy.links()
    del links[40 : 40 + gone]
    copy.write(renumber(links) if numbered == "renumbered" else links)
    assert _place(copy) == ("removed", 1, 41)


def test_a_removed_first_event_is_found(copy: Copy) -> None:
    copy.write(copy.links()[1:])
    assert _place(copy) == ("removed", 1, 1)


def test_a_removed_epoch_is_found(copy_of_two: Copy) -> None:
    copy_of_two.write([link for link in copy_of_two.links() if link[0] == 2])
    assert _place(copy_of_two) == ("removed", 1, 1)


@pytest.mark.parametrize("hashed", ["not hashed", "hashed"])
@pytest.mark.parametrize("numbered", ["left", "renumbered"])
def test_an_inserted_event_is_found(copy: Copy, hashed: str, numbered: str) -> None:
    links = copy.links()
    raw = changed(links[copy.seq_of("meals.served") - 1][2])
    digest = hash_event(copy.device, 1, 51, links[49][3], raw) if hashed == "hashed" else bytes(32)
    links.insert(50, (1, 51, raw, digest))
    copy.write(renumber(links) if numbered == "renumbered" else links)
    name, epoch, seq = _place(copy)
    # A hash of its own lets the insertion itself pass: it shows at the event that it pushed aside.
    assert (name, epoch, seq) == ("inserted", 1, 52 if hashed == "hashed" else 51)


def test_an_event_written_twice_is_found(copy: Copy) -> None:
    links = copy.links()
    links.insert(50, links[49])
    copy.write(links)
    assert _place(copy) == ("inserted", 1, 51)


@pytest.mark.parametrize(("one", "other"), [(40, 41), (40, 47)])
@pytest.mark.parametrize("numbered", ["left", "renumbered"])
def test_events_that_changed_places_are_found(copy: Copy, one: int, other: int, numbered: str) -> None:
    links = copy.links()
    links[one], links[other] = links[other], links[one]
    copy.write(renumber(links) if numbered == "renumbered" else links)
    assert _place(copy) == ("reordered", 1, one + 1)


@pytest.mark.parametrize(("from_", "to"), [(40, 60), (60, 40)])
def test_an_event_moved_elsewhere_is_found(copy: Copy, from_: int, to: int) -> None:
    links = copy.links()
    links.insert(to, links.pop(from_))
    copy.write(renumber(links))
    assert _place(copy) == ("reordered", 1, 41)


def _place(copy: Copy) -> tuple[str, int, int]:
    fault = copy.fault()
    return fault.name, fault.epoch, fault.seq


# Truncated


def test_a_truncated_tail_behind_the_last_signed_head_passes_when_nobody_kept_anything(copy: Copy) -> None:
    with copy.sql() as db:
        last: int = db.execute("SELECT max(seq) FROM heads").get
        db.execute("DELETE FROM journal WHERE pos > ?", (last,))
    assert copy.verdict().fault is None


def test_a_truncated_tail_is_found_by_a_head_that_somebody_kept(copy: Copy) -> None:
    head = copy.head()
    _cut(copy, head.seq - 3)
    fault = copy.fault(Witness(heads=(head,)))
    assert (fault.name, fault.seq) == ("truncated", head.seq)


def test_a_truncated_tail_is_found_by_a_customers_slip(copy: Copy) -> None:
    slip = code([link for link in copy.links() if kind_of(link[2]) == "meals.ticket_issued"][-1])
    _cut(copy, slip.seq - 1)
    fault = copy.fault(Witness(codes=(slip,)))
    assert (fault.name, fault.seq) == ("truncated", slip.seq)


def test_a_truncated_tail_is_found_by_a_later_signed_head(copy: Copy) -> None:
    with copy.sql() as db:
        last: int = db.execute("SELECT max(seq) FROM heads").get
    _cut(copy, last - 1)
    fault = copy.fault()
    assert (fault.name, fault.seq) == ("truncated", last)


def test_an_emptied_journal_is_found(copy: Copy) -> None:
    copy.write([])
    copy.forget_heads()
    assert copy.fault().name == "truncated"


def _cut(copy: Copy, last: int) -> None:
    with copy.sql() as db:
        db.execute("DELETE FROM journal WHERE pos > ?", (last,))


# Signatures, and journals made anew


def test_a_wrong_signature_is_found(copy: Copy) -> None:
    with copy.sql() as db:
        seq, signature = rows(db, "SELECT seq, signature FROM heads ORDER BY seq")[0]
        db.execute("UPDATE heads SET signature = ? WHERE seq = ?", (bytes([signature[0] ^ 1]) + signature[1:], seq))
    assert _place(copy) == ("signature", 1, seq)


def test_an_edit_chained_anew_is_found_by_the_next_signed_head(copy: Copy) -> None:
    place = copy.seq_of("meals.served") - 1
    with copy.sql() as db:
        signed: int = db.execute("SELECT min(seq) FROM heads WHERE seq > ?", (place,)).get
    _edit_and_rechain(copy, place)
    assert _place(copy) == ("rewritten", 1, signed)


def test_an_edit_behind_the_last_signed_head_is_found_by_a_head_or_a_slip_that_somebody_kept(copy: Copy) -> None:
    head, slip = copy.head(), code(copy.links()[-2])
    with copy.sql() as db:
        signed: int = db.execute("SELECT max(seq) FROM heads").get
    place = next(seq for _, seq, raw, _ in copy.links() if seq > signed and kind_of(raw) == "meals.served") - 1
    _edit_and_rechain(copy, place)
    assert copy.verdict().fault is None
    assert copy.fault(Witness(heads=(head,))).name == "rewritten"
    assert copy.fault(Witness(codes=(slip,))).name == "rewritten"


def _edit_and_rechain(copy: Copy, place: int) -> None:
    links = copy.links()
    links[place] = (1, place + 1, changed(links[place][2]), b"")
    copy.write(rechain(copy.device, links))


def _remake(copy: Copy, named: SigningKey, signing: SigningKey) -> None:
    """The whole journal anew, its first event naming one key, its heads signed with another or the same."""
    links = copy.links()
    first = msgspec.json.decode(links[0][2])
    first["data"]["public_key"] = bytes(named.verify_key).hex()
    links[0] = (1, 1, msgspec.json.encode(first), b"")
    copy.write(rechain(copy.device, links))
    copy.sign_again(signing)


def test_a_journal_wholly_made_anew_with_another_key_passes_when_nobody_kept_the_key(copy: Copy) -> None:
    _remake(copy, OTHER_KEY, OTHER_KEY)
    assert copy.verdict().fault is None


def test_a_journal_wholly_made_anew_is_found_by_the_key(copy: Copy) -> None:
    key = bytes(copy.key.verify_key)
    _remake(copy, OTHER_KEY, OTHER_KEY)
    assert copy.fault(Witness(keys=(key,))).name == "key"


def test_a_journal_made_anew_that_names_the_true_key_cannot_be_signed(copy: Copy) -> None:
    key = bytes(copy.key.verify_key)
    _remake(copy, copy.key, OTHER_KEY)
    assert copy.fault(Witness(keys=(key,))).name == "signature"
    copy.forget_heads()
    fault = copy.fault(Witness(keys=(key,)))
    assert (fault.name, fault.seq) == ("signature", 1)


# Epochs and devices


def _keys(copy: Copy) -> tuple[bytes, ...]:
    with copy.sql() as db:
        return tuple(bytes.fromhex(row[0]) for row in db.execute("SELECT public_key FROM house_epochs"))


@pytest.mark.parametrize("which", [slice(0, None), slice(4, None), slice(4, 6)])
def test_events_of_one_epoch_spliced_into_another_are_found(copy_of_two: Copy, which: slice) -> None:
    first = [link for link in copy_of_two.links() if link[0] == 1]
    second = [link for link in copy_of_two.links() if link[0] == 2]
    copy_of_two.write(renumber([*first, *((1, seq, raw, digest) for _, seq, raw, digest in second[which])]))
    assert _place(copy_of_two) == ("spliced", 1, len(first) + 1)


def test_an_epoch_that_cites_another_end_of_the_one_before_is_found(copy_of_two: Copy) -> None:
    links = copy_of_two.links()
    last = max(link[1] for link in links if link[0] == 1)
    copy_of_two.write([link for link in links if link[:2] != (1, last)])
    fault = copy_of_two.fault()
    assert (fault.name, fault.epoch, fault.seq) == ("citation", 2, 1)
    assert f"cites 1-{last}-" in fault.detail
    assert f"has 1-{last - 1}-" in fault.detail


def test_a_journal_under_another_devices_name_is_found(copy: Copy) -> None:
    with copy.sql() as db:
        db.execute("UPDATE device SET id = ?", (bytes(16),))
    fault = copy.fault()
    assert (fault.name, fault.epoch, fault.seq) == ("spliced", 1, 1)
    assert copy.device.hex() in fault.detail


def test_another_devices_events_among_ours_are_found(copy: Copy) -> None:
    links = copy.links()
    theirs = rechain(bytes(16), links)
    copy.write([*links[:50], *theirs[50:]])
    assert _place(copy) == ("edited", 1, 51)
    copy.write(renumber([*links[:50], theirs[50], *links[50:]]))
    assert _place(copy) == ("inserted", 1, 51)


def test_a_journal_that_does_not_begin_by_opening_an_epoch_is_found(copy: Copy) -> None:
    copy.write(rechain(copy.device, copy.links()[1:]))
    copy.forget_heads()
    assert _place(copy) == ("malformed", 1, 1)


# What stands in the events: chained rightly, and wrong all the same


def _forge(copy: Copy, seq: int, raw: bytes) -> None:
    links = copy.links()
    links[seq - 1] = (1, seq, raw, b"")
    copy.write(rechain(copy.device, links))
    copy.sign_again(copy.key)


def test_postings_that_do_not_balance_are_found(copy: Copy) -> None:
    seq = copy.seq_of("till.sale_paid")
    _forge(copy, seq, with_data(copy.links()[seq - 1][2], post=[["cash.drawer", 500], ["owed.meals", -400]]))
    assert _place(copy) == ("unbalanced", 1, seq)
    assert "100 fen" in copy.fault().detail


def test_an_event_of_a_newer_schema_is_named_so(copy: Copy) -> None:
    _forge(copy, 60, with_data(copy.links()[59][2], v=2))
    assert _place(copy) == ("newer_schema", 1, 60)


def test_an_event_of_an_unknown_kind_is_named_so(copy: Copy) -> None:
    _forge(copy, 60, with_data(copy.links()[59][2], kind="beds.booked"))
    fault = copy.fault()
    assert (fault.name, fault.seq) == ("newer_schema", 60)
    assert "beds.booked" in fault.detail


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"null", b'{"v":1}', b'{"v":1,"kind":"meals.served"'])
def test_bytes_that_are_no_event_are_found(copy: Copy, raw: bytes) -> None:
    _forge(copy, 60, raw)
    assert _place(copy) == ("malformed", 1, 60)


def test_data_that_do_not_fit_their_kind_are_found(copy: Copy) -> None:
    _forge(copy, 60, with_data(copy.links()[59][2], kind="meals.served", data={"day": "2024-03-01", "meal": "lunch"}))
    assert _place(copy) == ("malformed", 1, 60)


def test_a_forged_event_that_no_reading_can_take_is_found_by_rebuilding(copy: Copy) -> None:
    seq = copy.seq_of("meals.day_opened")
    again = copy.links()[seq - 1][2]
    _forge(copy, seq + 1, again)
    assert copy.verdict().fault is None
    fault = copy.fault(rebuild=True)
    assert (fault.name, fault.seq) == ("readings", seq + 1)
    assert "meals.day_opened" in fault.detail


# Readings


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            "UPDATE till_accounts SET fen = fen + 100 WHERE account = 'cash.drawer'",
            "till_accounts at account cash.drawer: stored is ('cash.drawer', ",
        ),
        (
            "DELETE FROM meals_tickets WHERE day = '2024-03-01' AND number = 2",
            "meals_tickets at day 2024-03-01, meal lunch, number 2: stored is nothing, the journal says ('2024-03-01'",
        ),
        (
            "INSERT INTO staff_people VALUES ('zz', 'supervisor', '鬼', 1, 0, '', 0)",
            "staff_people at who zz: stored is ('zz', 'supervisor', '鬼', 1, 0, '', 0), the journal says nothing",
        ),
        (
            "INSERT INTO staff_people VALUES ('a0', 'supervisor', '鬼', 1, 0, '', 0)",
            "staff_people at who a0: stored is ('a0', 'supervisor', '鬼', 1, 0, '', 0), the journal says nothing",
        ),
        ("DELETE FROM house_settings", "house_settings at one 1: stored is nothing"),
        ("DROP TABLE meals_queue", "meals_queue: no such table"),
    ],
)
def test_an_edited_reading_is_found_by_rebuilding_and_only_so(copy: Copy, sql: str, said: str) -> None:
    with copy.sql() as db:
        db.execute(sql)
    assert copy.verdict().fault is None
    fault = copy.fault(rebuild=True)
    assert fault.name == "readings"
    assert fault.detail.startswith(said)


def test_what_only_this_machine_keeps_is_no_reading(copy: Copy) -> None:
    with copy.sql() as db:
        db.execute("DELETE FROM spool")
        db.execute("DELETE FROM outcomes")
    assert copy.verdict(rebuild=True).fault is None


# Files


def test_what_is_no_journal_is_named(copy: Copy, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("at,kind,who\n" * 200)
    empty = tmp_path / "empty"
    empty.touch()
    foreign = tmp_path / "foreign.db"
    apsw.Connection(str(foreign)).execute("CREATE TABLE journal (pos)")
    bare = tmp_path / "bare.db"
    apsw.Connection(str(bare)).execute("CREATE TABLE t (x)").connection.pragma("application_id", 0x6B696F73)
    newer = Copy(copy.files.folder, tmp_path / "newer")
    with newer.sql() as db:
        db.pragma("user_version", 2)
    for path, reason, problem in (
        (text, "unreadable", "not a database"),
        (empty, "foreign", ""),
        (foreign, "foreign", ""),
        (bare, "unreadable", "no such table"),
        (newer.files.journal, "newer", ""),
        (tmp_path, "missing", ""),
    ):
        with pytest.raises(NotAJournal) as refused:
            verify_station(path, NO_WITNESS, SERVICES, rebuild=False)
        assert refused.value.reason == reason
        assert problem in str(refused.value.fields.get("problem", ""))


def test_a_damaged_page_is_told_and_never_passes(copy: Copy) -> None:
    for seq in (20, 60, 120):
        raw = copy.links()[seq - 1][2]
        page = copy.files.journal.read_bytes().index(raw) // 4096
        whole = copy.files.journal.read_bytes()
        with copy.files.journal.open("r+b") as file:
            file.seek(page * 4096)
            file.write(b"\xa5" * 4096)
        fault = copy.fault(rebuild=True)
        assert fault.name == "damaged"
        assert fault.seq <= seq
        copy.files.journal.write_bytes(whole)


def test_rows_of_other_types_than_they_were_written_with_are_told(copy: Copy) -> None:
    links = copy.links()
    with copy.sql() as db, db:
        db.execute("DROP TABLE journal")
        db.execute("CREATE TABLE journal (pos INTEGER PRIMARY KEY, epoch, seq, raw, hash)")
        db.executemany(
            "INSERT INTO journal (epoch, seq, raw, hash) VALUES (?, ?, ?, ?)",
            [*links[:30], (1, 31, "text", links[30][3]), *links[31:]],
        )
    assert _place(copy) == ("malformed", 1, 31)


# Any byte


@given(data=st.data())
def test_any_flipped_bit_in_any_event_or_hash_is_found(recorded: tuple[bytes, list[Link]], data: st.DataObject) -> None:
    device, links = recorded
    place = data.draw(st.integers(0, len(links) - 1), label="event")
    epoch, seq, raw, digest = links[place]
    whole = raw + digest
    at = data.draw(st.integers(0, len(whole) - 1), label="byte")
    flipped = bytearray(whole)
    flipped[at] ^= 1 << data.draw(st.integers(0, 7), label="bit")
    tampered = [
        *links[:place],
        (epoch, seq, bytes(flipped[: len(raw)]), bytes(flipped[len(raw) :])),
        *links[place + 1 :],
    ]
    fault = verify(device, tampered, (), frozenset()).fault
    assert fault is not None
    assert (fault.name, fault.seq) == ("edited", seq)


def test_a_text_that_is_none_any_more_is_damage_and_no_traceback(copy: Copy) -> None:
    with copy.sql() as db:
        db.execute("UPDATE meals_tickets SET sale = CAST(x'c373616c65' AS TEXT)")
    fault = copy.fault(rebuild=True)
    assert fault.name == "damaged"
    assert "sale" not in fault.detail
