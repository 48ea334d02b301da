"""Traces from CSV: every line checked before the first one is played."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.base.service import TraceKind
from kiosk.base.trace import BadRow, TraceRow

COLUMNS: Final = ("at", "kind", "who", "item", "qty", "amount_fen")
_MOST_TEXT: Final = 200
_MOST: Final = 10**9


class BadTrace(Exception):  # noqa: N818 - told to a person as it is
    """A trace with a line no station could have had: file, line, key, what was expected. Nothing was played."""

    def __init__(self, file: str, line: int, expected: str) -> None:
        super().__init__(f"{file}, line {line}: {expected}")
        self.file = file
        self.line = line
        self.expected = expected


def read(path: Path, kinds: Mapping[str, TraceKind], settings: Callable[[str], Any]) -> tuple[TraceRow, ...]:
    """Reads and checks a whole trace. Raises BadTrace, OSError."""
    rows: list[TraceRow] = []
    before: datetime | None = None
    for row, at in _rows(path):
        kind = kinds.get(kind_key(row))
        if kind is None:
            raise BadTrace(
                path.name, row.line, f"kind: one of {', '.join(sorted(kinds))} (kind:item for open and close)"
            )
        if before is not None and at < before:
            raise BadTrace(path.name, row.line, f"at: not before the line above ({before.isoformat()})")
        try:
            kind.check(row, settings(kind.service))
        except BadRow as bad:
            raise BadTrace(path.name, row.line, bad.expected) from None
        rows.append(row)
        before = at
    return tuple(rows)


def kind_key(row: TraceRow) -> str:
    """What a line is looked up by: its kind, with the service where the kind opens or closes one."""
    return f"{row.kind}:{row.item}" if row.kind in {"open", "close"} else row.kind


def _rows(path: Path) -> Iterator[tuple[TraceRow, datetime]]:
    with path.open("rb") as file:
        reader = csv.reader(_decoded(file, path.name), strict=True)
        try:
            header = next(reader, None)
            if header != list(COLUMNS):
                raise BadTrace(path.name, 1, "the columns " + ",".join(COLUMNS))
            for fields in reader:
                yield _row(path.name, reader.line_num, fields)
        except csv.Error as error:
            raise BadTrace(path.name, reader.line_num, f"a line of CSV ({error})") from None


def _decoded(file: Iterable[bytes], name: str) -> Iterator[str]:
    for number, line in enumerate(file, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise BadTrace(name, number, "text in UTF-8") from None


def _row(name: str, line: int, fields: list[str]) -> tuple[TraceRow, datetime]:
    if len(fields) != len(COLUMNS):
        raise BadTrace(name, line, f"{len(COLUMNS)} fields, found {len(fields)}")
    at, kind, who, item, qty, amount = fields
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise BadTrace(name, line, "at: a moment like 2024-03-01T11:12:00+08:00") from None
    if moment.tzinfo is None:
        raise BadTrace(name, line, "at: with its offset, like +08:00")
    if len(who) > _MOST_TEXT or len(item) > _MOST_TEXT:
        raise BadTrace(name, line, f"who, item: at most {_MOST_TEXT} letters")
    return TraceRow(
        line, at, kind, who, item, _whole(name, line, "qty", qty), _whole(name, line, "amount_fen", amount)
    ), moment


def _whole(name: str, line: int, key: str, text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12 and abs(int(text)) <= _MOST):
        raise BadTrace(name, line, f"{key}: a whole number")
    return int(text)
