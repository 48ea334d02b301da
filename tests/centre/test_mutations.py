"""The centre's record changed in every way that somebody with an SQL prompt could: all found, all rightly named.

The administrator who holds the log's own key is among them: what the stations have witnessed, they cannot sign.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey
from support.centre import RunningCentre, Sender, running

from kiosk.centre.log.archive import is_log, verify_archive
from kiosk.record.batch import Leaf, parse_leaf
from kiosk.record.chain import GENESIS, hash_event
from kiosk.record.checkpoint import Checkpoint, LogKey, parse, signed
from kiosk.record.merkle import Edge, leaf_hash


class Archive:
    """A centre's file, and what its administrator could do to it."""

    def __init__(self, file: Path, log_key: bytes, first: Sender, second: Sender) -> None:
        self.file = file
        self.key = SigningKey(log_key)
        self.first = first
        self.second = second

    def sql(self, statement: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(self.file)) as db, db:
            return db.execute(statement, values).fetchall()

    def fault(self, **witness: Any) -> str:
        found = verify_archive(self.file, **witness).fault
        return found.name if found else "none"

    def leaves(self) -> list[bytes]:
        return [data for (data,) in self.sql("SELECT data FROM log_leaves ORDER BY leaf")]

    def note(self) -> str:
        return str(self.sql("SELECT checkpoint FROM log_state")[0][0])

    def sign_again(self, leaves: list[bytes], key: SigningKey | None = None) -> None:
        """Makes the tree anew of these leaves, and signs it with the log's own key, or another."""
        key = key or self.key
        self.sql("DELETE FROM log_leaves")
        edge = Edge(0, ())
        for number, data in enumerate(leaves):
            self.sql("INSERT INTO log_leaves VALUES (?, ?)", number, data)
            edge.append(leaf_hash(data))
        origin = parse(self.note())[0].origin
        note = signed(Checkpoint(origin, edge.size, edge.root), key)
        log_key = LogKey(origin, bytes(key.verify_key)).text()
        self.sql("UPDATE log_state SET size = ?, checkpoint = ?, log_key = ?", edge.size, note, log_key)

    def drop(self, leaf: Leaf) -> None:
        self.sql(
            "DELETE FROM events WHERE device = ? AND epoch = ? AND seq BETWEEN ? AND ?",
            *(leaf.device, leaf.epoch, leaf.first, leaf.last),
        )

    def rechain(self, sender: Sender) -> None:
        """Hashes the events of a device anew, as whoever knows the format could."""
        prev = GENESIS
        rows = self.sql("SELECT seq, raw FROM events WHERE device = ? AND epoch = 1 ORDER BY seq", sender.device)
        for seq, raw in rows:
            prev = hash_event(sender.device, 1, seq, prev, raw)
            self.sql("UPDATE events SET hash = ? WHERE device = ? AND epoch = 1 AND seq = ?", prev, sender.device, seq)


