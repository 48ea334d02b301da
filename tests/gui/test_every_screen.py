import importlib
from collections import Counter
from pathlib import Path
from zlib import crc32

import pytest
from gui.harness import all_words
from gui.states import ALL_LOOKS, State, states

import kiosk
from kiosk.widgets.example import Example
from kiosk.widgets.glyphs import tofu

PACKAGE = Path(kiosk.__file__).parent
PICTURES = PACKAGE.parent / "build" / "screens"


def modules() -> list[str]:
    """Every module that has example states: the screens of each service, the screens of the shells."""
    files = [*PACKAGE.glob("services/*/screens.py"), *PACKAGE.glob("services/*/screens/__init__.py")]
    files += [file for file in PACKAGE.glob("touch/**/*.py") if "\nEXAMPLES" in file.read_text(encoding="utf-8")]
    names = [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in sorted(files)]
    return [name.removesuffix(".__init__") for name in names]


EXAMPLES: list[Example] = [example for name in modules() for example in importlib.import_module(name).EXAMPLES]


# The attendants' are walked in a file of their own (test_every_counter_screen.py): files run side by side.
OTHERS = [example for example in EXAMPLES if example.mode != "counter"]


@pytest.mark.parametrize("example", OTHERS, ids=lambda example: example.name)
def test_a_screen_can_be_read_reached_and_understood_in_every_state(example: Example) -> None:
    assert not found_wrong(example)


def looks(example: Example) -> list[State]:
    """The states in which an example is walked; of a counter's one, by its name, unless all looks are asked for."""
    found = list(states(example.mode))
    return [found[crc32(example.name.encode()) % 2]] if example.mode == "counter" and not ALL_LOOKS else found


def found_wrong(example: Example) -> list[str]:
    """Every violation in every state."""
    return [f"{state.name}: {violation}" for state in looks(example) for violation in state.walk(example, PICTURES)]


def test_every_picture_has_its_own_name() -> None:
    names = Counter(example.name for example in EXAMPLES)
    assert EXAMPLES
    assert [name for name, times in names.items() if times > 1] == []


def test_every_sentence_of_the_product_can_be_drawn() -> None:
    words = all_words()
    assert words.keys()
    assert "".join(tofu(text) for text in [*words.texts("zh"), *words.texts("en")]) == ""
