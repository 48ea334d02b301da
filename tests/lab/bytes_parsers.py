"""Every parser that faces the outside, with what it may refuse by name and examples of what it is made for."""

import functools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from nacl.signing import SigningKey
from support.centre import Sender
from support.station import SETTINGS, station_in

from kiosk.base import toml
from kiosk.base.event import parse_code
from kiosk.base.files import bundled
from kiosk.base.toml import ConfigError
from kiosk.demo.trace import BadTrace
from kiosk.demo.trace import _rows as trace_rows
from kiosk.devices.cash import counter
from kiosk.devices.cash import frame as cctalk
from kiosk.devices.cash.profile import AcceptorProfile
from kiosk.devices.printers.status import paper_sensor, understood
from kiosk.devices.profiles import PrinterProfile
from kiosk.devices.scanners.framing import Framer
from kiosk.devices.scanners.profile import Frame, ScannerProfile, load_scanner, scanner_ids
from kiosk.record import approval, batch, checkpoint, enrolment, hello, lease, merkle, token
from kiosk.record.chain import GENESIS, Head, hash_event, parse_head
from kiosk.record.published import genuine as genuinely_published
from kiosk.record.verify import NO_WITNESS, Inspector, verify
from kiosk.services.registry import SERVICES
from kiosk.station.journal import NotAJournal
from kiosk.station.line.answers import Cut, Declined, Receipt
from kiosk.station.line.client import _understood
from kiosk.station.line.merging import merged
from kiosk.station.settings import parse as parse_settings
from kiosk.station.verify import verify_station

KEY: Final = SigningKey(bytes(range(32)))
PUBLIC: Final = bytes(KEY.verify_key)
DEVICE: Final = bytes(range(16))
_LOG: Final = checkpoint.LogKey("kiosk/centre", PUBLIC)
_FOLDER: Final = tempfile.TemporaryDirectory()
# No parser works longer on what somebody sends: seconds, on a busy machine.
LONGEST_S: Final = 2.0
_JSON: Final = (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError)


class Parser(msgspec.Struct, frozen=True):
    """`tries` is given bytes; what it raises must be one of `refuses`, exactly."""

    tries: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    refuses: tuple[type[Exception], ...] = ()


def _text(data: bytes) -> str:
    return data.decode(errors="replace")


@functools.cache
def _frames() -> tuple[Frame, ...]:
    return tuple(load_scanner(name).frame for name in scanner_ids())


def _scanned(data: bytes) -> None:
    for frame in _frames():
        framer = Framer(frame)
        for at, begin in enumerate(range(0, len(data), 7)):
            list(framer.feed(data[begin : begin + 7], at / 100))
        list(framer.settle(1e6))


def _status(data: bytes) -> None:
    paper_sensor(data)
    understood({query: (data[query] if query < len(data) else None) for query in range(1, 5)})


def _cctalk(data: bytes) -> None:
    cctalk.whole(data)
    cctalk.parsed(data)


def _trace(data: bytes) -> None:
    path = _written("trace.csv", data)
    list(trace_rows(path))


def _written(name: str, data: bytes) -> Path:
    path = Path(_FOLDER.name) / name
    path.write_bytes(data)
    return path


def _journal(data: bytes) -> None:
    verify_station(_written("journal.db", data), NO_WITNESS, SERVICES, rebuild=False)


def _event(data: bytes) -> None:
    """As an event of a journal: verified in a chain that is right."""
    raws = (Sender(DEVICE).raws[0], data)
    first = hash_event(DEVICE, 1, 1, GENESIS, raws[0])
    links = ((1, 1, raws[0], first), (1, 2, data, hash_event(DEVICE, 1, 2, first, data)))
    facts = [fact for service in SERVICES for fact in service.facts]
    verify(DEVICE, iter(links), (), frozenset({"house.stopped"}), NO_WITNESS, Inspector(facts, None))


def _proof(data: bytes) -> None:
    steps = [data[at : at + 32] for at in range(2, len(data), 32)]
    old, new = (*data[:2], 0, 0)[:2]
    merkle.consistent(old, new, steps, GENESIS, GENESIS)
    merkle.included(data, old, new, steps, GENESIS)


def _enrolment(data: bytes) -> None:
    enrolment.proved(msgspec.json.decode(data, type=enrolment.Enrolment))


def _hello(data: bytes) -> None:
    hello.said_by(PUBLIC, msgspec.json.decode(data, type=hello.Hello))


def _greeted(data: bytes) -> None:
    told = msgspec.json.decode(data, type=hello.Greeted)
    if told.settings:
        genuinely_published(told.settings, "s", PUBLIC)


def _approval(data: bytes) -> None:
    approval.genuine(msgspec.json.decode(data, type=approval.Decided), DEVICE, PUBLIC)


def _answer(data: bytes) -> None:
    """The first byte says how it was answered."""
    kind = ("application/json", "application/problem+json", "text/html")[data[0] % 3] if data else ""
    _understood(200 if data[:1] < b"\x80" else 500, kind, data[1:], Receipt)


def _profile(shape: type[Any]) -> Callable[[bytes], object]:
    return lambda data: toml.decode(data, shape, "x.toml")


def _bundled(kind: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted((bundled("device_profiles") / kind).glob("*.toml"))[:2])


def _station() -> bytes:
    """A journal that a short noon left."""
    with station_in(Path(_FOLDER.name) / "station") as station:
        station.open()
        station.buy()
        journal = station.files.journal
    return journal.read_bytes()


