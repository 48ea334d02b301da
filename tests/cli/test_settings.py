"""Broken settings and profiles, given to the commands: file, line, key and what was expected; an unharmed record."""

from pathlib import Path

import pytest
from cli.conftest import Kiosk
from support.station import SETTINGS

TRACE = "at,kind,who,item,qty,amount_fen\n2024-03-01T10:30:00+08:00,open,,meals,30,0\n"
PRINTER = '\n[printer]\nprofile = "{profile}"\naddress = "{address}"\n'
BAD = {
    "no TOML": (SETTINGS.replace("schema = 1", "schema = "), "line 2", "not TOML"),
    "another schema": (SETTINGS.replace("schema = 1", "schema = 7"), "line 2", "schema"),
    "a misspelt key": (SETTINGS.replace("phone =", "fone ="), "line 6", "fone"),
    "a price in words": (SETTINGS.replace("price_fen = 500", 'price_fen = "five"'), "line 13", "price_fen"),
    "a cost below the price": (SETTINGS.replace("cost_fen = 900", "cost_fen = 100"), "line 13", "prices"),
    "an hour that is none": (SETTINGS.replace('"11:30"', '"25:30"'), "line", "times as"),
    "a sale that ends before it opens": (SETTINGS.replace('"13:30"', '"09:30"'), "line", "sale opens"),
    "a printer nowhere": (
        SETTINGS + PRINTER.format(profile="generic-80-gb18030", address="usb"),
        f"line {SETTINGS.count(chr(10)) + 2}",
        'printer: expected "tcp:',
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_broken_settings_are_named_and_no_station_is_made(name: str, tmp_path: Path, kiosk: Kiosk) -> None:
    text, line, expected = BAD[name]
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    (tmp_path / "trace.csv").write_text(TRACE, encoding="utf-8")
    said = kiosk("replay", tmp_path / "trace.csv", "--settings", tmp_path / "bad.toml", "--data", tmp_path / "data")
    assert said.code == 2
    assert "The settings are wrong" in said.err
    assert "bad.toml" in said.err
    assert line in said.err
    assert expected in said.err
    assert not (tmp_path / "data").exists()


NO_PROFILE = (SETTINGS + PRINTER.format(profile="tm-t88", address="tcp:127.0.0.1:9100"), "line 1", "tm-t88")


@pytest.mark.parametrize(("text", "expected"), [(text, expected) for text, _, expected in (*BAD.values(), NO_PROFILE)])
def test_a_first_start_on_broken_settings_makes_nothing(
    text: str, expected: str, tmp_path: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    data = tmp_path / "data"
    data.mkdir()
    (data / "station.toml").write_text(text, encoding="utf-8")
    said = kiosk("run", "--data", data)
    assert said.code == 2
    assert "The settings are wrong" in said.err
    assert expected in said.err
    assert sorted(path.name for path in data.iterdir()) == ["run.log", "station.toml"]


def test_settings_broken_later_stop_the_start_and_leave_the_record_alone(
    data: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    head = kiosk("verify", data).out
    (data / "station.toml").write_text(BAD["a price in words"][0], encoding="utf-8")
    said = kiosk("run", "--data", data)
    assert said.code == 2
    assert "station.toml, line 13" in said.err
    assert kiosk("verify", data).out == head


def test_a_profile_that_is_not_there_is_named_with_those_that_are(
    data: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    head = kiosk("verify", data).out
    (data / "station.toml").write_text(NO_PROFILE[0], encoding="utf-8")
    said = kiosk("run", "--data", data)
    assert said.code == 2
    assert "tm-t88" in said.err
    assert "generic-80-gb18030" in said.err
    assert kiosk("verify", data, "--rebuild").out == head


def test_settings_that_are_no_file_are_said_to_be_none(tmp_path: Path, kiosk: Kiosk) -> None:
    (tmp_path / "trace.csv").write_text(TRACE, encoding="utf-8")
    said = kiosk("replay", tmp_path / "trace.csv", "--settings", tmp_path / "nothing.toml")
    assert said.code == 2
    assert "nothing.toml" in said.err
