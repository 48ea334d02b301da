"""A home whose tile changes while it is shown (剩30 → 剩29) comes to rest."""

import pytest
from gui.harness import ExampleShell, all_words, every, stage

from kiosk.touch import home
from kiosk.widgets.theme import DAYLIGHT, Theme
from kiosk.widgets.tile import Tile
from kiosk.widgets.window import PORTRAIT


@pytest.mark.parametrize("name", ["home-lunch", "home-not-open", "home-three-meals"])
def test_a_tile_whose_words_change_is_laid_out_and_then_left_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stage().fit(PORTRAIT)
    example = next(example for example in home.EXAMPLES if example.name == name)
    screen = example.build(ExampleShell("zh", Theme(DAYLIGHT, portrait=True), all_words()))
    stage().show(screen)
    tile = next(widget for widget in every(screen) if isinstance(widget, Tile))
    settled: list[int] = []
    settle = Tile.settle

    def counted(self: Tile, way: int) -> int:
        settled.append(way)
        return settle(self, way)

    monkeypatch.setattr(Tile, "settle", counted)
    tile.note = "剩 29 份"
    stage().advance(1)
    assert 0 < len(settled) < 10
