"""The kit at the terminal: listed, recorded, heard."""

from pathlib import Path

import pytest
from cli.conftest import Kiosk

from kiosk.touch.voice import sound

KEY = "meals.voice.slip_out"


@pytest.fixture
def microphone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ALSA without a sound card: a microphone that hears nothing, a loudspeaker nobody hears."""
    conf = tmp_path / "asound.conf"
    conf.write_text("pcm.!default { type null }\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(conf))


@pytest.fixture(autouse=True)
def countdown(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of the countdown, which nobody waits for here."""
    slept: list[float] = []
    monkeypatch.setattr("kiosk.cli.voice.sleep", slept.append)
    return slept


def test_the_list_says_what_to_read_and_what_is_recorded(data: Path, kiosk: Kiosk) -> None:
    listed = kiosk("voice", "list", "--lang", "zh", "--data", data).out
    assert "请拿好号条。" in listed
    assert "meals.sold_out" in listed
    assert "✓" not in listed
    (data / "voice" / "zh").mkdir(parents=True)
    (data / "voice" / "zh" / f"{KEY}.ogg").write_bytes(b"")
    line = next(line for line in kiosk("voice", "list", "--data", data).out.splitlines() if KEY in line)
    assert "✓" in line


@pytest.mark.usefixtures("microphone")
def test_a_phrase_is_recorded_and_replaces_an_older_recording(data: Path, kiosk: Kiosk, countdown: list[float]) -> None:
    old = data / "voice" / "zh" / f"{KEY}.ogg"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    said = kiosk("voice", "record", KEY, "--data", data, answers=("",))
    assert said.code == 0, said.err
    assert "Please read: 请拿好号条。" in said.out
    assert countdown == [1, 1, 1]
    file = data / "voice" / "zh" / f"{KEY}.wav"
    assert len(sound.decoded((file,))) > 0
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert kiosk("voice", "say", KEY, "--data", data).code == 0


def test_without_a_microphone_the_old_recording_stays(
    data: Path, kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none.conf").write_text("")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "none.conf"))
    old = data / "voice" / "zh" / f"{KEY}.wav"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    said = kiosk("voice", "record", KEY, "--data", data)
    assert said.code == 2
    assert "plug in a microphone" in said.err
    assert old.read_bytes() == b"old"
    assert [path.name for path in old.parent.iterdir()] == [old.name]
    assert "Nothing can be heard" in kiosk("voice", "say", "meals.sold_out", "--data", data).err


def test_without_arecord_it_says_what_to_install(data: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    said = kiosk("voice", "record", KEY, "--data", data)
    assert said.code == 2
    assert "alsa-utils" in said.err


@pytest.mark.parametrize("command", ["record", "say"])
def test_a_phrase_that_is_none_is_named(command: str, data: Path, kiosk: Kiosk) -> None:
    said = kiosk("voice", command, "../meals", "--data", data)
    assert said.code == 2
    assert '"../meals"' in said.err
