"""The bar of the counter that says in plain words how the station is: devices, slips, disk, clock."""

from functools import partial
from typing import Any, Final

import msgspec
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.devices.health import READY
from kiosk.services.house.readings import LineNow, clock_jumped, device_states, line_now, line_state
from kiosk.services.slips.readings import waiting_slips
from kiosk.station.room import SOON_MONTHS, free_mb, months_left
from kiosk.touch import devices
from kiosk.widgets.service import Say as Words
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import LINE_HEIGHT, worn

PRINTER: Final = "printer"
NO_PRINTER: Final = "no_printer"
_ROOMY: Final = 8  # times the reserve
# What is in the way matters to whoever looks after the station (体检 says it); at the counter it is one thing.
_SHORT: Final = {"slow": "offline", "half": "offline", "tls": "offline", "proxy": "offline", "plain": "offline"}


class StateNow(msgspec.Struct, frozen=True):
    """How the station is. `printer` is ready, what is wrong with it, or no_printer; `disk` is ok, low or full.

    `ill` are the other devices that are not well, with their states; `slips` wait to be printed; `jumped` tells that
    somebody moved the clock today; `minute` is 11:45 of `day`; `line` is the one to the centre, None where none was
    joined. `months` is how long the disk is enough for, where that is not long.
    """

    printer: str = READY
    slips: int = 0
    disk: str = "ok"
    jumped: bool = False
    minute: str = ""
    day: str = ""
    line: LineNow | None = None
    ill: tuple[tuple[str, str], ...] = ()
    months: int | None = None


def state_now(store: Store, scene: Scene[Any], *, printer: bool) -> StateNow:
    """Reads it; `printer` tells whether the station has one."""
    free, reserve = free_mb(store), scene.settings.disk_reserve_mb
    states = device_states(store, scene)
    paper = states.pop(PRINTER, READY)
    left = months_left(store, scene.now, reserve)
    return StateNow(
        paper if printer else NO_PRINTER,
        waiting_slips(store, scene),
        "full" if free < reserve else "low" if free < _ROOMY * reserve else "ok",
        clock_jumped(store, scene),
        scene.now.minute,
        scene.now.date,
        line_now(store),
        tuple((device, state) for device, state in sorted(states.items()) if state != READY),
        int(left) if left is not None and left < SOON_MONTHS else None,
    )


class Told(msgspec.Struct, frozen=True):
    """One thing in the bar: a picture, its words, whether somebody should look after it."""

    icon: str
    words: str
    wrong: bool = False


def told(say: Words, now: StateNow) -> tuple[Told, ...]:
    """The bar in words. Where there is a line, or a device that is ill, there is no room to say that no slips wait."""
    slips = say("counter.slips_wait", count=now.slips) if now.slips else say("counter.slips_none")
    return (
        *_devices(say, now),
        *((Told("receipt", slips),) if now.slips or not (now.line or now.ill) else ()),
        _disk(say, now),
        *_line(say, now),
        Told("clock", say("counter.clock_moved" if now.jumped else "counter.clock", time=now.minute), now.jumped),
    )


def _disk(say: Words, now: StateNow) -> Told:
    """The disk; that it will be full within months alarms nobody at noon."""
    if now.disk == "ok" and now.months is not None:
        return Told("database", say("counter.disk_soon", months=now.months))
    return Told("database", say(f"counter.disk_{now.disk}"), now.disk != "ok")


def _devices(say: Words, now: StateNow) -> tuple[Told, ...]:
    """The printer, and what else is not well; where that is more than one, 要处理 says which."""
    if now.printer == NO_PRINTER:
        printer = Told("printer", say("counter.printer_no_printer"))
    else:
        wrong = now.printer != READY
        printer = Told(devices.icon(PRINTER, now.printer), devices.now(say, PRINTER, now.printer), wrong)
    if len(now.ill) > 1:
        return printer, Told("plug-connected-x", say("counter.devices_ill", count=len(now.ill)), wrong=True)
    return printer, *(Told(devices.icon(*one), devices.now(say, *one), wrong=True) for one in now.ill)


def _line(say: Words, now: StateNow) -> tuple[Told, ...]:
    """The line to the centre. That nobody is reached is an everyday thing; that something is refused is not."""
    line = now.line
    if line is None:
        return ()
    state, day, minute = line_state(line), line.oldest[5:10], line.oldest[11:16]
    since = minute if line.oldest[:10] == now.day else day
    said = say(f"counter.line_{_SHORT.get(state, state)}", count=line.waiting, since=since)
    return (Told("wifi" if state in {"ok", "waiting"} else "wifi-off", said, state in {"refused", "disputed"}),)


class StateBar(BoxLayout):
    """Pictures and words side by side; what is wrong is in another colour, with another picture and other words."""

    def __init__(self, shell: Shell, *, printer: bool, shows: StateNow | None = None) -> None:
        sizes = worn().sizes
        height = mm(sizes.body * LINE_HEIGHT)
        wide = None if not worn().portrait else 1
        super().__init__(size_hint=(wide, None), height=height, spacing=mm(sizes.gap / 2))
        self.bind(minimum_width=self.setter("width"))
        self._shell, self._printer = shell, printer
        self._shown: StateNow | None = None
        self.show(shows or self._read())

    def refresh(self) -> None:
        """Something may have changed."""
        self.show(self._read())

    def show(self, shows: StateNow) -> None:
        """Says it."""
        if shows == self._shown:
            return
        self._shown = shows
        sizes, palette = worn().sizes, worn().palette
        self.clear_widgets()
        for one in told(self._shell.say, shows):
            colour = palette.fill("stop") if one.wrong else palette.ink
            said = Say(one.words, bold=one.wrong, color=colour, size_hint_x=None, pos_hint={"center_y": 0.5})
            said.width = said.line_width
            icon = "alert-triangle" if one.wrong else one.icon
            side = sizes.body * LINE_HEIGHT
            self.add_widget(Icon(icon, most=side, color=colour, size_hint_x=None, width=mm(side)))
            self.add_widget(said)
            self.add_widget(Widget(size_hint_x=None, width=mm(sizes.gap / 2)))

    def _read(self) -> StateNow:
        return self._shell.desk.read("house", partial(state_now, printer=self._printer))
