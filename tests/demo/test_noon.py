"""The pretend noon, as a person starts it: pictures, paper, and figures that tie."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zxingcpp
from cli.conftest import kiosk_command
from PIL import Image

from kiosk import bootstrap
from kiosk.demo.house import PROFILE
from kiosk.devices.profiles import load_printer
from kiosk.virtual.paper import print_out

SEED = 7
# What nobody may miss: a scene that was left out would leave no such picture.
SCENES = (
    "home-not-open", "counter-pin-wrong", "home-on-sale", "pay",
    "counter-first-change", "number", "counter-person-called", "home-english-large",
    "number-english-large", "home-after-cancelling", "not-held", "number-no-paper",
    "counter-slip-failed", "number-power-lost", "counter-slip-uncertain", "home-sold-out",
    "queue-2", "counter-offered", "counter-called", "counter-taken-back",
    "counter-refunded", "counter-close-asks", "counter-closed", "counter-owed-paid",
    "home-closed", "board-before-serving", "board-called", "board-closed", "side-printed", "side-no-paper",
)  # fmt: skip


def played(out: Path, seed: int) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--out", str(out), "--seed", str(seed)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def noon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A noon that was played once for all tests."""
    out = tmp_path_factory.mktemp("noon") / "out"
    said = played(out, SEED)
    assert (said.returncode, "Traceback" in said.stderr) == (0, False), said.stderr
    assert said.stdout.startswith("Played: ")
    return out


@pytest.fixture(scope="module")
def summary(noon: Path) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode((noon / "summary.json").read_bytes())
    return found


def test_every_scene_leaves_its_picture(noon: Path, summary: dict[str, Any]) -> None:
    names = [path.stem.partition("-")[2] for path in sorted((noon / "screens").iterdir())]
    assert [scene for scene in SCENES if scene not in names] == []
    assert len(names) == summary["screens"]
    for path in (noon / "screens").iterdir():
        with Image.open(path) as picture:
            assert picture.size in {(1080, 1920), (1366, 768), (1920, 1080), (442, 1046)}
            assert len(picture.getcolors(1 << 20) or []) > 10, path.name


def test_all_pictures_are_on_one_sheet(noon: Path, summary: dict[str, Any]) -> None:
    with Image.open(noon / "contact-sheet.png") as sheet:
        assert sheet.width == 3200
        assert sheet.height > summary["screens"] / 16 * 420


def test_each_print_has_its_bytes_and_a_picture_of_just_them(noon: Path, summary: dict[str, Any]) -> None:
    jobs = sorted((noon / "paper").glob("*.bin"))
    spec = load_printer(PROFILE).spec
    assert len(jobs) == summary["paper"]
    for job in jobs:
        paper = print_out(job.read_bytes(), spec.dots, bootstrap.slip_face())
        with Image.open(job.with_suffix(".png")) as picture:
            assert paper.image.tobytes() == picture.convert("1").tobytes(), job.name
        assert (paper.overran, paper.not_understood) == (False, ()), job.name


def test_the_money_the_portions_and_the_paper_tie(noon: Path, summary: dict[str, Any]) -> None:
    assert summary["verify"] == "ok"
    # Of what was sold, all was handed out but what nobody collected; of those, one came later for the money.
    assert summary["tickets"] == summary["served"] + summary["not_collected"]
    assert summary["cash_fen"] == summary["served"] * 500 + summary["owed_fen"]
    assert summary["subsidy_fen"] == summary["served"] * 400
    assert summary["refunded"] == 1
    assert summary["slips_uncertain"] == 1
    assert summary["slips_failed"] == 1
    # Every confirmed copy came out whole; the uncertain one is the torn one.
    kinds = [path.stem.partition("-")[2] for path in (noon / "paper").glob("*.bin")]
    assert kinds.count("torn") == 1
    assert len(kinds) - 1 == summary["slips_confirmed"]
    assert {"ticket", "refund", "owed"} <= set(kinds)


def test_the_record_it_leaves_is_whole_and_rebuilds(noon: Path, summary: dict[str, Any]) -> None:
    said = kiosk_command("verify", noon / "journal.db", "--head", summary["chain_head"], "--rebuild", "--json")
    assert said.code == 0
    assert msgspec.json.decode(said.last)["events"] == summary["events"]


def test_every_slip_verifies_by_the_qr_on_its_picture(noon: Path) -> None:
    slips = [path for path in sorted((noon / "paper").glob("*.png")) if not path.stem.endswith("torn")]
    codes = []
    for path in slips:
        with Image.open(path) as picture:
            (found,) = zxingcpp.read_barcodes(picture.convert("L"))
        codes += ["--slip", found.text]
    assert kiosk_command("verify", noon / "journal.db", *codes).code == 0
    # No slip came out whole twice: what was printed again had not come out, or was torn.
    assert len(set(codes)) == len(slips) + 1


def test_something_else_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear attendant", encoding="utf-8")
    said = played(tmp_path, SEED)
    assert said.returncode == 2
    assert "something else" in said.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
