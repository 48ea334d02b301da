"""What is broken in an installation is said at the start, by file and key: no boxes, no traceback."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kiosk

PACKAGE = Path(kiosk.__file__).parent


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the product, to break."""
    root = tmp_path / "product"
    shutil.copytree(PACKAGE, root / "kiosk", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("assets", "device_profiles"):
        shutil.copytree(PACKAGE.parent / folder, root / folder)
    return root


def start(root: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root), "SDL_VIDEODRIVER": "offscreen", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "kiosk", "run", "--data", str(tmp_path / "data")]
    return subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, timeout=60, check=False)


def gone(path: Path) -> None:
    path.unlink()


def no_font(path: Path) -> None:
    path.write_bytes(b"<html>not found</html>")


@pytest.mark.parametrize("harm", [gone, no_font])
@pytest.mark.parametrize(
    "file", ["fonts/NotoSansCJKsc-Regular.otf", "fonts/NotoSansCJKsc-Bold.otf", "icons/tabler-subset.ttf"]
)
def test_a_font_that_is_missing_or_none_is_named(
    installed: Path, tmp_path: Path, file: str, harm: Callable[[Path], None]
) -> None:
    harm(installed / "assets" / file)
    ended = start(installed, tmp_path)
    assert ended.returncode == 2
    assert file in ended.stderr
    assert "Traceback" not in ended.stderr


def without_a_key(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("still_here"))


def without_a_placeholder(text: str) -> str:
    return text.replace('phone = "Phone: {phone}"', 'phone = "Phone"')


@pytest.mark.parametrize(
    ("harm", "key"), [(without_a_key, "shell.voice.still_here"), (without_a_placeholder, "shell.phone")]
)
def test_a_words_file_that_lacks_something_is_named_with_its_key(
    installed: Path, tmp_path: Path, harm: Callable[[str], str], key: str
) -> None:
    file = installed / "kiosk" / "touch" / "words" / "en.toml"
    file.write_text(harm(file.read_text(encoding="utf-8")), encoding="utf-8")
    ended = start(installed, tmp_path)
    assert ended.returncode == 2
    assert f"touch/words/en.toml: {key}: " in ended.stderr
    assert "Traceback" not in ended.stderr
