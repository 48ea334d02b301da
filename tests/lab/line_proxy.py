"""A line that lies: a proxy on loopback that does to each exchange what it was told to do, then passes the rest on."""

import socket
import socketserver
import ssl
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final
from urllib.parse import urlsplit

_WAIT_S: Final = 10.0
_RST: Final = struct.pack("ii", 1, 0)
PAGE: Final = "<html><body>请登录 Please sign in</body></html>".encode()


class Gone(Exception):  # noqa: N818 - the other end has hung up
    """Nothing more comes from there."""


def message(end: socket.socket) -> bytes:
    """The next HTTP message, whole. Raises Gone."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += _more(end)
    head, _, body = read.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += _more(end)
    return head + b"\r\n\r\n" + body


def _more(end: socket.socket) -> bytes:
    try:
        part = end.recv(1 << 20)
    except OSError:
        raise Gone from None
    if not part:
        raise Gone
    return part


class Exchange:
    """One request of the station, as it came; what becomes of it is a fault's business."""

    def __init__(self, proxy: "Proxy", station: socket.socket, request: bytes) -> None:
        self.proxy, self.station, self.request = proxy, station, request

    def ask(self, request: bytes = b"") -> bytes:
        """The centre's answer to the request, or to another one. Raises Gone."""
        return self.proxy.ask(request or self.request)

    def tell(self, answer: bytes) -> None:
        """Answers the station."""
        self.station.sendall(answer)

    def wait(self) -> None:
        """Until the station has given up."""
        with suppress(Gone):
            _more(self.station)

    def reset(self) -> None:
        """Hangs up as a machine does that knows nothing of the connection."""
        self.station.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
        raise Gone


def passed(exchange: Exchange) -> None:
    """Nothing is done to it."""
    answer = exchange.ask()
    exchange.proxy.known.append((exchange.request, answer))
    exchange.tell(answer)


def _dropped(_: Exchange) -> None:
    raise Gone


def _answer_lost(exchange: Exchange) -> None:
    exchange.ask()
    raise Gone


def _reset(exchange: Exchange) -> None:
    exchange.reset()


def _answer_reset(exchange: Exchange) -> None:
    exchange.ask()
    exchange.reset()


def _silent(exchange: Exchange) -> None:
    exchange.wait()
    raise Gone


def _late(exchange: Exchange) -> None:
    answer = exchange.ask()
    exchange.wait()
    exchange.tell(answer)
    raise Gone


def _delayed(exchange: Exchange) -> None:
    """In small pieces, with pauses."""
    answer, pause = exchange.ask(), threading.Event()
    for begin in range(0, len(answer), 200):
        exchange.tell(answer[begin : begin + 200])
        pause.wait(0.005)


