"""Random frames from a scanner, split and disturbed at random: what is handed on, and what is handed on twice."""

import time
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from figures.figure import Figure, Line
from kiosk.devices.scanners.framing import Framer, Unread
from kiosk.devices.scanners.profile import Frame, load_scanner
from kiosk.devices.scanners.scan import PAYMENT, Debounce, Scan

_FRAMES: Final = 1_000_000
_SEED: Final = 6
_MARKS: Final = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz-_./:?=号餐床积分"
_ENDS: Final = (b"\r", b"\n", b"\r\n", b"\t")
_IDS: Final = (b"", b"", b"]Q1", b"]C0", b"]d2\x1d")
_PAYS: Final = ("10", "13", "15", "25", "28", "30")
_FOREIGN: Final = bytes({*range(32)} - {4, 9, 10, 13, 29, 30})
_HELD_S: Final = (0.0, 0.25, 1.0, 1.75, 1.9990234375, 2.0, 2.0009765625, 3.5)
_MILLISECOND: Final = 0.0009765625  # 1/1024 s: sums of it are exact


class _Sent(NamedTuple):
    """One frame with the silence in it and after it, and what may come of it."""

    parts: tuple[bytes, ...]
    apart_s: float
    reads: Scan | None


def _frame(draw: Random, frame: Frame) -> _Sent:
    """A code as scanners send it, or one that was disturbed: a foreign byte in it, too long, half of it late."""
    payment = draw.random() < 0.05
    text = (
        draw.choice(_PAYS) + "".join(draw.choices("0123456789", k=16))
        if payment
        else "".join(draw.choices(_MARKS, k=draw.randint(1, 60)))
    )
    data = draw.choice(_IDS) + text.encode(draw.choice(("utf-8", "gb18030")))
    reads: Scan | None = PAYMENT if payment else Scan(text)
    apart_s = draw.randrange(60) * _MILLISECOND
    match draw.randrange(12):
        case 0:
            at = draw.randint(0, len(data))
            data, reads = data[:at] + bytes([draw.choice(_FOREIGN)]) + data[at:], None
        case 1:
            data, reads = data * (1 + frame.longest // len(data)) + data, None
        case 2 if len(data) > 1:
            at = draw.randrange(1, len(data))
            late = (data[:at], data[at:] + draw.choice(_ENDS))
            return _Sent(late, frame.silence_s + _MILLISECOND + apart_s, None)
        case _:
            pass
    data += draw.choice(_ENDS)
    cuts = sorted(draw.sample(range(len(data) + 1), k=min(draw.randrange(5), len(data))))
    parts = tuple(data[a:b] for a, b in zip((0, *cuts), (*cuts, len(data)), strict=True))
    return _Sent(parts, apart_s, reads)


def measure(folder: Path, cache: Path) -> list[Line]:
    """Feeds every frame as it comes apart, and sees what is handed on before the next."""
    del folder, cache
    draw, frame = Random(_SEED), load_scanner("generic-serial").frame  # noqa: S311 - a draw to repeat
    framer, now = Framer(frame), 0.0
    false, lost, refused, clear, spent = 0, 0, 0, 0, 0.0
    for _ in range(_FRAMES):
        sent = _frame(draw, frame)
        began = time.perf_counter()
        found: list[Scan | Unread] = []
        for part in sent.parts:
            now += sent.apart_s
            found += framer.feed(part, now)
        spent += time.perf_counter() - began
        scans = [read for read in found if isinstance(read, Scan)]
        refused += any(isinstance(read, Unread) for read in found)
        false += sum(scan != sent.reads for scan in scans)
        lost += sent.reads is not None and sent.reads not in scans
        clear += sent.reads is PAYMENT and any(scan.text for scan in scans)
    return [_framed(false, lost, refused, clear, spent), _debounced(draw)]


def _framed(false: int, lost: int, refused: int, clear: int, spent: float) -> Line:
    each_us = 1e6 * spent / _FRAMES
    return Line(
        what="scanner: random frames and split points",
        measured=f"{_FRAMES:,} frames: {false} false accepted, 0 crashes, {lost} lost, {clear} payment codes in clear",
        beside=f"{refused:,} disturbed ones refused; {each_us:.1f} µs a frame",
        ratio="",
        promised="0 false accepted, 0 crashes",
        met=not false and not lost and not clear,
        numbers={"frames": _FRAMES, "false": false, "lost": lost, "clear": clear, "us_a_frame": each_us},
    )


def _debounced(draw: Random) -> Line:
    """The same codes again and again at exact times, beside a rule written down from their distance alone."""
    within_s = load_scanner("generic-serial").again.within_s
    again, now = Debounce(within_s), 0.0
    before, at, wrong = "", 0.0, 0
    for _ in range(_FRAMES):
        now += draw.choice(_HELD_S)
        text = draw.choice("ab")
        wrong += again.fresh(Scan(text), now) != (text != before or now - at >= within_s)
        before, at = text, now
    return Line(
        what="scanner: the same code once more",
        measured=f"{_FRAMES:,} sightings: {wrong} wrong",
        beside=f"to {1000 * _MILLISECOND:.2f} ms either side of {within_s:g} s",
        ratio="",
        promised="exact",
        met=not wrong,
        numbers={"sightings": _FRAMES, "wrong": wrong},
    )


FIGURE: Final = Figure("scanner", measure)
