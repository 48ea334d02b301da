"""Releases of a test, and the command that goes from one to another."""

import sys
import zipfile
from datetime import datetime
from pathlib import Path

from click.testing import CliRunner, Result

from kiosk.base.clock import CST
from kiosk.cli import main
from kiosk.station.journal import Journal
from kiosk.station.releases import Releases

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=CST)
# What a release answers: the record's commands are this program's own.
RELEASE = """
import os, subprocess, sys
VERSION, UP, READS = {version!r}, {up!r}, {reads!r}
def main():
    command = sys.argv[1]
    if command == "run":
        raise SystemExit(not UP)
    if command == "verify" and not READS:
        raise SystemExit("written by a newer program")
    environment = dict(os.environ, PYTHONPATH={path!r}, LC_ALL="C.UTF-8")
    raise SystemExit(subprocess.run([{python!r}, "-m", "kiosk", *sys.argv[1:]], env=environment).returncode)
"""


def source(version: str, *, up: bool, reads: bool) -> str:
    path = str(Path(__file__).parents[2])
    return RELEASE.format(version=version, up=up, reads=reads, path=path, python=sys.executable)


def wheel(folder: Path, version: str, *, up: bool = True, reads: bool = True) -> Path:
    """A wheel whose command is a release's."""
    folder.mkdir(exist_ok=True)
    made, info = folder / f"kiosk-{version}-py3-none-any.whl", f"kiosk-{version}.dist-info"
    files = {
        "kiosk_release.py": source(version, up=up, reads=reads),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: kiosk\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nkiosk = kiosk_release:main\n",
    }
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(f"{info}/RECORD", "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD")))
    return made


def installed(releases: Releases, version: str, *, up: bool = True, reads: bool = True) -> None:
    """A release without an environment of its own, which takes ups to make."""
    program = releases.program(version)
    program.parent.mkdir(parents=True)
    text = source(version, up=up, reads=reads)
    program.write_text(f"#!{sys.executable}\n{text}\nmain()\n", encoding="utf-8")
    program.chmod(0o755)
    (releases.folder(version) / "complete").touch()


def head(path: Path) -> str:
    journal = Journal(path, readonly=True)
    try:
        return journal.head().text()
    finally:
        journal.close()


def cli(tmp_path: Path, *arguments: str) -> Result:
    root, data = str(tmp_path / "opt"), str(tmp_path / "station")
    return CliRunner().invoke(main, ["update", "--root", root, "--data", data, "--stays", "0", *arguments])
