"""Home: what the station offers now, how one pays, whom one can ring up.

Closed and sold out are said on the tile itself.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar, Final

import msgspec
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.phrase import phrase
from kiosk.touch.modules import screens
from kiosk.widgets.example import Example
from kiosk.widgets.screen import REACH, Screen
from kiosk.widgets.service import HomeTile
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice, Tile, Tiles

_TOLD: Final = ("icon", "number", "word", "note", "accent", "closed", "closed_icon")


class Front(msgspec.Struct, frozen=True):
    """What home shows: the station, ways of payment, and the tiles of every service by its name."""

    name: str
    phone: str
    ways: tuple[str, ...]
    tiles: tuple[tuple[str, HomeTile], ...]


def home(shell: Shell) -> "Home":
    """Home as it stands now."""
    return Home(shell, front(shell))


def front(shell: Shell) -> Front:
    """Reads what home shows."""
    station = shell.desk.read("house", lambda _, scene: scene.settings)
    ways = shell.desk.read("till", lambda _, scene: scene.settings.ways)
    tiles = tuple((name, tile) for name, service in screens() for tile in service.tiles(shell))
    return Front(station.name, station.phone, tuple(ways), tiles)


class Home(Screen):
    """The first screen, and the one that a screen left alone goes back to."""

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, shows: Front) -> None:
        super().__init__(shell, title=shows.name)
        self._tiles: dict[tuple[str, str], Tile] = {}
        self._said: tuple[tuple[str, str], ...] = ()
        self._info = BoxLayout(orientation="vertical" if worn().portrait else "horizontal", size_hint_y=None)
        self._info.spacing = mm(worn().sizes.gap)
        self._about = BoxLayout(orientation="vertical", spacing=mm(worn().sizes.gap))
        self._actions = Tiles()
        self.body.add_widget(self._info)
        if worn().portrait:
            self.body.add_widget(self._about)
        self.body.add_widget(self._actions)
        self._tell(shows)
        self._ways_to_read()
        self.spoken = (phrase("shell.voice.welcome"), *(said for _, tile in shows.tiles for said in tile.spoken))
        self._show(shows.tiles)

    def _tell(self, shows: Front) -> None:
        """How one pays, whom one can ring up."""
        say = self.shell.say
        ways = say("shell.and").join(say(f"till.way_{way}") for way in shows.ways)
        lines = [_line("cash-banknote", say("shell.ways", ways=ways))]
        if shows.phone:
            lines.append(_line("phone", say("shell.phone", phone=shows.phone)))
        for line in lines:
            self._info.add_widget(line)
        self._info.bind(minimum_height=self._info.setter("height"))

    def _ways_to_read(self) -> None:
        """The other languages, and larger text."""
        shell, row, reach = (
            self.shell,
            self.bar.middle,
            self.height * REACH - mm(worn().sizes.margin + worn().sizes.gap),
        )
        if worn().portrait:  # the bar is full with 人工
            row = BoxLayout(size_hint_y=None, height=self.bar.height, spacing=self.bar.spacing)
            self.body.add_widget(row)
            self._actions.size_hint_y, self._actions.height = None, reach - 2 * self.bar.height - self.body.spacing
        row.add_widget(Widget())
        for lang in shell.languages:
            if lang != shell.lang:
                row.add_widget(_switch("language", shell.say(f"shell.lang_{lang}"), partial(shell.dress, lang=lang)))
        other = msgspec.structs.replace(shell.theme, large=not shell.theme.large)
        word = shell.say("shell.larger" if other.large else "shell.smaller")
        row.add_widget(_switch("text-size", word, partial(shell.dress, theme=other)))

    def refresh(self) -> None:
        """What is left may have changed."""
        self._show(front(self.shell).tiles)

    def _show(self, tiles: Iterable[tuple[str, HomeTile]]) -> None:
        shown = {(service, tile.key): tile for service, tile in tiles}
        if shown.keys() != self._tiles.keys():
            self._actions.clear_widgets()
            self._tiles = {place: self._tile(*place) for place in shown}
            for tile in self._tiles.values():
                tile.scale = _scale(len(shown))
                tile.most *= tile.scale
                self._actions.add_widget(tile)
        for place, told in shown.items():
            for name in _TOLD:
                setattr(self._tiles[place], name, getattr(told, name))
        about = tuple((told.icon, told.about) for told in shown.values() if told.about)
        if about != self._said:
            self._said = about
            self._about.clear_widgets()
            for icon, words in about:
                self._about.add_widget(_line(icon, words))
            self._about.add_widget(Widget())

    def _tile(self, service: str, key: str) -> Tile:
        tile = Tile()
        tile.bind(on_release=lambda _: dict(screens())[service].tapped(self.shell, key))
        return tile


def _scale(tiles: int) -> float:
    """How much larger than usual tiles are that have home to themselves, and how much of large text many leave."""
    theme = worn()
    if tiles == 1:
        return 1.7 if theme.portrait else 1.3
    return 1 / theme.sizes.large if theme.large and tiles > 2 else 1


def _switch(icon: str, word: str, act: Callable[[], None]) -> Choice:
    """A way to read, in the bar."""
    choice = Choice(icon=icon, word=word, size_hint_x=None)
    choice.width = max(choice.natural_width, mm(worn().sizes.target))
    choice.bind(on_release=lambda _: act())
    return choice


def _line(icon: str, words: str) -> BoxLayout:
    """A picture and a sentence beside it."""
    sizes = worn().sizes
    side = mm(sizes.body * 1.5)
    line = BoxLayout(size_hint_y=None, spacing=mm(sizes.gap))
    said = Say(words, pos_hint={"center_y": 0.5})
    line.add_widget(Icon(icon, most=sizes.body * 1.5, size_hint_x=None, width=side))
    line.add_widget(said)
    said.bind(height=lambda _, height: setattr(line, "height", max(side, height)))
    line.height = max(side, said.height)
    return line


def _example(shell: Shell, tiles: Callable[[Callable[..., str]], tuple[HomeTile, ...]], name: str) -> Home:
    shown = tuple((name, tile) for tile in tiles(shell.say))
    return Home(shell, Front("爱心驿站 · 府西", "0359-2021234", ("counter",), shown))


EXAMPLES: Final = tuple(
    Example(f"home-{example.name}", partial(_example, tiles=example.tiles, name=name))
    for name, service in screens()
    for example in service.TILE_EXAMPLES
)
