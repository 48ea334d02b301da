"""A trace with a bad line: its number and key are named, and nothing is half applied."""

from pathlib import Path

import pytest
from cli.conftest import Kiosk

HEADER = "at,kind,who,item,qty,amount_fen"
GOOD = (
    "2024-03-01T10:30:00+08:00,open,,meals,30,0",
    "2024-03-01T11:01:54+08:00,meal,p1,lunch,1,500",
    "2024-03-01T11:32:00+08:00,serve,p1,lunch,1,0",
    "2024-03-01T13:30:00+08:00,close,,meals,0,0",
)
# What stands in the fourth line of the file, and what must be said of it.
BAD = {
    "not a moment": ("yesterday,meal,p2,lunch,1,500", "at: a moment like"),
    "no offset": ("2024-03-01T11:02:00,meal,p2,lunch,1,500", "at: with its offset"),
    "earlier than before": ("2024-03-01T11:00:00+08:00,meal,p2,lunch,1,500", "at: not before the line above"),
    "an unknown kind": ("2024-03-01T11:02:00+08:00,feast,p2,lunch,1,500", "kind: one of"),
    "an unknown service": ("2024-03-01T11:02:00+08:00,close,,spa,0,0", "kind: one of"),
    "an unknown meal": ("2024-03-01T11:02:00+08:00,meal,p2,brunch,1,500", "item: one of lunch"),
    "a quantity in words": ("2024-03-01T11:02:00+08:00,meal,p2,lunch,one,500", "qty: a whole number"),
    "no quantity": ("2024-03-01T11:02:00+08:00,meal,p2,lunch,0,500", "qty: at least 1"),
    "an amount with a point": ("2024-03-01T11:02:00+08:00,meal,p2,lunch,1,5.00", "amount_fen: a whole number"),
    "an amount below zero": ("2024-03-01T11:02:00+08:00,meal,p2,lunch,1,-500", "amount_fen: what was paid"),
    "portions without end": ("2024-03-01T11:02:00+08:00,portions,,lunch,99999,0", "qty: portions from 1 to 2000"),
    "a number of a hundred digits": (f"2024-03-01T11:02:00+08:00,meal,p2,lunch,{'9' * 100},500", "qty: a whole number"),
    "a field too few": ("2024-03-01T11:02:00+08:00,meal,p2,lunch,1", "6 fields, found 5"),
    "an endless name": (f"2024-03-01T11:02:00+08:00,meal,{'p' * 5000},lunch,1,500", "who, item: at most"),
    "an open quote": ('2024-03-01T11:02:00+08:00,meal,"p2,lunch,1,500', "a line of CSV"),
}


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join((HEADER, *lines, "")), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_named_and_nothing_is_played(name: str, tmp_path: Path, kiosk: Kiosk) -> None:
    line, expected = BAD[name]
    trace = written(tmp_path / "trace.csv", *GOOD[:2], line, *GOOD[2:])
    said = kiosk("replay", trace, "--data", tmp_path / "data")
    assert said.code == 2
    assert "nothing was played" in said.err
    # A quote that is never closed is only found where the file ends.
    assert f"trace.csv, line {6 if 'CSV' in expected else 4}: " in said.err
    assert expected in said.err
    assert not (tmp_path / "data").exists()


def test_the_lines_around_the_bad_ones_are_good(tmp_path: Path, kiosk: Kiosk) -> None:
    said = kiosk("replay", written(tmp_path / "trace.csv", *GOOD), "--data", tmp_path / "data")
    assert said.code == 0
    assert "1 sold, 1 served, 5.00 yuan taken, 4.00 yuan subsidy" in said.out


def test_a_file_with_other_columns_is_refused_at_its_first_line(tmp_path: Path, kiosk: Kiosk) -> None:
    trace = tmp_path / "trace.csv"
    trace.write_text("when,what\n", encoding="utf-8")
    said = kiosk("replay", trace)
    assert said.code == 2
    assert "trace.csv, line 1: the columns at,kind,who,item,qty,amount_fen" in said.err


def test_bytes_that_are_no_text_are_named_by_their_line(tmp_path: Path, kiosk: Kiosk) -> None:
    trace = tmp_path / "trace.csv"
    trace.write_bytes(
        "\n".join((HEADER, *GOOD[:2], "")).encode() + b"2024-03-01T11:02:00+08:00,meal,\xff\xfe,lunch,1,500\n"
    )
    said = kiosk("replay", trace)
    assert said.code == 2
    assert "trace.csv, line 4: text in UTF-8" in said.err


def test_what_the_station_refuses_is_counted_not_hidden(tmp_path: Path, kiosk: Kiosk) -> None:
    trace = written(
        tmp_path / "trace.csv",
        GOOD[0].replace(",30,", ",1,"),
        *(GOOD[1].replace("p1", f"p{who}") for who in range(3)),
        GOOD[3],
    )
    said = kiosk("replay", trace)
    assert said.code == 0
    assert "refused meals.sold_out: 2 times" in said.out


def test_every_slip_of_a_trace_can_be_printed(tmp_path: Path, kiosk: Kiosk) -> None:
    said = kiosk("replay", written(tmp_path / "trace.csv", *GOOD), "--printer", "--json")
    assert '"slips":1' in said.last
