"""Configuration in TOML as Structs, refused with the file, the line, the key and what was expected."""

import functools
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final, TypeVar

import msgspec
import tomli
from msgspec import inspect

from kiosk.base.toml_lines import Place, lines

T = TypeVar("T")

_PATH: Final = re.compile(r"(?P<said>.*?)(?: - at `(?:key in )?\$(?P<path>[^`]*)`)?", re.DOTALL)
_STEP: Final = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")
_TOML_AT: Final = re.compile(r"(?P<said>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)", re.DOTALL)
_KINDS: Final = {
    "int": "a whole number",
    "float": "a number",
    "str": "text in quotes",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
    "date": "a date",
    "time": "a time",
    "datetime": "a date and time",
}
_LISTS: Final = inspect.ListType | inspect.VarTupleType | inspect.FrozenSetType
_WANTED: Final = (
    (inspect.IntType, _KINDS["int"]),
    (inspect.FloatType, _KINDS["float"]),
    (inspect.BoolType, _KINDS["bool"]),
    (inspect.StrType, _KINDS["str"]),
    (_LISTS | inspect.TupleType, _KINDS["array"]),
    (inspect.StructType | inspect.DictType, _KINDS["object"]),
)


class ConfigError(ValueError):
    """A configuration that cannot be used: `file`, dotted `key` (or empty), `line` from 1, what was `expected`."""

    def __init__(self, file: str, key: str, line: int, expected: str) -> None:
        super().__init__(f"{file}, line {line}: {f'{key}: ' if key else ''}{expected}")
        self.file = file
        self.key = key
        self.line = line
        self.expected = expected


class Places(Mapping[Place, tuple[str, int]]):
    """In which file and line each key of an accepted text stands; found when first asked, which only errors do."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file

    @functools.cached_property
    def _lines(self) -> dict[Place, int]:
        return lines(self._text)

    def __getitem__(self, place: Place) -> tuple[str, int]:
        return self._file, self._lines[place]

    def __iter__(self) -> Iterator[Place]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def decode(text: str | bytes, type: type[T], file: str) -> T:  # noqa: A002 - the name msgspec gives it
    """The text as a `type`; bytes are read as UTF-8. `file` is what errors call it. Raises ConfigError."""
    document, at = parse(text, file)
    return convert(document, type, file, at)


def parse(text: str | bytes, file: str) -> tuple[dict[str, Any], Places]:
    """The text as plain tables, and in which file and line each key stands. Raises ConfigError where it is no TOML."""
    written = _utf8(text, file)
    try:
        return tomli.loads(written), Places(written, file)
    except tomli.TOMLDecodeError as error:
        match = _TOML_AT.fullmatch(str(error))
        said, line = (match["said"], match["line"]) if match else (str(error), None)
        last = max(1, len(written.splitlines()))
        expected = f"this is not TOML: {said[:1].lower()}{said[1:]}"
        raise ConfigError(file, "", int(line) if line else last, expected) from None


def convert(document: Mapping[str, Any], type: type[T], file: str, at: Mapping[Place, tuple[str, int]]) -> T:  # noqa: A002
    """Plain tables as a `type`; `at` says where each key stands, `file` what the rest is called. Raises ConfigError."""
    try:
        return _struct(document, type)
    except msgspec.ValidationError as error:
        match = _PATH.fullmatch(str(error))
        assert match is not None, "the pattern takes any text"
        place = _resolved(document, type, str(error), match["path"] or "")
        place, expected = _expected(match["said"], place, inspect.type_info(type), document)
        raise ConfigError(*wrong_at(place, file, at), expected) from None


def wrong_at(place: Place, file: str, at: Mapping[Place, tuple[str, int]]) -> tuple[str, str, int]:
    """File, key and line to name for a place: its own line, or that of the nearest table around it."""
    written = place
    while written and written not in at:
        written = written[:-1]
    where, line = at.get(written, (file, 1))
    return where, dotted(place), line


def dotted(place: Place) -> str:
    """A place as a person writes it: windows[0].from."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")


