"""The line to the centre, with a real station and a real centre; and what may answer in the centre's place."""

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from support.centre import RunningCentre
from support.joining import Joining
from support.record import kind_of
from support.station import SetClock, Station, station_in

from kiosk import bootstrap, bootstrap_founding
from kiosk.record.checkpoint import Checkpoint, opened, signed
from kiosk.services.house.settings import Line as LineSettings
from kiosk.station.files import StationFiles
from kiosk.station.line.answers import Cut, Declined
from kiosk.station.line.client import Client
from kiosk.station.line.line import FIRST_S, IDLE_S, LAST_S
from kiosk.station.line.outbox import MOST_EVENTS


@pytest.fixture
def joining(station: Station) -> Iterator[Joining]:
    with Joining(station).closing() as made:
        yield made


def at_centre(centre: RunningCentre) -> list[bytes]:
    return [bytes(raw) for (raw,) in centre.sql("SELECT raw FROM events ORDER BY epoch, seq")]


def test_without_a_centre_nothing_is_sent_and_nothing_is_said(joining: Joining) -> None:
    assert joining.line.visit() == IDLE_S
    assert joining.now is None


def test_the_whole_record_reaches_the_centre_as_it_was_written(joining: Joining, centre: RunningCentre) -> None:
    joining.station.open(10)
    joining.join(centre)
    joining.station.buy()
    assert joining.now.waiting == len(joining.events())
    after = joining.sync()
    assert at_centre(centre) == joining.events()
    assert (joining.now.waiting, joining.now.oldest, joining.now.trouble) == (0, "", "")
    assert after == 20


def test_slips_lead_to_the_centre_once_it_is_joined(joining: Joining, centre: RunningCentre) -> None:
    def newest() -> str:
        ((body,),) = joining.station.rows("SELECT body FROM spool ORDER BY job DESC LIMIT 1")
        return bytes(body).decode()

    joining.station.open(10)
    joining.station.buy()
    assert '"/s/' in newest()
    joining.join(centre)
    joining.station.buy()
    assert f'"{centre.url}/s/{joining.station.desk.journal.device.hex()}.1.' in newest()


