"""From the driver's first byte of a job to the last one at the printer, beside what the wire allows."""

import os
import socket
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Final

from paper.samples import FACE, LUNCH, PAPERS, REPRINT

from figures.figure import Figure, Line, at_least
from kiosk.devices.transports import SerialLine, Tcp, Transport
from kiosk.paper.render import render

_TIMEOUT_S: Final = 5.0
_PROMISED: Final = 0.9
_TICK_S: Final = 0.005
_TCP_SLIPS: Final = 2000
_TURNS: Final = 15


def measure(folder: Path, cache: Path) -> list[Line]:
    """A slip in ROM mode at 9600 baud, one in raster at 115200, and very many over the network."""
    del folder, cache
    rom, raster = (render(LUNCH, PAPERS[f"generic-80-{mode}"], FACE, REPRINT) for mode in ("gb18030", "raster"))
    many = raster * _TCP_SLIPS
    # In turns, and the quickest of each: what else the machine does is in both.
    sent, alone = zip(*((_tcp(many), _bare(many)) for _ in range(_TURNS)), strict=True)
    return [
        _line("9600 baud, ROM", rom, _serial(rom, 9600), len(rom) / 960),
        _line("115200 baud, raster", raster, _serial(raster, 115200), len(raster) / 11520),
        _line(f"TCP, {_TCP_SLIPS} slips", many, min(sent), min(alone)),
    ]


def _serial(job: bytes, baud: int) -> float:
    """A line whose other end takes bytes no faster than the baud rate lets them through."""
    near, far = os.openpty()
    tty.setraw(far)

    def take() -> None:
        began, taken = time.perf_counter(), 0
        while taken < len(job):
            if (due := int((time.perf_counter() - began) * baud / 10) - taken) > 0:
                taken += len(os.read(near, due))
            time.sleep(_TICK_S)

    try:
        return _timed(SerialLine(os.ttyname(far), baud, "none", _TIMEOUT_S), job, take)
    finally:
        os.close(near)
        os.close(far)


def _tcp(job: bytes) -> float:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return _timed(Tcp("127.0.0.1", listener.getsockname()[1], _TIMEOUT_S), job, lambda: _taken(listener, len(job)))


def _bare(job: bytes) -> float:
    """The same bytes by the system alone."""
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as line:
        return _until_taken(lambda: line.sendall(job), lambda: _taken(listener, len(job)))


def _taken(listener: socket.socket, count: int) -> None:
    connection, _ = listener.accept()
    with connection:
        while count:
            count -= len(connection.recv(1 << 16))


def _timed(way: Transport, job: bytes, take: Callable[[], None]) -> float:
    way.open()
    try:
        return _until_taken(lambda: way.write(job), take)
    finally:
        way.close()


def _until_taken(write: Callable[[], None], take: Callable[[], None]) -> float:
    taker = threading.Thread(target=take)
    began = time.perf_counter()
    taker.start()
    write()
    taker.join()
    return time.perf_counter() - began


def _line(what: str, job: bytes, took: float, limit: float) -> Line:
    ratio = limit / took
    promised, met = at_least(ratio, _PROMISED)
    return Line(
        what=f"job to the last byte: {what}",
        measured=f"{len(job):,} bytes in {took:.3f} s",
        beside=f"the wire alone: {limit:.3f} s",
        ratio=f"{ratio:.2f}",
        promised=promised,
        met=met,
        numbers={"bytes": len(job), "took_s": took, "limit_s": limit},
    )


FIGURE: Final = Figure("paper-wire", measure)
