"""A season of real arrivals through the real desk: 275 days, to the fen."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli.conftest import Kiosk, Said, kiosk_command

DATA = Path(__file__).parents[1] / "data"
MONTHS = [f"2024-{month:02d}" for month in range(3, 12)]
EXPECTED: dict[str, Any] = msgspec.json.decode((DATA / "season-2024.expected.json").read_bytes())


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """The folder in which the season was played, and what the command said."""
    folder = tmp_path_factory.mktemp("season") / "data"
    return folder, kiosk_command("replay", DATA / "season-2024.csv", "--data", folder, "--json")


def test_the_season_ends_exactly_as_it_did(season: tuple[Path, Said]) -> None:
    _, said = season
    summary = msgspec.json.decode(said.last)
    assert said.code == 0
    assert {key: summary[key] for key in EXPECTED} == EXPECTED
    assert summary["verify"] == "ok"


def test_every_account_of_the_season_is_explained_by_the_others(season: tuple[Path, Said]) -> None:
    accounts = msgspec.json.decode(season[1].last)["accounts"]
    assert sum(accounts.values()) == 0
    assert accounts["cash.drawer"] == EXPECTED["taken_fen"]
    assert accounts["subsidy.receivable"] == EXPECTED["subsidy_fen"]
    assert accounts["owed.meals"] == 0


def test_the_reports_of_nine_months_add_up_to_the_season(season: tuple[Path, Said], kiosk: Kiosk) -> None:
    reports = [
        msgspec.json.decode(kiosk("report", "month", month, "--data", season[0], "--json").last) for month in MONTHS
    ]
    totals = [report["total"] for report in reports]
    assert sum(len(report["rows"]) for report in reports) == EXPECTED["days"]
    for key in ("sold", "served", "taken_fen", "subsidy_fen"):
        assert sum(total[key] for total in totals) == EXPECTED[key], key
    assert [total["not_collected"] + total["refunded"] for total in totals] == [0] * len(MONTHS)


def test_a_day_of_the_season_reads_as_its_arrivals_do(season: tuple[Path, Said], kiosk: Kiosk) -> None:
    rows = [line.split(",") for line in (DATA / "season-2024.csv").read_text(encoding="utf-8").splitlines()[1:]]
    served = sum(row[0].startswith("2024-05-06") and row[1] == "serve" for row in rows)
    day = msgspec.json.decode(kiosk("report", "day", "2024-05-06", "--data", season[0], "--json").last)
    assert day["total"]["served"] == served > 0


def test_a_report_can_be_read_by_a_person(season: tuple[Path, Said], kiosk: Kiosk) -> None:
    said = kiosk("report", "month", "2024-03", "--data", season[0])
    assert said.code == 0
    assert "爱心驿站" in said.out
    assert "2024-03-31" in said.out
    assert re.search(r"Subsidy due to us +30352\.00", said.out)


def test_the_record_of_the_season_is_whole_and_its_readings_rebuild(season: tuple[Path, Said], kiosk: Kiosk) -> None:
    said = kiosk("verify", season[0], "--rebuild", "--json")
    assert said.code == 0
    assert msgspec.json.decode(said.last)["ok"] is True


def test_a_second_season_is_not_played_over_the_first(season: tuple[Path, Said], kiosk: Kiosk) -> None:
    head = msgspec.json.decode(kiosk("verify", season[0], "--json").last)["head"]
    said = kiosk("replay", DATA / "season-2024.csv", "--data", season[0])
    assert said.code == 2
    assert "already" in said.err
    assert msgspec.json.decode(kiosk("verify", season[0], "--json").last)["head"] == head