def test_days_without_a_network_are_sent_in_stretches(joining: Joining, centre: RunningCentre) -> None:
    joining.join(centre)
    joining.station.open(600)
    for _ in range(MOST_EVENTS // 3):
        joining.station.buy()
    waiting = joining.now.waiting
    assert waiting > MOST_EVENTS
    joining.sync()
    assert at_centre(centre) == joining.events()
    assert len(centre.sql("SELECT 1 FROM batches")) == 2


def test_the_next_stretch_witnesses_the_centre_s_log(joining: Joining, centre: RunningCentre) -> None:
    joining.join(centre)
    joining.sync()
    assert "house.witnessed" not in map(kind_of, joining.events())
    assert joining.line.visit() == IDLE_S  # nothing new: no event for the log's sake alone
    joining.station.open(3)
    joining.sync()
    witnessed = msgspec.json.decode(joining.events()[-1])
    assert witnessed["kind"] == "house.witnessed"
    assert opened(witnessed["data"]["checkpoint"], centre.centre.log_key).size == 1
    assert at_centre(centre) == joining.events()


def test_an_answer_that_was_lost_costs_nothing(joining: Joining, centre: RunningCentre) -> None:
    joining.join(centre)
    joining.sync()
    joining.station.open(3)
    before = joining.db.execute("SELECT pos FROM line").get
    joining.sync()
    joining.db.execute("UPDATE line SET pos = ?", (before - 1,))  # as if neither answer had come
    joining.station.buy()
    joining.sync()
    assert at_centre(centre) == joining.events()


def test_a_centre_that_lost_its_disk_is_filled_again_and_the_log_is_disputed(
    joining: Joining, centre: RunningCentre
) -> None:
    joining.join(centre)
    joining.sync()
    joining.station.open(3)
    joining.sync()
    for table in ("events", "batches", "log_leaves", "log_nodes"):
        centre.sql(f"DELETE FROM {table}")
    centre.sql("UPDATE epochs SET seq = 0, hash = :zero", zero=bytes(32))
    centre.sql("UPDATE log_state SET size = 0")
    centre.centre.intake.forget(joining.station.desk.journal.device)
    joining.station.buy()
    joining.sync()
    assert joining.now.trouble == "disputed"
    joining.sync()
    assert at_centre(centre) == joining.events()
    disputes = [msgspec.json.decode(raw) for raw in joining.events() if kind_of(raw) == "house.log_disputed"]
    assert len(disputes) == 1
    kept, told = (opened(disputes[0]["data"][name], centre.centre.log_key) for name in ("kept", "told"))
    assert kept.size >= told.size


def test_a_log_of_the_same_key_with_another_past_is_disputed(joining: Joining, centre: RunningCentre) -> None:
    joining.join(centre)
    joining.sync()
    forged = signed(Checkpoint(centre.centre.log_key.origin, 1, b"f" * 32), centre.centre.key)
    joining.outbox.keep(forged)
    joining.station.open(3)
    joining.sync()
    assert "house.log_disputed" in map(kind_of, joining.events())
    assert joining.now.trouble == "disputed"


def disputes(joining: Joining) -> int:
    return [kind_of(raw) for raw in joining.events()].count("house.log_disputed")


def test_a_checkpoint_that_comes_late_is_no_dispute(joining: Joining, centre: RunningCentre) -> None:
    joining.join(centre)
    joining.sync()
    old = joining.outbox.joined()
    joining.station.open(3)
    joining.sync()
    newest = joining.outbox.joined()
    assert old
    assert newest
    assert old.checkpoint != newest.checkpoint
    joining.line._check(old.checkpoint)
    assert (disputes(joining), joining.now.trouble) == (0, "")
    assert joining.outbox.joined() == newest


def test_a_dispute_is_told_once_however_often_the_line_is_cut(joining: Joining, centre: RunningCentre) -> None:
    joining.join(centre)
    joining.sync()
    joining.outbox.keep(signed(Checkpoint(centre.centre.log_key.origin, 1, b"f" * 32), centre.centre.key))
    joining.station.open(30)
    for _ in range(3):
        joining.station.order()
        joining.sync()
        joining.move_to("http://127.0.0.1:9")
        joining.station.order()
        assert joining.line.visit() >= FIRST_S
        assert joining.now.trouble == "offline"
        joining.move_to(centre.url)
        joining.sync()
        assert joining.now.trouble == "disputed"
    assert disputes(joining) == 1


def test_joining_anew_ends_a_dispute_and_sends_nothing_twice(joining: Joining, centre: RunningCentre) -> None:
    joining.join(centre)
    joining.sync()
    joining.outbox.keep(signed(Checkpoint(centre.centre.log_key.origin, 1, b"f" * 32), centre.centre.key))
    joining.station.open(3)
    joining.sync()
    assert joining.now.trouble == "disputed"
    joining.join(centre, centre.code(device=joining.station.desk.journal.device))
    joining.sync()
    assert joining.now.trouble == ""
    assert at_centre(centre) == joining.events()


def test_what_is_no_longer_in_the_way_is_no_longer_said(joining: Joining, centre: RunningCentre) -> None:
    joining.join(centre)
    joining.sync()
    joining.outbox.trouble("offline")  # as after an answer about the log that was cut, with nothing more to send
    joining.sync()
    assert joining.now.trouble == ""


def test_a_revoked_device_is_told_once_and_loses_nothing(joining: Joining, centre: RunningCentre) -> None:
    joining.join(centre)
    joining.sync()
    centre.sql("UPDATE devices SET state = 'revoked'")
    centre.centre.intake.forget(joining.station.desk.journal.device)
    joining.station.open(3)
    assert joining.line.visit() == LAST_S
    assert joining.now.trouble == "revoked"
    centre.sql("UPDATE devices SET state = 'active'")
    joining.sync()
    assert at_centre(centre) == joining.events()
    assert joining.now.trouble == ""


class Stranger(socketserver.ThreadingTCPServer):
    """Answers every request with the same bytes, and hangs up."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, answer: bytes) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                head, _, body = self.request.recv(1 << 20).partition(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                while length and len(body) < int(length[1]):  # hung up before that, the answer would be lost
                    body += self.request.recv(1 << 20)
                self.request.sendall(answer)

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def stranger(answer: bytes) -> Iterator[str]:
    server = Stranger(answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def http(status: str, kind: str, body: bytes, *more: str) -> bytes:
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close", *more)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


ANSWERS = {
    "a hotel's sign-in page": (http("200 OK", "text/html", b"<html>Sign in</html>"), "portal"),
    "its redirection": (http("302 Found", "text/html", b"", "Location: http://login.example/"), "portal"),
    "JSON of somebody else's": (http("200 OK", "application/json", b'{"ok":true}'), "half"),
    "an answer that ends in its middle": (http("200 OK", "application/json", b'{"epoch":1,')[:-4], "half"),
    "half of the JSON": (http("200 OK", "application/json", b'{"epoch":1,"seq":'), "half"),
    "a page without an end": (http("200 OK", "application/json", b" " * 300_000), "portal"),
    "a receipt for something else": (
        http(
            "200 OK", "application/json", b'{"epoch":1,"seq":1,"hash":"00","checkpoint":"","next_after_s":1,"leaf":0}'
        ),
        "portal",
    ),
    "a gateway whose centre is away": (http("502 Bad Gateway", "text/html", b"<html>"), "offline"),
    "a centre that is busy": (
        http("503 Busy", "application/problem+json", b'{"type":"/problems/busy","title":"","status":503}'),
        "offline",
    ),
    "no HTTP at all": (b"220 mail.example ESMTP\r\n", "offline"),
    "nothing": (b"", "offline"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_whoever_answers_in_the_centre_s_place_does_no_harm(joining: Joining, centre: RunningCentre, name: str) -> None:
    answer, trouble = ANSWERS[name]
    joining.join(centre)
    with stranger(answer) as url:
        joining.move_to(url)
        assert joining.line.visit() == FIRST_S
        assert joining.now.trouble == trouble
        assert joining.line.visit() == 2 * FIRST_S
    assert joining.now.waiting == len(joining.events())
    joining.move_to(centre.url)
    joining.begin_anew()
    joining.sync()
    assert at_centre(centre) == joining.events()
    assert joining.now.trouble == ""


def _orders(joining: Joining) -> None:
    joining.station.order()


def test_nobody_there_is_tried_later_and_later_up_to_a_limit(joining: Joining, centre: RunningCentre) -> None:
    joining.join(centre)
    joining.move_to("http://127.0.0.1:9")
    waits = [joining.line.visit() for _ in range(8)]
    assert waits == [15, 30, 60, 120, 240, 480, 600, 600]
    assert joining.now.trouble == "offline"


def test_the_proxy_is_used_and_its_absence_is_told_apart(centre: RunningCentre) -> None:
    client = Client(centre.url, LineSettings(proxy="http://127.0.0.1:9"))
    with pytest.raises(Cut) as caught:
        client.predecessor("0000")
    assert caught.value.way == "proxy"
    client.close()
    with stranger(http("502 Bad Gateway", "text/html", b"")) as url:
        client = Client("http://127.0.0.9", LineSettings(proxy=url))
        with pytest.raises(Cut) as caught:
            client.predecessor("0000")
        assert caught.value.way == "offline"  # the proxy was asked for a centre it cannot find
        client.close()


@pytest.mark.parametrize("ca", ["", "/nowhere/ca.pem"])
def test_whoever_cannot_show_the_centre_s_certificate_is_told_apart(ca: str) -> None:
    with stranger(b"no TLS here") as url:
        client = Client(url.replace("http:", "https:"), LineSettings(ca=ca))
        with pytest.raises(Cut) as caught:
            client.predecessor("0000")
        assert caught.value.way == "tls"
        client.close()


def test_a_wrong_code_changes_nothing(joining: Joining, centre: RunningCentre) -> None:
    with pytest.raises(Declined) as caught:
        joining.join(centre, "0000-0000-0000")
    assert caught.value.problem == "code"
    assert joining.now is None
    assert "house.centre_joined" not in joining.station.kinds()


def test_a_restored_station_goes_on_with_its_next_epoch(tmp_path: Path, centre: RunningCentre) -> None:
    from kiosk.station.backup import back_up

    def lived(station: Station, then: Callable[[Joining], None]) -> list[bytes]:
        joining = Joining(station)
        try:
            then(joining)
            joining.sync()
            return joining.events()
        finally:
            joining.close()

    backup = tmp_path / "backup"

    def first(joining: Joining) -> None:
        joining.join(centre)
        joining.sync()
        joining.station.open(5)
        joining.sync()
        back_up(joining.station.files, backup)
        joining.station.buy()  # known to the centre, lost by the backup

    with station_in(tmp_path / "a") as station:
        before = lived(station, first)
        key = station.files.device_key.read_bytes()
    files = StationFiles(tmp_path / "b")
    files.folder.mkdir()
    files.device_key.write_bytes(key)
    clock = SetClock()
    clock.pass_(60)
    bootstrap_founding.restore_station(backup, files, clock)
    with Station(tmp_path / "b", clock).closing() as again:
        lived(again, _orders)
        own = Joining(again)
        epoch2 = [raw for (raw,) in own.db.execute("SELECT raw FROM journal WHERE epoch = 2 ORDER BY pos")]
        own.close()
    assert at_centre(centre) == before + epoch2
    assert centre.sql("SELECT tail FROM epochs ORDER BY epoch") == [("unknown",), ("open",)]
    assert centre.sql("SELECT kind FROM findings") == [("restored",)]


def test_the_line_of_a_station_at_work_sends_by_itself(station: Station, centre: RunningCentre) -> None:
    bootstrap.enrol(station.files, station.clock, centre.url, centre.code())
    opened_station = bootstrap.open_station(station.files.folder, station.clock, own_devices=True, version="t")
    try:
        arrived = threading.Event()

        def look() -> None:
            while not centre.sql("SELECT 1 FROM events") and not arrived.wait(0.01):
                pass
            arrived.set()

        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        assert arrived.wait(30)
        looking.join()
    finally:
        opened_station.close()
