"""A line that trickles or hangs: a request has an end, and a visit is heard of between its exchanges."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.centre import running
from support.joining import Joining
from support.station import Station

from kiosk.services.house.settings import Line as LineSettings
from kiosk.station.line.answers import Cut
from kiosk.station.line.client import WHOLE_S, Client
from kiosk.station.line.line import EXCHANGE_S, FIRST_S
from kiosk.station.line.thread import LineThread
from kiosk.station.watchdog import Beat, Watch

PATIENCE_S = 30
# So much later than the limit that a test gives does a trickle end by itself.
EVERY_S, LONG, LIMIT_S = 0.02, 60, 0.2
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
BODY = b'{"old": 1, "new": 2, "proof": []}'
# What is sent at once, what byte by byte, what at last.
TRICKLES = {
    "headers": (HEAD + b"x: ", b"-" * LONG, b"\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY),
    "a body of some length": (HEAD + b"content-length: %d\r\n\r\n" % (LONG + len(BODY)), b" " * LONG, BODY),
    "a body without end": (HEAD + b"connection: close\r\n\r\n", b" " * LONG, BODY),
}
# A record of TLS that says how long it is, and does not come.
HANDSHAKE = (b"\x16\x03\x03\x3f\xff", b"\x00" * LONG, b"")


@contextmanager
def centre_that_sends(at_once: bytes, slowly: bytes, at_last: bytes, *, rounds: int = 1) -> Iterator[str]:
    """A real socket; where nothing is sent at last it hangs until the test is over."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for _ in range(rounds):
                line, _ = listening.accept()
                with line:
                    try:
                        line.recv(65536)
                        line.sendall(at_once)
                        for byte in slowly:
                            if over.wait(EVERY_S):
                                break
                            line.sendall(bytes((byte,)))
                        line.sendall(at_last)
                        if not at_last:
                            over.wait(PATIENCE_S)
                    except OSError:
                        pass  # whoever asked has hung up

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            thread.join(PATIENCE_S)


def asked(url: str, whole_s: float) -> tuple[bytes, ...]:
    client = Client(url, LineSettings(), whole_s)
    try:
        return client.consistency(1, 2)
    finally:
        client.close()


@pytest.mark.parametrize("what", TRICKLES)
def test_an_answer_that_trickles_is_cut_off_and_the_line_is_slow(what: str) -> None:
    with centre_that_sends(*TRICKLES[what]) as url, pytest.raises(Cut) as cut:
        asked(url, LIMIT_S)
    assert cut.value.way == "slow"


def test_the_control_without_a_limit_of_the_whole_the_same_trickle_is_waited_for() -> None:
    """Between two of its bytes no timeout runs out: it would be an answer after years, too."""
    with centre_that_sends(*TRICKLES["headers"]) as url:
        assert asked(url, PATIENCE_S) == ()


@pytest.mark.parametrize(
    ("scheme", "sends"), [("http", (b"", b"", b"")), ("https", HANDSHAKE), ("http", (HEAD, b"", b""))]
)
def test_what_hangs_before_an_answer_or_in_it_is_cut_off(scheme: str, sends: tuple[bytes, bytes, bytes]) -> None:
    with centre_that_sends(*sends) as url, pytest.raises(Cut) as cut:
        asked(url.replace("http", scheme), LIMIT_S)
    assert cut.value.way == "slow"


def test_a_connection_that_is_used_again_has_a_limit_each_time() -> None:
    whole = HEAD + b"content-length: %d\r\n\r\n" % len(BODY) + BODY
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(65536)
                line.sendall(whole)
                line.recv(65536)
                over.wait(PATIENCE_S)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        client = Client(f"http://127.0.0.1:{listening.getsockname()[1]}", LineSettings(), 2.0)
        assert client.consistency(1, 2) == ()
        with pytest.raises(Cut) as cut:
            client.consistency(1, 2)
        over.set()
        thread.join(PATIENCE_S)
        client.close()
    assert cut.value.way == "slow"


@pytest.fixture
def joining(station: Station) -> Iterator[Joining]:
    with Joining(station).closing() as made:
        yield made


def test_a_visit_is_heard_of_at_each_exchange(joining: Joining, tmp_path: Path) -> None:
    """A batch, the proof that the log only grew, a hello: each within a promise of its own."""
    (tmp_path / "centre").mkdir()
    heard = list[float]()
    with running(tmp_path / "centre") as centre:
        joining.join(centre)
        joining.sync()
        joining.station.open(30)
        joining.station.clock.pass_(3_600)
        while not joining.line.visit(heard.append):
            pass
    assert len(heard) >= 3
    assert max(heard) == EXCHANGE_S
    assert WHOLE_S < EXCHANGE_S <= 180


def test_a_slow_line_is_slow_and_a_visit_that_hangs_is_noticed_within_three_minutes(joining: Joining) -> None:
    """The trickle is cut off and the line goes round; only a visit that nothing ends breaks its promise."""
    now, hangs, hung = [100.0], threading.Event(), threading.Event()
    watch = Watch("line", lambda: now[0])
    rounds = list[float]()
    with centre_that_sends(*TRICKLES["headers"]) as url:
        joining.how = LineSettings()
        joining.clients[url] = Client(url, joining.how, LIMIT_S)
        joining.outbox.join(url, "s", "k+1+AAAA", "")

        def visit(_: Beat) -> float:
            if not rounds:
                rounds.append(joining.line.visit())
                return 0
            hung.set()
            hangs.wait(PATIENCE_S)
            return PATIENCE_S

        line = LineThread(visit, lambda: None)
        line.start(watch.beat("line"))
        assert hung.wait(PATIENCE_S)
        assert (rounds, watch.stuck()) == ([FIRST_S], ())
        now[0] += 180
        assert watch.stuck() == ("line",)
        hangs.set()
        line.stop()
    assert joining.now.trouble == "slow"