def live(centre: RunningCentre) -> tuple[Sender, Sender]:
    """Two stations, turn by turn; the second witnesses the log each time; the first comes to a second epoch."""
    first, second = Sender(), Sender()
    for sender, station in ((first, "府西"), (second, "府东")):
        sender.enrol(centre, centre.code(station))
    key = centre.centre.log_key.text()
    second.write("house.centre_joined", {"url": centre.url, "station_id": "s", "log_key": key})
    sent = {first.device: 0, second.device: 0}
    for _ in range(4):
        for sender in (first, second):
            sender.live(5)
            told = sender.send(centre, sent[sender.device] + 1).json()
            sent[sender.device] = len(sender.raws)
        second.write("house.witnessed", {"checkpoint": told["checkpoint"]})
    first.open_epoch()
    assert first.live(6).send(centre).ok
    assert second.send(centre, sent[second.device] + 1).ok
    return first, second


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, Sender, Sender]:
    folder = tmp_path_factory.mktemp("centre")
    with running(folder) as centre:
        first, second = live(centre)
    with closing(sqlite3.connect(folder / "centre.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "centre.db", (folder / "log.key").read_bytes(), first, second


@pytest.fixture
def archive(lived: tuple[Path, bytes, Sender, Sender], tmp_path: Path) -> Archive:
    file = tmp_path / "centre.db"
    file.write_bytes(lived[0].read_bytes())
    return Archive(file, *lived[1:])


def test_what_nobody_changed_is_whole(archive: Archive) -> None:
    assert is_log(archive.file)
    assert is_log(archive.file.parent)
    verdict = verify_archive(archive.file, kept=[archive.note()])
    assert verdict.fault is None
    assert (verdict.leaves, verdict.witnesses) == (10, 4)
    assert verdict.events == archive.sql("SELECT count(*) FROM events")[0][0]


Change = Callable[[Archive], object]
AT = "WHERE device = ? AND epoch = 1 AND seq"


def _swap(archive: Archive, one: int, other: int) -> None:
    for was, then in ((one, -1), (other, one), (-1, other)):
        archive.sql(f"UPDATE events SET seq = ? {AT} = ?", then, archive.first.device, was)


def _edit(archive: Archive) -> None:
    archive.sql(
        f"UPDATE events SET raw = CAST(replace(CAST(raw AS TEXT), 'home', 'hall') AS BLOB) {AT} = 8",
        archive.first.device,
    )


def _edit_and_rechain(archive: Archive) -> None:
    _edit(archive)
    archive.rechain(archive.first)


def _splice(archive: Archive) -> None:
    """An event of epoch 2 in the place of one of epoch 1."""
    ((raw, digest),) = archive.sql(
        "SELECT raw, hash FROM events WHERE device = ? AND epoch = 2 AND seq = 4", archive.first.device
    )
    ((raw2, digest2),) = archive.sql(
        "SELECT raw, hash FROM events WHERE device = ? AND epoch = 2 AND seq = 5", archive.first.device
    )
    archive.sql(f"UPDATE events SET raw = ?, hash = ? {AT} = 8", raw, digest, archive.first.device)
    archive.sql(f"UPDATE events SET raw = ?, hash = ? {AT} = 9", raw2, digest2, archive.first.device)


def _signature(archive: Archive) -> None:
    leaves = archive.leaves()
    leaves[2] = leaves[2][:-1] + bytes([leaves[2][-1] ^ 1])
    archive.sign_again(leaves)


def _drop_batch_and_sign(archive: Archive, number: int) -> None:
    """With the log's own key: a batch never was, and a new tree says so."""
    leaves = archive.leaves()
    archive.drop(parse_leaf(leaves[number]))
    archive.sign_again([*leaves[:number], *leaves[number + 1 :]])


def _drop_device_and_sign(archive: Archive) -> None:
    leaves = archive.leaves()
    kept = [data for data in leaves if parse_leaf(data).device != archive.first.device]
    for data in leaves:
        if data not in kept:
            archive.drop(parse_leaf(data))
    archive.sign_again(kept)


def _swap_leaves_and_sign(archive: Archive) -> None:
    leaves = archive.leaves()
    leaves[0], leaves[1] = leaves[1], leaves[0]
    archive.sign_again(leaves)


def _end_and_sign(archive: Archive) -> None:
    """The newest leaves never were, for every device alike."""
    leaves = archive.leaves()
    for data in leaves[4:]:
        archive.drop(parse_leaf(data))
    archive.sign_again(leaves[:4])


def _end_within_what_was_witnessed(archive: Archive) -> None:
    """The tail of the station that does not witness is cut off before the newest witness."""
    leaves = archive.leaves()
    of_first = [data for data in leaves if parse_leaf(data).device == archive.first.device]
    for data in of_first[2:]:
        archive.drop(parse_leaf(data))
    archive.sign_again([data for data in leaves if data not in of_first[2:]])


def _own_key(archive: Archive) -> None:
    """A new log under a new key, all else as it was."""
    archive.sign_again(archive.leaves(), SigningKey.generate())


def _foreign_event(archive: Archive) -> None:
    archive.sql(
        "INSERT INTO events SELECT station_id, device, epoch, 99, hash, raw FROM events "
        "WHERE device = ? AND epoch = 1 AND seq = 3",
        archive.first.device,
    )


MATRIX: dict[str, tuple[Change, str]] = {
    "an event edited": (_edit, "edited"),
    "an event edited and all after it hashed anew": (_edit_and_rechain, "rewritten"),
    "an event deleted": (lambda a: a.sql(f"DELETE FROM events {AT} = 8", a.first.device), "removed"),
    "the last event of a leaf deleted": (lambda a: a.sql(f"DELETE FROM events {AT} = 6", a.first.device), "removed"),
    "two events exchanged": (lambda a: _swap(a, 8, 9), "reordered"),
    "an event of another epoch spliced in": (_splice, "spliced"),
    "an event that no leaf has": (_foreign_event, "inserted"),
    "a leaf deleted": (lambda a: a.sql("DELETE FROM log_leaves WHERE leaf = 4"), "removed"),
    "the last leaf deleted": (lambda a: a.sql("DELETE FROM log_leaves WHERE leaf = 9"), "truncated"),
    "a leaf that is none": (lambda a: a.sql("UPDATE log_leaves SET data = x'00' WHERE leaf = 4"), "malformed"),
    "a leaf's signature altered, and the tree signed anew": (_signature, "signature"),
    "a device's key exchanged": (
        lambda a: a.sql("UPDATE epochs SET public_key = ? WHERE epoch = 1", bytes(SigningKey.generate().verify_key)),
        "signature",
    ),
    "the checkpoint signed by a stranger": (
        lambda a: a.sql("UPDATE log_state SET checkpoint = ?", signed(parse(a.note())[0], SigningKey.generate())),
        "signature",
    ),
    "the checkpoint's root altered": (
        lambda a: a.sql(
            "UPDATE log_state SET checkpoint = ?",
            signed(Checkpoint(parse(a.note())[0].origin, 10, b"r" * 32), a.key),
        ),
        "rewritten",
    ),
    "the checkpoint taken back to an older one": (
        lambda a: a.sql(
            "UPDATE log_state SET checkpoint = ?",
            signed(Checkpoint(parse(a.note())[0].origin, 8, _root(a.leaves()[:8])), a.key),
        ),
        "inserted",
    ),
    "with the log's key: a batch in the middle taken out": (lambda a: _drop_batch_and_sign(a, 4), "removed"),
    "with the log's key: a station taken out": (_drop_device_and_sign, "rewritten"),
    "with the log's key: a station's tail taken out": (_end_within_what_was_witnessed, "rewritten"),
    "with the log's key: the order of leaves changed": (_swap_leaves_and_sign, "rewritten"),
    "with another key: the whole log anew": (_own_key, "key"),
}


def _root(leaves: list[bytes]) -> bytes:
    edge = Edge(0, ())
    for data in leaves:
        edge.append(leaf_hash(data))
    return edge.root


@pytest.mark.parametrize("what", MATRIX)
def test_whatever_is_changed_is_found_and_rightly_named(archive: Archive, what: str) -> None:
    change, named = MATRIX[what]
    change(archive)
    assert archive.fault() == named


def test_an_older_state_of_everything_is_whole_in_itself_and_found_by_whoever_kept_a_checkpoint(
    archive: Archive,
) -> None:
    """Nothing inside can tell a rollback: that is what kept checkpoints, stations' journals and slips are for."""
    kept = archive.note()
    _end_and_sign(archive)
    assert archive.fault() == "none"
    assert archive.fault(kept=[kept]) == "truncated"


def test_a_log_that_was_signed_anew_is_found_by_whoever_knows_its_key(archive: Archive) -> None:
    key = archive.sql("SELECT log_key FROM log_state")[0][0]
    assert archive.fault(log_key=key) == "none"
    _own_key(archive)
    assert archive.fault(log_key=key) == "key"


def test_a_file_that_is_damaged_is_said_to_be(archive: Archive) -> None:
    raw = bytearray(archive.file.read_bytes())
    raw[8192 : len(raw) // 2] = bytes(len(raw) // 2 - 8192)
    archive.file.write_bytes(raw)
    assert archive.fault() != "none"