def _utf8(text: str | bytes, file: str) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise ConfigError(file, "", line, "expected text in UTF-8; save the file in that encoding") from None


def _struct(document: Mapping[str, Any], type: type[T]) -> T:  # noqa: A002
    return msgspec.convert(document, type, builtin_types=(datetime, date, time), str_keys=True)


def _resolved(document: Mapping[str, Any], type: type[Any], error: str, path: str) -> Place:  # noqa: A002
    """The place msgspec names, with the key found that it hides as `[...]`: the one that alone gives the same error."""
    place: Place = ()
    for step in _STEP.finditer(path):
        if step["name"]:
            place = (*place, step["name"])
        elif step["index"] != "...":
            place = (*place, int(step["index"]))
        else:
            place = next(
                ((*place, key) for key in _at(document, place) if _fails(_only(document, place, key), type, error)),
                place,
            )
    return place


def _fails(document: Any, type: type[Any], error: str) -> bool:  # noqa: A002
    try:
        _struct(document, type)
    except msgspec.ValidationError as found:
        return str(found) == error
    return False


def _at(document: Any, place: Place) -> Any:
    for step in place:
        document = document[step]
    return document


def _only(document: Any, place: Place, key: str) -> Any:
    """A copy of the document in which the table at `place` has nothing but `key`."""
    if not place:
        return {key: document[key]}
    inner = _only(document[place[0]], place[1:], key)
    if isinstance(document, list):
        return [inner if index == place[0] else element for index, element in enumerate(document)]
    return {**document, place[0]: inner}


def _expected(said: str, place: Place, root: inspect.Type, document: Mapping[str, Any]) -> tuple[Place, str]:
    """The key concerned and the sentence, from what msgspec said."""
    if match := re.fullmatch(r"Object missing required field `(.*)`", said):
        place = (*place, match[1])
        return place, f"this key is missing; expected {_wanted(_type_at(root, place))}"
    if match := re.fullmatch(r"Object contains unknown field `(.*)`", said):
        names = ", ".join(_fields(_type_at(root, place)))
        return (*place, match[1]), f"this key is not known; expected one of: {names}"
    wanted, found = _type_at(root, place), _found(document, place)
    if said.startswith("Invalid enum value"):
        return place, f"expected {_wanted(wanted)}, found {found}"
    if match := re.fullmatch(r"Expected `(.*?)`(.*?)(?:, got .*)?", said):
        kinds = " or ".join(_KINDS.get(kind, kind) for kind in match[1].split(" | ") if kind != "null")
        return place, f"expected {kinds}{_limit(match[2])}, found {found}"
    return place, said


def _limit(said: str) -> str:
    """What msgspec says after the type: ` >= 0`, ` of length <= 3`, ` matching regex '…'`."""
    return said.replace(" matching regex", " of the form")


def _found(document: Mapping[str, Any], place: Place) -> str:
    value = _at(document, place)
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value[:40]}"' if isinstance(value, str) else str(value)


def _wanted(wanted: inspect.Type | None) -> str:
    if isinstance(wanted, inspect.LiteralType):
        return "one of: " + ", ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in wanted.values)
    return next((said for kind, said in _WANTED if isinstance(wanted, kind)), "a value")


def _fields(table: inspect.Type | None) -> list[str]:
    return [field.encode_name for field in table.fields] if isinstance(table, inspect.StructType) else []


def _type_at(kind: inspect.Type | None, place: Place) -> inspect.Type | None:
    """What the schema wants at a place; None where it does not say one thing."""
    for step in place:
        options = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
        kind = next((inner for option in options if (inner := _inside(option, step))), None)
    return kind


def _inside(kind: inspect.Type | None, step: str | int) -> inspect.Type | None:
    if isinstance(kind, inspect.StructType):
        return next((field.type for field in kind.fields if field.encode_name == step), None)
    if isinstance(kind, inspect.DictType):
        return kind.value_type
    if isinstance(kind, _LISTS):
        return kind.item_type
    if isinstance(kind, inspect.TupleType) and isinstance(step, int) and step < len(kind.item_types):
        return kind.item_types[step]
    return None
