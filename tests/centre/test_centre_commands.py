"""The centre's commands: a code, an export that `kiosk verify` accepts, a device that is revoked."""

import re
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.centre import RunningCentre, Sender, post, problem, running
from support.station import SetClock

from kiosk.cli import main
from kiosk.cli.screens import _centre_told
from kiosk.cli.telling import Told
from kiosk.demo.centre import centre_for
from kiosk.record.batch import encode


def kiosk(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env={"LANG": "en_US.UTF-8"})


@pytest.fixture
def sent(tmp_path: Path) -> tuple[Path, Sender, str]:
    """A centre's folder, a device that has sent its record, the checkpoint it was told."""
    with running(tmp_path) as centre:
        code = re.search(r"\w{4}-\w{4}-\w{4}", kiosk("centre", "--data", tmp_path, "code", "--station", "府西").output)
        assert code
        sender = Sender().live(5)
        sender.enrol(centre, code[0])
        note = sender.send(centre).json()["checkpoint"]
    return tmp_path, sender, note


def test_the_log_is_verified_in_its_folder_and_as_an_export(sent: tuple[Path, Sender, str]) -> None:
    folder, sender, note = sent
    (folder / "kept").write_text(note, encoding="utf-8")
    whole = kiosk("verify", folder, "--checkpoint", folder / "kept")
    assert (whole.exit_code, whole.output) == (
        0,
        "The centre's log is whole: 1 batches, 6 events, 0 witnesses agree.\n",
    )
    to = folder / "export.db"
    assert kiosk("centre", "--data", folder, "export", to).exit_code == 0
    assert kiosk("verify", to, "--slip", f"1-3-{sender.hashes[3].hex()[:16]}").exit_code == 0
    altered = kiosk("verify", to, "--slip", f"1-3-{sender.hashes[4].hex()[:16]}")
    assert altered.exit_code == 1
    assert "the slip names another event here" in altered.output
    again = kiosk("centre", "--data", folder, "export", to)
    assert (again.exit_code, "is there already" in again.output) == (2, True)


def test_one_station_s_export_is_verified_by_itself(sent: tuple[Path, Sender, str]) -> None:
    folder, _, _ = sent
    with running(folder) as centre:
        other = Sender().live(7)
        other.enrol(centre, centre.code("府东"))
        assert other.send(centre).ok
    to = folder / "export.db"
    assert "8 events" in kiosk("centre", "--data", folder, "export", to, "--station", "府东").output
    assert "2 batches, 8 events" in kiosk("verify", to).output
    unknown = kiosk("centre", "--data", folder, "export", folder / "none.db", "--station", "?")
    assert (unknown.exit_code, "no station" in unknown.output) == (2, True)


def test_a_revoked_device_is_taken_nothing_from_while_the_centre_runs(tmp_path: Path) -> None:
    with running(tmp_path) as centre:
        sender = Sender().live(5)
        sender.enrol(centre)
        assert sender.send(centre).ok
        assert kiosk("centre", "--data", tmp_path, "revoke", sender.device.hex()).exit_code == 0
        answer = post(centre, encode(sender.live(1).batch(7)))
        assert problem(answer) == "revoked"
        assert len(centre.sql("SELECT 1 FROM events")) == 6
    for device in ("00", "no hex"):
        assert kiosk("centre", "--data", tmp_path, "revoke", device).exit_code == 2
        unknown = kiosk("centre", "--data", tmp_path, "code", "--station", "府西", "--device", device)
        assert (unknown.exit_code, "no device" in unknown.output) == (2, True)


def test_an_address_that_is_none_and_a_database_that_is_away_are_told(tmp_path: Path) -> None:
    for database, says in (("mysql://x", "no address"), ("postgresql://nobody@127.0.0.1:9/x", "does not answer")):
        found = kiosk("centre", "--data", tmp_path, "--database", database, "code", "--station", "x")
        assert (found.exit_code, says in found.output) == (2, True), found.output


def test_slips_are_proved_to_whoever_holds_one(tmp_path: Path) -> None:
    import requests

    from kiosk.record.checkpoint import opened
    from kiosk.record.merkle import included, leaf_hash

    def ask(centre: RunningCentre, seq: int, hash16: str) -> requests.Response:
        return requests.get(f"{centre.url}/v1/slips/{sender.device.hex()}.1.{seq}.{hash16}", timeout=30)

    with running(tmp_path) as centre:
        sender = Sender().live(5)
        sender.enrol(centre)
        assert problem(ask(centre, 3, sender.hashes[3].hex()[:16])) == "not_found"  # not sent yet
        assert sender.send(centre, 1, 4).ok
        assert sender.send(centre, 5, 6).ok
        told = ask(centre, 5, sender.hashes[5].hex()[:16]).json()
        assert (told["recorded"], told["leaf"]) == (True, 1)
        checkpoint = opened(told["checkpoint"], centre.centre.log_key)
        leaf = leaf_hash(bytes.fromhex(told["data"]))
        assert included(leaf, 1, checkpoint.size, [bytes.fromhex(step) for step in told["proof"]], checkpoint.root)
        assert ask(centre, 5, "0" * 16).json()["recorded"] is False


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = kiosk("centre", "--data", tmp_path, "--port", taken.getsockname()[1])
    assert refused.exit_code == 2
    assert "cannot be used" in refused.output
    assert "Traceback" not in refused.output


def test_a_demonstration_s_centre_that_does_not_start_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "log.key").write_bytes(b"short")
    with pytest.raises(Told) as told, _centre_told(), centre_for(tmp_path, SetClock()) as centre:
        centre.administrator()
    assert "did not start" in told.value.message or "没有起来" in told.value.message
