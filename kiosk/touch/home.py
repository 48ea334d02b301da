"""Home: what the station offers now, how one pays, whom one can ring up.

Closed and sold out are said on the tile itself.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, Final

import msgspec
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.phrase import phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.devices.health import READY, serves
from kiosk.services.house.readings import device_states, has_second_printer
from kiosk.touch.modules import screens
from kiosk.touch.voice.speaker import VOLUME
from kiosk.widgets.example import Example
from kiosk.widgets.screen import REACH, Screen
from kiosk.widgets.service import HomeTile, TileExample
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import CONTRAST, DAYLIGHT, worn
from kiosk.widgets.tile import Tile, Tiles, WayToRead

_TOLD: Final = ("icon", "number", "word", "note", "accent", "closed", "closed_icon")


_SWITCHES: Final = 36  # mm high on a portrait glass: a picture over a word


class Front(msgspec.Struct, frozen=True):
    """What home shows: the station, ways of payment, and the tiles of every service by its name.

    `paper` says by its key what becomes of slips while none can be printed: what is sold works without.
    """

    name: str
    phone: str
    ways: tuple[str, ...]
    tiles: tuple[tuple[str, HomeTile], ...]
    paper: str = ""


def home(shell: Shell) -> "Home":
    """Home as it stands now."""
    return Home(shell, front(shell))


def front(shell: Shell) -> Front:
    """Reads what home shows."""
    station = shell.desk.read("house", lambda _, scene: scene.settings)
    ways = shell.desk.read("till", lambda _, scene: scene.settings.ways)
    tiles = tuple((name, tile) for name, service in screens() for tile in service.tiles(shell))
    return Front(station.name, station.phone, tuple(ways), tiles, shell.desk.read("house", _paper))


def _paper(store: Store, scene: Scene[Any]) -> str:
    """What becomes of slips, where no printer is known to print; nothing where it does, or where there is none."""
    states = device_states(store, scene)
    state = states.get("printer", READY)
    if serves(state):  # one that keeps silent may well print
        return ""
    if serves(states.get("second_printer", READY)) and has_second_printer(store):
        return ""
    return "shell.paper_out" if state == "paper_out" else "shell.paper_not_now"


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
        self._info.bind(minimum_height=self._info.setter("height"))
        self._told: Front | None = None
        self._tell(shows)
        self._ways_to_read()
        self.spoken = (phrase("shell.voice.welcome"), *(said for _, tile in shows.tiles for said in tile.spoken))
        self._show(shows.tiles)

    def _tell(self, shows: Front) -> None:
        """How one pays, whom one can ring up, what works without paper."""
        self._told, say = shows, self.shell.say
        ways = say("shell.and").join(say(f"till.way_{way}") for way in shows.ways)
        lines = [_line("cash-banknote", say("shell.ways", ways=ways))]
        if shows.phone:
            lines.append(_line("phone", say("shell.phone", phone=shows.phone)))
        if shows.paper:
            lines.append(_line("printer-off", say(shows.paper)))
        self._info.clear_widgets()
        for line in lines:
            self._info.add_widget(line)

    def _ways_to_read(self) -> None:
        """The other languages, larger text, more contrast, louder or softer: always in this order."""
        shell, row, reach = (
            self.shell,
            self.bar.middle,
            self.height * REACH - mm(worn().sizes.margin + worn().sizes.gap),
        )
        if worn().portrait:  # the bar is full with 人工
            row = BoxLayout(size_hint_y=None, height=mm(_SWITCHES), spacing=self.bar.spacing)
            self.body.add_widget(row)
            below = row.height + self.bar.height + self.body.spacing
            self._actions.size_hint_y, self._actions.height = None, reach - below
        for lang in shell.languages:
            if lang != shell.lang:
                row.add_widget(_switch("language", shell.say(f"shell.lang_{lang}"), partial(shell.dress, lang=lang)))
        theme, bright = shell.theme, shell.theme.palette is not CONTRAST
        for icon, word, other in (
            ("text-size", "smaller" if theme.large else "larger", {"large": not theme.large}),
            ("contrast-2", "contrast" if bright else "daylight", {"palette": CONTRAST if bright else DAYLIGHT}),
        ):
            dressed = msgspec.structs.replace(theme, **other)
            row.add_widget(_switch(icon, shell.say(f"shell.{word}"), partial(shell.dress, theme=dressed)))
        self._volume = _switch("volume", _loudness(shell), self._turn_volume)
        row.add_widget(self._volume)

    def _turn_volume(self) -> None:
        self.shell.turn_volume()
        self._volume.icon = "volume" if self.shell.volume else "volume-off"
        self._volume.word = _loudness(self.shell)

    def refresh(self) -> None:
        """What is left may have changed."""
        shows = front(self.shell)
        if msgspec.structs.replace(shows, tiles=()) != msgspec.structs.replace(self._told or shows, tiles=()):
            self._tell(shows)
        self._show(shows.tiles)

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


def _switch(icon: str, word: str, act: Callable[[], None]) -> WayToRead:
    """A way to read, in the bar."""
    switch = WayToRead(icon=icon, word=word)
    switch.bind(on_release=lambda _: act())
    return switch


def _loudness(shell: Shell) -> str:
    """How loud it speaks, in a word."""
    volume = shell.volume
    usual = "louder" if volume > VOLUME else "usual" if volume == VOLUME else "softer" if volume else "silent"
    return shell.say(f"shell.volume_{usual}")


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
    if not worn().portrait:
        line.size_hint_x = said.line_width + side + line.spacing  # beside others, by what it has to say
    return line


def example_front(shell: Shell, example: TileExample, name: str, paper: str = "") -> Front:
    """What home shows in an example state of a service's tiles."""
    shown = tuple((name, tile) for tile in example.tiles(shell.say))
    return Front("爱心驿站 · 府西", "0359-2021234", ("counter",), shown, paper)


def _example(shell: Shell, example: TileExample, name: str, paper: str = "") -> Home:
    return Home(shell, example_front(shell, example, name, paper))


TILES: Final = tuple((name, example) for name, service in screens() for example in service.TILE_EXAMPLES)
EXAMPLES: Final = (
    *(Example(f"home-{tiles.name}", partial(_example, example=tiles, name=name)) for name, tiles in TILES),
    *(
        Example(
            f"home-{paper.partition('.')[2]}", partial(_example, example=TILES[0][1], name=TILES[0][0], paper=paper)
        )
        for paper in ("shell.paper_out", "shell.paper_not_now")
    ),
)
