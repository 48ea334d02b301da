"""The pretend noon, as a person starts it: pictures, paper, and figures that tie."""

import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zxingcpp
from cli.conftest import kiosk_command
from PIL import Image

from kiosk import bootstrap_devices
from kiosk.demo.house import PROFILE
from kiosk.devices.profiles import load_printer
from kiosk.virtual.paper import print_out

SEED = 7
# What nobody may miss: a scene that was left out would leave no such picture.
SCENES = (
    "home-not-open", "counter-pin-wrong", "counter-shift-open", "tools-which", "tools-number", "counter-tool-parts",
    "counter-tool-deposit", "tools-safety-generator", "tools-deposit-permit", "counter-tools-out", "home-on-sale",
    "pay", "counter-first-change", "number", "counter-person-called", "counter-points-review", "points-choose-1",
    "points-collect-2", "counter-points-held", "home-english-large", "number-english-large", "home-after-cancelling",
    "not-held", "bed-proposed", "bed-map", "bed-ticket", "counter-beds-full", "beds-full", "bed-queue",
    "number-no-paper", "counter-slip-failed", "number-power-lost", "counter-slip-uncertain", "counter-slip-settled",
    "home-sold-out", "queue-2", "counter-offered", "counter-called", "counter-taken-back", "counter-refunded",
    "bed-rest", "board-bed-offered", "bed-take-up", "counter-tool-looked-over", "tools-deduction", "tools-agreed",
    "counter-tool-drawer-short", "counter-hand-over", "counter-count-short", "counter-count-even", "counter-close-asks",
    "counter-closed", "counter-owed-paid", "bed-leaving", "board-bed-wake", "counter-bed-made", "counter-shift-closed",
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


@pytest.fixture(scope="module")
def events(noon: Path) -> list[dict[str, Any]]:
    """What the journal says, read without the program."""
    with closing(sqlite3.connect(f"file:{noon / 'journal.db'}?mode=ro", uri=True)) as journal:
        rows = journal.execute("SELECT raw FROM journal ORDER BY pos").fetchall()
    return [msgspec.json.decode(raw) for (raw,) in rows]


@pytest.fixture(scope="module")
def z_slips(noon: Path) -> list[dict[str, list[str]]]:
    """Every Z as it came out on paper, in order: the values behind each word of it."""
    face, dots = bootstrap_devices.slip_face(), load_printer(PROFILE).spec.dots
    found = []
    for job in sorted((noon / "paper").glob("*-z.bin")):
        values: dict[str, list[str]] = {}
        for line in print_out(job.read_bytes(), dots, face).text:
            if pair := re.fullmatch(r" *(\S.*?) {2,}([+-]?[\d.]+)", line):
                values.setdefault(pair[1], []).append(pair[2])
        found.append(values)
    return found


def fen(yuan: str) -> int:
    return round(float(yuan) * 100)


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
        paper = print_out(job.read_bytes(), spec.dots, bootstrap_devices.slip_face())
        with Image.open(job.with_suffix(".png")) as picture:
            assert paper.image.tobytes() == picture.convert("1").tobytes(), job.name
        assert (paper.overran, paper.not_understood) == (False, ()), job.name


def test_the_money_the_portions_and_the_paper_tie(noon: Path, summary: dict[str, Any]) -> None:
    assert summary["verify"] == "ok"
    # Of what was sold, all was handed out but what nobody collected; of those, one came later for the money.
    assert summary["tickets"] == summary["served"] + summary["not_collected"]
    assert summary["subsidy_fen"] == summary["served"] * 400
    assert summary["refunded"] == 1
    assert summary["slips_uncertain"] == 1
    assert summary["slips_failed"] == 1
    # Every confirmed copy came out whole; the uncertain one is the torn one. A rental has two parts, one for each.
    kinds = Counter(path.stem.partition("-")[2] for path in (noon / "paper").glob("*.bin"))
    assert kinds["torn"] == 1
    two_parts = kinds["rental"] + kinds["hand_over"]
    assert sum(kinds.values()) - 1 - two_parts // 2 == summary["slips_confirmed"]
    for kind, count in {"label": 7, "rental": 12, "card": 1, "redeemed": 2, "deducted": 1, "z": 2}.items():
        assert kinds[kind] == count, kind
    assert {"ticket", "refund", "owed"} <= set(kinds)


def test_the_whole_record_reached_a_centre(summary: dict[str, Any], events: list[dict[str, Any]]) -> None:
    assert summary["centre_events"] == summary["events"] == len(events)
    assert [event["kind"] for event in events].count("house.centre_joined") == 1


def test_forty_lunches_in_a_quarter_of_an_hour(events: list[dict[str, Any]]) -> None:
    asked = [event["at"][11:16] for event in events if event["kind"] == "meals.ordered"]
    assert sum("11:10" <= at < "11:26" for at in asked) == 40


def test_everything_that_goes_wrong_at_noon_does(events: list[dict[str, Any]]) -> None:
    kinds = Counter(event["kind"] for event in events)
    for kind, times in {
        "meals.wait_joined": 2, "meals.wait_offered": 2, "beds.wait_joined": 1, "beds.no_show": 1,
        "beds.wait_offered": 1, "tools.lent": 6, "tools.consented": 2, "tools.returned": 4, "points.redeemed": 2,
        "points.handed_out": 2, "points.earning_approved": 1, "slips.uncertain": 1, "slips.settled": 1,
        "slips.reprinted": 2, "till.shift_opened": 2, "till.shift_counted": 3, "till.shift_closed": 2,
        "till.handed_over": 1, "meals.day_closed": 1,
    }.items():  # fmt: skip
        assert kinds[kind] == times, kind
    # Who hands over and who takes over, who writes points down and who approves them, are two.
    by = {event["kind"]: event["by"] for event in events}
    assert by["till.hand_over_offered"] != by["till.handed_over"]
    assert by["points.earning_entered"] != by["points.earning_approved"]


def test_the_summary_is_what_the_journal_adds_up_to(summary: dict[str, Any], events: list[dict[str, Any]]) -> None:
    kinds = Counter(event["kind"] for event in events)
    accounts: Counter[str] = Counter()
    for event in events:
        moved = event.get("post", [])
        assert sum(fen for _, fen in moved) == 0
        for account, amount in moved:
            accounts[account] += amount
    told = {account: amount for account, amount in accounts.items() if amount}
    assert summary["accounts"] == told
    assert summary["events"] == len(events)
    assert summary["tickets"] == kinds["meals.ticket_issued"] - kinds["meals.ticket_refunded"]
    assert summary["beds"] == kinds["beds.ticket_issued"]
    assert summary["loans_open"] == kinds["tools.lent"] - kinds["tools.returned"]
    deposits = {
        event["data"]["loan"]: event["data"]["deposit_fen"] for event in events if event["kind"] == "tools.lent"
    }
    for event in events:
        if event["kind"] == "tools.returned":
            del deposits[event["data"]["loan"]]
    assert summary["deposits_held_fen"] == sum(deposits.values()) == -accounts["owed.deposits"]
    assert summary["owed_fen"] == -accounts["owed.refunds"]
    assert summary["cash_fen"] == accounts["cash.drawer"]
    book = [move for event in events for move in event["data"].get("book", [])]
    assert summary["points_redeemed"] == -sum(n for unit, what, n in book if (unit, what) == ("points", "redeemed"))
    assert summary["shifts"] == kinds["till.shift_closed"]


def test_the_z_slips_say_what_the_summary_does(summary: dict[str, Any], z_slips: list[dict[str, list[str]]]) -> None:
    def total(word: str, at: int = 0) -> int:
        """What both shifts came to together."""
        return sum(int(slip[word][at]) for slip in z_slips if word in slip)

    first, last = z_slips
    # 应有, in the count and again below the drawer's flows; the next shift begins with it.
    assert first["应有"][-1] == last["开始有"][0]
    assert fen(last["应有"][-1]) == summary["cash_fen"]
    assert fen(last["待退款"][-1]) == summary["owed_fen"]
    held = next(values for word, values in last.items() if word.startswith("未还押金"))
    assert fen(held[0]) == fen(last["工具押金"][0]) == summary["deposits_held_fen"]
    assert total("售出（份）") == summary["tickets"]
    assert total("已取（份）") == summary["served"]
    assert total("未取（份）") == summary["not_collected"]
    assert total("售出") == summary["beds"]
    assert total("借出件数") - total("归还件数") == summary["loans_open"]
    assert total("兑换（分）") == summary["points_redeemed"]


def test_the_record_it_leaves_is_whole_and_rebuilds(noon: Path, summary: dict[str, Any]) -> None:
    said = kiosk_command("verify", noon / "journal.db", "--head", summary["chain_head"], "--rebuild", "--json")
    assert said.code == 0
    assert msgspec.json.decode(said.last)["events"] == summary["events"]


def test_every_slip_verifies_by_the_qr_on_its_picture(noon: Path) -> None:
    codes, without = [], Counter[str]()
    for path in sorted((noon / "paper").glob("*.png")):
        with Image.open(path) as picture:
            found = zxingcpp.read_barcodes(picture.convert("L"))
        assert len(found) <= 1, path.name
        kind = path.stem.partition("-")[2]
        if kind != "torn":
            codes += [code.text for code in found]
            without[kind] += not found
    # The part of a rental that stays at the counter needs none.
    assert +without == {"rental": 6}
    # No slip came out whole twice but for the two who hand over: what was printed again had not come out, or was torn.
    assert len(codes) - len(set(codes)) == 1
    slips = [part for code in set(codes) for part in ("--slip", code)]
    assert kiosk_command("verify", noon / "journal.db", *slips).code == 0


def test_something_else_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear attendant", encoding="utf-8")
    said = played(tmp_path, SEED)
    assert said.returncode == 2
    assert "something else" in said.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
