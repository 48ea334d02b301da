"""kiosk report: text, JSON and workbook say the same; what an auditor wants listed is there with who did it."""

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
from cli.conftest import Kiosk
from support.station import BOSS, HAND, Station, station_in

from kiosk.services.meals import requests as meals
from kiosk.services.slips.requests import Reprint
from kiosk.services.staff.requests import Add

DAY = "2024-03-01"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def noon(tmp_path: Path) -> Path:
    """A noon with a refund, a serving undone, a reprint; its folder."""
    with station_in(tmp_path / "data") as station:
        _noon(station)
    return tmp_path / "data"


def _noon(station: Station) -> None:
    station.open()
    station.clock.pass_(20 * 60)
    for number in (1, 2, 3):
        assert station.buy() == number
    station.serve(1)
    station.serve(2)
    station.ask(meals.TakeBack(request_id=station.id(), meal="lunch", number=2), BOSS)
    station.ask(meals.Refund(request_id=station.id(), meal="lunch", number=3, reason="sick"), HAND)
    slip = station.rows("SELECT slip FROM spool ORDER BY job LIMIT 1")[0][0]
    station.ask(Reprint(request_id=station.id(), slip=slip), HAND)


def test_a_day_ties_in_json(noon: Path, kiosk: Kiosk) -> None:
    told = msgspec.json.decode(kiosk("report", "day", DAY, "--data", noon, "--json").last)
    tables = told["tables"]
    assert tables["meals.report.days"]["totals"]["taken"] == told["total"]["taken_fen"] == 1000
    money = {row["account"]: row for row in tables["till.report.money"]["rows"]}
    assert money["till.account.cash_drawer"]["change"] == told["accounts"]["cash.drawer"] == 1000
    totals = tables["till.report.money"]["totals"]
    assert totals["debit"] == totals["credit"] > 0
    assert totals["change"] == tables["till.report.balances"]["totals"]["balance"] == 0


def test_what_was_undone_given_back_and_printed_again_is_listed_with_who_did_it(noon: Path, kiosk: Kiosk) -> None:
    said = kiosk("report", "overrides", DAY, "--data", noon)
    assert said.code == 0
    for did, who in (("No. 2: serving undone", "张*"), ("No. 3: refunded", "李*"), ("Reprint 1 of", "李*")):
        assert re.search(rf"{DAY} 11:3\d +{re.escape(who)} +{re.escape(did)}", said.out), said.out
    assert "nothing" in kiosk("report", "overrides", "2024-02", "--data", noon).out


def test_a_workbook_has_a_sheet_a_table_with_sums_that_it_computes_itself(
    noon: Path, kiosk: Kiosk, tmp_path: Path
) -> None:
    book = tmp_path / "march.xlsx"
    assert kiosk("report", "everything", "2024-03", "--data", noon, "--xlsx", book).code == 0
    with zipfile.ZipFile(book) as archive:
        names = [sheet.attrib["name"] for sheet in ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
        sums = {
            name: [
                (cell.findtext(f"{SHEET}f"), cell.findtext(f"{SHEET}v"))
                for cell in ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{SHEET}c")
                if cell.find(f"{SHEET}f") is not None
            ]
            for number, name in enumerate(names, 1)
        }
    assert {"Meals", "Movements of each account", "How each shift closed"} <= set(names)
    assert ("SUM(K5:K5)", "10") in sums["Meals"]
    assert len(set(names)) == len(names)


def test_text_that_looks_like_a_formula_stays_text(noon: Path, kiosk: Kiosk, tmp_path: Path) -> None:
    with station_in(noon) as station:
        station.ask(Add(request_id=station.id(), who="a7", role="attendant", shown="=1+1"))
    book = tmp_path / "day.xlsx"
    assert kiosk("report", "overrides", DAY, "--data", noon, "--xlsx", book).code == 0
    with zipfile.ZipFile(book) as archive:
        assert "=1+1 added" in archive.read("xl/sharedStrings.xml").decode()
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


def test_a_date_that_is_none_is_told(noon: Path, kiosk: Kiosk) -> None:
    for text in ("2024-02-30", "yesterday", "2024-3"):
        said = kiosk("report", "overrides", text, "--data", noon)
        assert said.code == 2
        assert "2024-03-01" in said.err


def test_a_workbook_that_cannot_be_written_is_told(noon: Path, kiosk: Kiosk, tmp_path: Path) -> None:
    said = kiosk("report", "day", DAY, "--data", noon, "--xlsx", tmp_path / "nowhere" / "book.xlsx")
    assert said.code == 2
    assert "Traceback" not in said.err


TOOLS = """at,kind,who,item,qty,amount_fen
2024-03-01T10:41:00+08:00,tool_out,w1,drill,1,20000
2024-03-01T10:42:00+08:00,tool_out,w2,drill,1,20000
2024-03-01T10:43:00+08:00,tool_out,w3,generator,1,50000
2024-03-01T15:00:00+08:00,tool_back,w1,drill-1,1,1500
"""


def test_deposits_loans_and_the_stock_tie_with_the_accounts(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "trace.csv").write_text(TOOLS, encoding="utf-8")
    assert kiosk("replay", tmp_path / "trace.csv", "--data", tmp_path / "data").code == 0

    def tables(topic: str) -> dict[str, Any]:
        told = msgspec.json.decode(kiosk("report", topic, "--data", tmp_path / "data", "--json").last)
        assert told["accounts"]["owed.deposits"] == -70000
        found: dict[str, Any] = told["tables"]
        return found

    deposits = tables("deposits")["tools.report.deposits"]
    assert deposits["totals"]["deposit"] == 70000
    loans = tables("loans")["tools.report.loans"]
    assert [row["unit"] for row in loans["rows"]] == ["drill-2", "generator-1"]
    assert loans["totals"]["deposit"] == 70000
    assert all(row["late"] > 0 and row["who"] == "*" for row in loans["rows"])
    stock = tables("tools")["tools.report.stock"]["totals"]
    assert stock["come"] == stock["here"] + stock["out"] + stock["repair"] + stock["missing"] + stock["retired"] == 3
