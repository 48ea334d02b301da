"""On which line of a TOML text each key stands: what the standard parser does not tell."""

import re
from typing import Final

# A place in a document: names of keys, and numbers of elements in arrays.
Place = tuple[str | int, ...]

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_STRING: Final = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
_SCALAR: Final = re.compile(r"[^,\]}#\n]*")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def lines(text: str) -> dict[Place, int]:
    """The line (from 1) of every table, key and array element of a text that the standard parser has accepted."""
    return _Walk(text).document()


class _Walk:
    """One pass over an accepted text; only strings, brackets and commas need to be told apart."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._pos = 0
        self._line_pos = 0
        self._line = 1
        self._found: dict[Place, int] = {}
        self._arrays: dict[Place, int] = {}

    def document(self) -> dict[Place, int]:
        table: Place = ()
        self._skip(_BLANK)
        while self._pos < len(self._text):
            if self._text[self._pos] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._found

    def _header(self) -> Place:
        """`[a.b]` or `[[a.b]]`; names lead into the newest element of an array of tables."""
        line = self._line_now()
        width = 2 if self._text.startswith("[[", self._pos) else 1
        self._pos += width
        names = self._key()
        self._pos += width
        place: Place = ()
        for depth, name in enumerate(names):
            place = (*place, name)
            self._found.setdefault(place, line)
            if width == 2 and depth == len(names) - 1:
                self._arrays[place] = self._arrays.get(place, -1) + 1
            if place in self._arrays:
                place = (*place, self._arrays[place])
                self._found.setdefault(place, line)
        return place

    def _pair(self, table: Place) -> None:
        line = self._line_now()
        place = table
        for name in self._key():
            place = (*place, name)
            self._found.setdefault(place, line)
        self._pos += 1  # the equals sign
        self._skip(_SPACE)
        self._value(place)

    def _key(self) -> list[str]:
        names: list[str] = []
        while True:
            self._skip(_SPACE)
            if bare := _BARE_KEY.match(self._text, self._pos):
                names.append(bare.group())
                self._pos = bare.end()
            else:
                names.append(_unquoted(self._skip(_STRING)))
            self._skip(_SPACE)
            if self._text[self._pos] != ".":
                return names
            self._pos += 1

    def _value(self, place: Place) -> None:
        first = self._text[self._pos]
        if first == "[":
            self._array(place)
        elif first == "{":
            self._inline_table(place)
        elif first in "\"'":
            self._skip(_STRING)
        else:
            self._skip(_SCALAR)

    def _array(self, place: Place) -> None:
        self._pos += 1
        self._skip(_BLANK)
        index = 0
        while self._text[self._pos] != "]":
            self._found[*place, index] = self._line_now()
            self._value((*place, index))
            self._skip(_BLANK)
            if self._text[self._pos] == ",":
                self._pos += 1
                self._skip(_BLANK)
            index += 1
        self._pos += 1

    def _inline_table(self, place: Place) -> None:
        self._pos += 1
        self._skip(_BLANK)
        while self._text[self._pos] != "}":
            self._pair(place)
            self._skip(_BLANK)
            if self._text[self._pos] == ",":
                self._pos += 1
                self._skip(_BLANK)
        self._pos += 1

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._pos)
        assert match is not None, "the standard parser accepted this text"
        self._pos = match.end()
        return match.group()

    def _line_now(self) -> int:
        self._line += self._text.count("\n", self._line_pos, self._pos)
        self._line_pos = self._pos
        return self._line


def _unquoted(quoted: str) -> str:
    if quoted[0] == "'":
        return quoted[1:-1]
    return _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _ESCAPED.get(m[3], m[3]), quoted[1:-1])
