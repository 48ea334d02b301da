"""A wrong configuration is refused with file, line, key and what was expected."""

import tomllib
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.base.toml import ConfigError, decode
from kiosk.base.toml_lines import lines


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}):
    start: str
    to: str


class Meals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    price: Annotated[int, msgspec.Meta(ge=0)]
    mode: Literal["rom", "raster"] = "rom"
    windows: tuple[Window, ...] = ()
    prices: dict[str, Annotated[int, msgspec.Meta(ge=0)]] = {}

    def __post_init__(self) -> None:
        if self.price % 10:
            raise ValueError("expected whole jiao")


class Station(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    meals: Meals
    by_day: dict[str, Meals] = {}


GOOD = """\
# 站
name = "府西"
[meals]
price = 500
mode = "raster"
windows = [
  { from = "10:30", to = "11:30" },
  { from = "12:00", to = "13:30" },  # second
]
[meals.prices]
lunch = 500
"2024-03-01" = 400
[by_day.friday]
price = 400
"""


def refused(text: str | bytes) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        decode(text, Station, "station.toml")
    return caught.value


def test_a_good_file_becomes_its_struct() -> None:
    station = decode(GOOD, Station, "station.toml")
    assert station.meals.windows[1] == Window("12:00", "13:30")
    assert station.meals.prices == {"lunch": 500, "2024-03-01": 400}
    assert decode(b"\xef\xbb\xbf" + GOOD.encode(), Station, "station.toml") == station
    assert decode(GOOD.replace("\n", "\r\n"), Station, "station.toml") == station


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "price = 500\nmode",
            'price = "five"\nmode',
            'station.toml, line 4: meals.price: expected a whole number, found "five"',
        ),
        (
            "price = 500\nmode",
            "price = -5\nmode",
            "station.toml, line 4: meals.price: expected a whole number >= 0, found -5",
        ),
        (
            'mode = "raster"',
            'mode = "laser"',
            'station.toml, line 5: meals.mode: expected one of: "raster", "rom", found "laser"',
        ),
        (
            'mode = "raster"',
            "colour = true",
            "station.toml, line 5: meals.colour: this key is not known; expected one of: price, mode, windows, prices",
        ),
        ("price = 500\n", "", "station.toml, line 3: meals.price: this key is missing; expected a whole number"),
        ('name = "府西"', "", "station.toml, line 1: name: this key is missing; expected text in quotes"),
        (
            'to = "13:30"',
            "to = 13:30:00",
            "station.toml, line 8: meals.windows[1].to: expected text in quotes, found 13:30:00",
        ),
        (
            '"2024-03-01" = 400',
            '"2024-03-01" = true',
            "station.toml, line 12: meals.prices.2024-03-01: expected a whole number, found true",
        ),
        (
            "[by_day.friday]\nprice = 400",
            "[by_day.friday]\nprice = 403",
            "station.toml, line 13: by_day.friday: expected whole jiao",
        ),
        (
            "[by_day.friday]\nprice = 400",
            "[by_day]\nfriday = 3",
            "station.toml, line 14: by_day.friday: expected a table, found 3",
        ),
        ('name = "府西"', 'name = "府西', "station.toml, line 2: this is not TOML: illegal character '\\n'"),
        ('name = "府西"', 'name = "a"\nname = "b"', "station.toml, line 3: this is not TOML: cannot overwrite a value"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    assert str(refused(GOOD.replace(old, new, 1))) == sentence


def test_a_file_in_another_encoding_is_refused_with_its_line() -> None:
    error = refused(GOOD.replace("# 站\n", "# 爱心驿站\n").encode("gb18030"))
    assert (error.line, error.key) == (1, "")
    assert "UTF-8" in str(error)


def test_an_unfinished_file_is_refused_at_its_end() -> None:
    assert refused("name = 'x'\n[meals").line == 2


def test_lines_are_found_through_every_kind_of_value() -> None:
    text = """\
a = \"\"\"
[not.a.table]
b = 1\"\"\"
'quoted key'."\\u4f60" = '''
x'''
[[list]]
n = 1
[[list]]
n = 2
  [list.sub]
  deep = [ [1,
    2], { k = "]" } ]
"""
    found = lines(text)
    assert found[("a",)] == 1
    assert found[("quoted key", "你")] == 4
    assert found[("list", 0, "n")] == 7
    assert found[("list", 1)] == 8
    assert found[("list", 1, "sub", "deep", 0, 1)] == 12
    assert found[("list", 1, "sub", "deep", 1, "k")] == 12
    assert ("not",) not in found


def _places(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner: list[tuple[str | int, ...]] = [place] if place else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        inner += _places(child, (*place, key))
    return inner


_NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=5)
_VALUES = st.recursive(
    st.integers(0, 99) | st.booleans() | st.text(st.sampled_from("a\"'\\#[]{}=,\n 你")).map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=8,
)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(_toml(child) for child in value) + "\n]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\u{ord(c):04x}" if c in '"\\\n' else c for c in value) + '"'
    return str(value)


@given(st.dictionaries(_NAMES, _VALUES, min_size=1, max_size=4))
def test_every_place_of_any_document_has_a_line(document: dict[str, Any]) -> None:
    text = "".join(f"{_toml(key)} = {_toml(value)}\n" for key, value in document.items())
    assert set(lines(text)) == set(_places(tomllib.loads(text)))