def _request_cut(exchange: Exchange) -> None:
    with exchange.proxy.reached() as centre:
        centre.sendall(exchange.request[: len(exchange.request) * 2 // 3])
    raise Gone


def _answer_cut(exchange: Exchange) -> None:
    answer = exchange.ask()
    exchange.tell(answer[: len(answer) * 2 // 3])
    raise Gone


def _sent_twice(exchange: Exchange) -> None:
    exchange.ask()
    exchange.tell(exchange.ask())


def _sent_twice_at_once(exchange: Exchange) -> None:
    def again() -> None:
        with suppress(Gone, OSError):
            exchange.ask()

    other = threading.Thread(target=again, daemon=True)
    other.start()
    answer = exchange.ask()
    other.join()
    exchange.tell(answer)


def _answered_twice(exchange: Exchange) -> None:
    """The second answer waits in the connection for the next request."""
    answer = exchange.ask()
    exchange.tell(answer + answer)


def _overtaken(exchange: Exchange) -> None:
    """It reaches the centre after the next ones."""
    exchange.proxy.held.append(exchange.request)
    raise Gone


def _replayed(exchange: Exchange) -> None:
    """An old request comes before it."""
    if exchange.proxy.known:
        exchange.ask(exchange.proxy.known[0][0])
    passed(exchange)


def _old_answer(exchange: Exchange) -> None:
    """What the centre said to another request of this kind; this one does not reach it."""
    exchange.tell(exchange.proxy.recorded(exchange.request))


def _old_answer_after(exchange: Exchange) -> None:
    """The same, and this one reaches it."""
    answer = exchange.proxy.recorded(exchange.request)
    exchange.ask()
    exchange.tell(answer)


def _page(status: str, kind: str, body: bytes, more: str = "") -> Callable[[Exchange], None]:
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n{more}\r\n"

    def answered(exchange: Exchange) -> None:
        exchange.tell(head.encode() + body)

    return answered


FAULTS: Final[Mapping[str, Callable[[Exchange], None]]] = {
    "dropped": _dropped,
    "answer lost": _answer_lost,
    "reset": _reset,
    "answer reset": _answer_reset,
    "silent": _silent,
    "late": _late,
    "delayed": _delayed,
    "request cut": _request_cut,
    "answer cut": _answer_cut,
    "sent twice": _sent_twice,
    "sent twice at once": _sent_twice_at_once,
    "answered twice": _answered_twice,
    "overtaken": _overtaken,
    "replayed": _replayed,
    "old answer": _old_answer,
    "old answer after": _old_answer_after,
    "portal's page": _page("200 OK", "text/html; charset=utf-8", PAGE),
    "portal's redirection": _page("302 Found", "text/html", b"", "location: http://127.0.0.1:1/login\r\n"),
    "portal's json": _page("200 OK", "application/json", b'{"ok":true}'),
    "portal's 511": _page("511 Network Authentication Required", "text/html", PAGE),
    "gateway": _page("502 Bad Gateway", "text/html", PAGE),
}


class Proxy(socketserver.ThreadingTCPServer):
    """Between stations and a centre. `faults` are done to the next exchanges, one each; `passed_on` counts requests.

    With `tls` it shows the certificate of that; without, it speaks plainly.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, centre: str) -> None:
        self.centre = centre
        self.faults: deque[str] = deque()
        self.held: deque[bytes] = deque()
        self.known: deque[tuple[bytes, bytes]] = deque(maxlen=20)
        self.passed_on = 0
        self.tls: ssl.SSLContext | None = None

        class Handler(socketserver.BaseRequestHandler):
            def handle(handler) -> None:  # noqa: N805 - the proxy is `self` here
                self._serve(handler.request)

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def _serve(self, station: socket.socket) -> None:
        station.settimeout(_WAIT_S)
        with suppress(Gone, OSError), self._shown(station) as end:
            while True:
                exchange = Exchange(self, end, message(end))
                fault = self.faults.popleft() if self.faults else ""
                (FAULTS[fault] if fault else passed)(exchange)
                if fault != "overtaken":
                    self.release()

    def _shown(self, station: socket.socket) -> socket.socket:
        return self.tls.wrap_socket(station, server_side=True) if self.tls else station

    def release(self) -> None:
        """What was held back reaches the centre now; nobody waits for its answer."""
        while self.held:
            self.ask(self.held.popleft())

    def ask(self, request: bytes) -> bytes:
        """The centre's answer. Raises Gone."""
        self.passed_on += 1
        with self.reached() as centre:
            centre.sendall(request)
            return message(centre)

    def reached(self) -> socket.socket:
        """A connection to the centre. Raises Gone."""
        at = urlsplit(self.centre)
        try:
            return socket.create_connection((str(at.hostname), int(at.port or 0)), _WAIT_S)
        except OSError:
            raise Gone from None

    def recorded(self, request: bytes) -> bytes:
        """What was once answered to a request of this kind. Raises Gone where there is none."""
        kind = request.split(b"?")[0].split(b" HTTP")[0]
        for before, answer in self.known:
            if before.startswith(kind) and before != request:
                return answer
        raise Gone


@contextmanager
def proxied(centre: str) -> Iterator[Proxy]:
    """A proxy before a centre, ended at the end."""
    server = Proxy(centre)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
