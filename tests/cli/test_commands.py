"""What holds for every command: it explains itself, and speaks the terminal's language."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from cli.conftest import Kiosk

from kiosk.cli import main


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...], kiosk: Kiosk) -> None:
    said = kiosk(*path, "--help")
    assert said.code == 0
    assert said.out.startswith("Usage:")
    sentence = said.out.splitlines()[2].strip()
    assert sentence[0].isupper()
    assert sentence.endswith((".", ":")) or len(sentence) > 60


def test_the_commands_of_the_house_are_all_there(kiosk: Kiosk) -> None:
    said = kiosk("--help")
    for name in ("run", "counter", "demo", "replay", "verify", "report", "backup", "restore", "doctor", "staff"):
        assert f"\n  {name} " in said.out


def test_the_terminals_language_is_spoken(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "kiosk", "backup", str(tmp_path / "to"), "--data", str(tmp_path / "none")],
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 2
    assert "里没有站点" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_folder_that_may_not_be_written_is_told_in_a_sentence(
    tmp_path: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    said = kiosk("run", "--data", tmp_path / "file" / "data")
    assert said.code == 2
    assert "cannot be read" in said.err


def test_without_a_screen_the_touchscreen_says_so(
    tmp_path: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    if any(Path("/dev/dri").glob("card*")):
        monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    said = kiosk("run", "--data", tmp_path / "data")
    assert said.code == 2
    assert "There is no screen here" in said.err
    assert not (tmp_path / "data").exists()
