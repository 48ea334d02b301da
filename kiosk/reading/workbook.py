"""A workbook (XLSX) of reports: a sheet a table, its totals computed by the sheet itself."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from kiosk.base.reports import Table, written

Say = Callable[..., str]
_HEAD: Final = 3
_SHEET_LETTERS: Final = 31  # a limit of the format
_BARRED: Final = str.maketrans("", "", "[]:*?/\\'")
_WIDEST: Final = 48


def write(path: Path, tables: Sequence[Table], title: str, say: Say) -> None:
    """Writes the workbook; `title` stands above every table. Raises OSError where it cannot be written."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "fen": book.add_format({"num_format": "#,##0.00"}),
        "count": book.add_format({"num_format": "0"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "sum": book.add_format({"bold": True, "top": 1}),
        "sum_fen": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"}),
    }
    names: set[str] = set()
    for table in tables:
        _sheet(book.add_worksheet(_name(say(table.key), names)), table, title, say, formats)
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def _name(wanted: str, taken: set[str]) -> str:
    """A name that a sheet may have, and none has yet."""
    name = base = wanted.translate(_BARRED)[:_SHEET_LETTERS].strip()
    number = 2
    while name.casefold() in taken:
        name = f"{base[: _SHEET_LETTERS - 3]} {number}"
        number += 1
    taken.add(name.casefold())
    return name


def _sheet(sheet: Any, table: Table, title: str, say: Say, formats: dict[str, Any]) -> None:
    sheet.write_string(0, 0, say(table.key), formats["title"])
    sheet.write_string(1, 0, title)
    for place, column in enumerate(table.columns):
        cells = [written(column, row[place], say) for row in table.rows]
        sheet.write_string(_HEAD, place, say(column.key), formats["head"])
        widest = max((_letters(text) for text in (say(column.key), *cells)), default=0)
        sheet.set_column(place, place, min(_WIDEST, widest + 3))
        for line, (row, text) in enumerate(zip(table.rows, cells, strict=True), _HEAD + 1):
            value = row[place]
            if column.number and isinstance(value, int):
                sheet.write_number(line, place, _number(column.kind, value), formats[column.kind])
            else:
                sheet.write_string(line, place, text, formats["text"])
    _totals(sheet, table, say, formats)
    sheet.freeze_panes(_HEAD + 1, 0)


def _totals(sheet: Any, table: Table, say: Say, formats: dict[str, Any]) -> None:
    """The last line: sums as formulas, with what they come to, for whoever only looks."""
    end = _HEAD + 1 + len(table.rows)
    for place, (column, total) in enumerate(zip(table.columns, table.totals, strict=True)):
        made = formats["sum_fen" if column.kind == "fen" else "sum"]
        if total is None:
            sheet.write_string(end, place, say("report.total") if place == 0 else "", made)
        elif table.rows:
            span = f"{xl_rowcol_to_cell(_HEAD + 1, place)}:{xl_rowcol_to_cell(end - 1, place)}"
            sheet.write_formula(end, place, f"=SUM({span})", made, _number(column.kind, total))
        else:
            sheet.write_number(end, place, 0, made)


def _number(kind: str, value: int) -> Decimal | int:
    return Decimal(value) / 100 if kind == "fen" else value


def _letters(text: str) -> int:
    """How wide a text is, in letters; a Chinese one is as wide as two."""
    return sum(1 if char.isascii() else 2 for char in text)