@functools.cache
def parsers() -> dict[str, Parser]:
    """All of them, by name."""
    sender = Sender(DEVICE).live(3)
    sent = batch.encode(sender.batch())
    note = checkpoint.signed(checkpoint.Checkpoint(_LOG.origin, 7, GENESIS), KEY).encode()
    ask = lease.LeaseRequest(DEVICE, 1, 5, GENESIS, "points", 10, DEVICE, "/m/x")
    lent = lease.granted(lease.Lease(DEVICE, DEVICE, 1, "points", 10, DEVICE, 2_000_000_000), KEY)
    asked = enrolment.sign_enrolment(KEY, "7KQ2-93MF-X1AB", DEVICE, "一体机", (enrolment.EpochKey(1, PUBLIC.hex()),))
    decided = approval.decide(KEY, DEVICE, 1, approval.Waiting(1, 5, 1, -300), "王", "", approves=True)
    phone = token.written(token.Token(DEVICE, 2_000_000_000, bytes(12)), KEY).encode()
    receipt = {"epoch": 1, "seq": 4, "hash": "00", "checkpoint": note.decode(), "next_after_s": 20}
    answers = (b"\0" + msgspec.json.encode(receipt), b'\1{"type":"/problems/gap","expected":{"epoch":1,"seq":3}}')
    greeted = {"settings": {"version": 2, "text": SETTINGS, "effective_from": "2026-03-01", "signature": "00"}}
    hellos = b'{"device":"%b","epoch":1,"settings":0,"decisions":0,"refused":"","sent_at":"","signature":"%b"}'
    code = f"/s/{DEVICE.hex()}.1.5.{16 * 'a'}".encode()
    value, settings = (ValueError,), (ConfigError,)
    return {
        "scanner": Parser(_scanned, (code + b"\r", phone + b"\r\n", "扫码".encode("gb18030") + b"\r")),
        "printer status": Parser(_status, (b"\x12\x12\x12\x12", b"\x10\0\0\0\x0c")),
        "ccTalk": Parser(_cctalk, (cctalk.Message(2, 1, 229, b"12345678901").packed(),)),
        "acceptor's reading": Parser(lambda data: counter.kept(_text(data)), (bytes(11).hex().encode(),), value),
        "printer profile": Parser(_profile(PrinterProfile), _bundled("escpos_printer"), settings),
        "scanner profile": Parser(_profile(ScannerProfile), _bundled("scanner"), settings),
        "acceptor profile": Parser(_profile(AcceptorProfile), _bundled("cctalk_coins"), settings),
        "settings": Parser(lambda data: parse_settings(_text(data), SERVICES), (SETTINGS.encode(),), settings),
        "published settings": Parser(lambda data: merged(_text(data), SETTINGS), (SETTINGS.encode(),), settings),
        "trace": Parser(
            _trace, (b"at,kind,who,item,qty,amount_fen\n2024-01-02T11:00:00,buy,,lunch,1,500\n",), (BadTrace,)
        ),
        "journal": Parser(_journal, (_station(),), (NotAJournal,)),
        "event": Parser(_event, (sender.raws[0], sender.raws[1])),
        "token": Parser(lambda data: token.read(_text(data), PUBLIC), (phone,), (token.BadToken,)),
        "batch": Parser(batch.decode, (sent,), (batch.BadBatch,)),
        "batches": Parser(batch.decode_all, (batch.encode_all((sender.batch(),)),), (batch.BadBatch,)),
        "leaf": Parser(batch.parse_leaf, (sender.batch().leaf(1).data,), value),
        "checkpoint": Parser(lambda data: checkpoint.opened(_text(data), _LOG), (note,), value),
        "log key": Parser(lambda data: checkpoint.parse_key(_text(data)), (_LOG.text().encode(),), value),
        "head": Parser(lambda data: parse_head(_text(data)), (Head(1, 5, GENESIS).text().encode(),), value),
        "slip's code": Parser(lambda data: parse_code(_text(data)), (code,), value),
        "proof": Parser(_proof, (bytes((3, 7)) + bytes(range(96)),)),
        "lease request": Parser(lease.parse_request, (lease.asked(ask, KEY),), (lease.BadLease,)),
        "lease": Parser(lambda data: lease.opened(_text(data), PUBLIC), (lent.encode(),), (lease.BadLease,)),
        "enrolment": Parser(_enrolment, (msgspec.json.encode(asked),), _JSON),
        "hello": Parser(_hello, (hellos % (DEVICE.hex().encode(), bytes(64).hex().encode()),), _JSON),
        "greeting": Parser(_greeted, (msgspec.json.encode(greeted | {"checkpoint": note.decode()}),), _JSON),
        "approval": Parser(_approval, (msgspec.json.encode(decided),), _JSON),
        "centre's answer": Parser(_answer, answers, (Cut, Declined)),
    }


def complaint(parser: Parser, data: bytes) -> str:
    """What is wrong with what a parser makes of bytes; empty where nothing is."""
    began = time.thread_time()
    try:
        parser.tries(data)
    except Exception as error:  # noqa: BLE001 - every exception is looked at here
        if type(error) not in parser.refuses:
            return f"{type(error).__name__}: {str(error)[:200]}"
    took = time.thread_time() - began
    return f"took {took:.1f} s" if took > LONGEST_S else ""
