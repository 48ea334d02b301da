"""The attendant's panel of the beds: a tap sells one; the map says how each stands; what is picked says what to do."""

from collections.abc import Callable
from functools import partial
from typing import Final

import msgspec
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.request import Request
from kiosk.services.beds.counter.asks import NOTES_FEN, Asks
from kiosk.services.beds.counter.find import bed_item
from kiosk.services.beds.counter.map import RoomMap
from kiosk.services.beds.readings.house import BedNow, House, RoomNow, SlotNow, house
from kiosk.services.beds.requests import Sell
from kiosk.services.beds.rules.state import Place
from kiosk.services.beds.screens.pictures import room_word
from kiosk.widgets.amounts import short
from kiosk.widgets.item import PANEL_KEYS, Act, ItemPanel
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import Flow, KeyButton, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn

_PLACES: Final = 6  # of the queue, below the map


def panels(shell: Shell) -> tuple[Panel, ...]:
    """One panel for the beds of this station; none where there are none."""
    found = shell.desk.read("beds", house)
    return (BedPanel(shell, found),) if found.why != "none" else ()


class BedPanel(Panel):
    """One slot and one room at a time. `picked` is a bed of it; `asks` the place of the act whose question is open."""

    def __init__(self, shell: Shell, found: House, picked: int = 0, asks: int = -1) -> None:
        super().__init__(shell, "")
        self._house, self._at, self._room, self._picked, self._given = found, 0, 0, picked, 0
        self._queued = 0  # the page of the queue
        self._about: ItemPanel | None = None
        self._laid: tuple[object, ...] = ()
        self._asks = Asks(shell, self._done, self._tell)
        self._beside = self.head()
        self._stand = Say("", bold=True)
        self._map = RoomMap(shell, self.pick)
        self._body = BoxLayout(orientation="vertical", spacing=self.spacing)
        self.add_widget(self._body)
        self._show()
        if asks >= 0:
            self._question(asks)

    @property
    def waiting(self) -> int:
        """Beds to be made, guests whose bed cannot be used, those for whom a bed is kept."""
        return sum(_wants(slot) for slot in self._house.slots)

    @property
    def counts(self) -> bool:
        """Keys are meant for the bed that is picked."""
        return self._about is not None

    def key(self, mark: str) -> bool:
        """The key of one of its buttons; Escape puts the bed down."""
        if self._about is None:
            return False
        if mark == "escape":
            if not self._about.back():
                self.pick(0)
            return True
        for part in self._about.walk(restrict=True):
            if isinstance(part, KeyButton) and part.key == mark and part.live:
                part.dispatch("on_release")
                return True
        return False

    def refresh(self) -> None:
        """Booked, paid, checked in, made."""
        found = self.shell.desk.read("beds", house)
        if found != self._house:
            self._house = found
            self._show()

    def _question(self, asks: int) -> None:
        """Opens the question of an act of the bed that is picked."""
        if self._about is not None:
            self._about.ask(self._about.item.acts[asks])

    def pick(self, bed: int) -> None:
        """Shows what can be done about a bed; none where it is picked already."""
        self._picked = 0 if bed == self._picked else bed
        if self._picked:
            self.claim()
        self._show()

    def _tell(self, words: str) -> None:
        self.tell(words)

    def _done(self) -> None:
        """Something was done: the exact price again, and how it stands now."""
        self._given, self._picked = 0, 0
        self._house = self.shell.desk.read("beds", house)
        self._show()

    def _told(self, words: str) -> None:
        """Something was done about the bed that was picked."""
        self._done()
        self._tell(words)

    @property
    def _slot(self) -> SlotNow:
        return self._house.slots[min(self._at, len(self._house.slots) - 1)]

    @property
    def _room_now(self) -> RoomNow:
        rooms = self._slot.rooms
        return rooms[min(self._room, len(rooms) - 1)]

    def _turn(self) -> None:
        """The next slot; after the last one the first again."""
        self._at, self._picked, self._given = (self._at + 1) % len(self._house.slots), 0, 0
        self._show()

    def _enter(self, room: int) -> None:
        self._room, self._picked = room, 0
        self._show()

    def _give(self, fen: int) -> None:
        """A note that wants change, until the next sale; the exact price again where it is touched again."""
        self._given = 0 if self._given == fen else fen
        self._show()

    # What is shown

    def _show(self) -> None:
        say = self.shell.say
        if not self._house.slots:
            self.heading.words = " · ".join((say("beds.bed"), say(f"beds.screen.{self._house.why}")))
            self._lay(("shut",), ())
            return
        slot, room = self._slot, self._room_now
        day = "" if slot is self._house.slots[0] or slot.day == self._house.slots[0].day else self._day(slot)
        self.heading.words = " · ".join(word for word in (day, f"{slot.slot}–{slot.ends}") if word)
        self._stand.words = self._stands(slot)
        self._map.show(room)
        now = room.bed(self._picked) if self._picked else None
        self._show_about(now)
        stands = (slot, self._room, self._picked, self._given, self._queued, len(self._house.slots))
        if self._about is not None:
            self._lay(stands, (self._stand, self._about, Widget()))
            return
        works = () if self.shell.reads else self._works(slot, room)
        rooms = (self._rooms(slot),) if len(slot.rooms) > 1 else ()
        self._lay(stands, (self._stand, *works, *rooms, self._map, *self._queue(slot)))

    def _day(self, slot: SlotNow) -> str:
        return self.shell.say("beds.screen.date", month=int(slot.day[5:7]), day=int(slot.day[8:]))

    def _stands(self, slot: SlotNow) -> str:
        """Counts, and only those that are something."""
        say = self.shell.say
        counted = {
            "free": slot.count("free", "slept") - slot.count("slept"),
            "paid": slot.count("paid"),
            "in": slot.count("in"),
            "dirty": slot.count("dirty"),
            "no_show": slot.figures.no_shows,
        }
        words = [say(f"beds.counter.stand_{name}", count=count) for name, count in counted.items() if count]
        if slot.figures.taken_fen:
            words.append(say("beds.counter.stand_taken", yuan=short(slot.figures.taken_fen)))
        return " · ".join(words) or say("beds.counter.stand_none")

    def _works(self, slot: SlotNow, room: RoomNow) -> tuple[Widget, ...]:
        """A tap sells a bed of the room that is shown; beside it the notes that want change. Full: the queue."""
        say, asks = self.shell.say, self._asks
        if not slot.sold:
            return ()
        free = any(bed.state == "free" for bed in room.beds)
        if not free:
            if slot.day != self._house.slots[0].day:
                return ()
            act = partial(asks.join, slot, room.room.id)
            return (row_of(button("hourglass", say("beds.counter.join"), act, wide=True, key="n")),)
        given = self._given or slot.price_fen
        key = "sell_enter" if slot.running else "sell"
        word = say(f"beds.counter.{key}", yuan=short(slot.price_fen))
        sell = button("bed", word, partial(asks.sell, slot, room.room.id, given), "done", wide=True, key="n")
        notes = (
            button(
                "",
                say("beds.counter.note", given=short(fen), change=short(fen - slot.price_fen)),
                partial(self._give, fen),
                "help" if fen == self._given else "",
                wide=True,
            )
            for fen in NOTES_FEN
            if fen > slot.price_fen
        )
        return row_of(sell, height=worn().sizes.tile), row_of(*notes)

    def _rooms(self, slot: SlotNow) -> BoxLayout:
        """Which room is shown."""
        return row_of(
            *(
                button(
                    "", self._room_word(one), partial(self._enter, at), "beds" if at == self._room else "", wide=True
                )
                for at, one in enumerate(slot.rooms)
            )
        )

    def _room_word(self, one: RoomNow) -> str:
        left = sum(bed.state == "free" for bed in one.beds)
        return self.shell.say("beds.counter.room", room=room_word(self.shell.say, one.room), left=left)

    def _queue(self, slot: SlotNow) -> tuple[Widget, ...]:
        """Who waits: a place with a bed is taken up by a tap, one without waits no longer."""
        if not slot.queue or self.shell.reads:
            return ()
        pages = -(-len(slot.queue) // _PLACES)
        self._queued %= pages
        shown = slot.queue[self._queued * _PLACES : (self._queued + 1) * _PLACES]
        word = self.shell.say("widgets.more", page=self._queued + 1, pages=pages)
        more = (button("", word, self._turn_queue),) if pages > 1 else ()
        return (Flow(*(self._place(slot, one) for one in shown), *more),)

    def _turn_queue(self) -> None:
        """Others who wait."""
        self._queued += 1
        self._show()

    def _place(self, slot: SlotNow, one: Place) -> KeyButton:
        say = self.shell.say
        if one.state == "offered":
            word = say("beds.screen.place_bed", place=one.place, bed=one.bed)
            return button("bed", word, partial(self._asks.take_up, slot, one), "done")
        return button("x", say("beds.screen.place", place=one.place), partial(self._asks.leave, slot, one.place))

    def _show_about(self, now: BedNow | None) -> None:
        """What can be done about the bed that is picked; a question that is open there stays."""
        if now is None:
            self._about = None
            return
        item = bed_item(self.shell.say, now)
        sale = self._sale(now)
        if sale is not None:
            item = msgspec.structs.replace(item, acts=(sale, *item.acts))
        if self._about is None or self._about.item.key != item.key:
            self._about = ItemPanel(self.shell, item, partial(self.pick, 0), PANEL_KEYS)
            self._about.tell = self._told
        else:
            self._about.show(item)

    def _sale(self, now: BedNow) -> Act | None:
        """This very bed, while it is free."""
        slot, say = self._slot, self.shell.say
        if now.state != "free" or not slot.sold:
            return None

        def request(request_id: str) -> Request:
            return Sell(
                request_id=request_id,
                day=slot.day,
                slot=slot.slot,
                room=self._room_now.room.id,
                way="counter",
                given_fen=slot.price_fen,
                bed=now.bed,
                enter=slot.running,
            )

        key = "sell_enter" if slot.running else "sell"
        said = partial(_sold, say, now.bed, short(slot.price_fen))
        return Act("bed", say(f"beds.counter.{key}", yuan=short(slot.price_fen)), request, said, "done")

    def _lay(self, stands: tuple[object, ...], parts: tuple[Widget, ...]) -> None:
        """Puts parts below each other; what stands already is left."""
        key = (stands, self._about)
        if key == self._laid:
            return
        self._laid = key
        self._body.clear_widgets()
        for part in parts:
            if part.parent:
                part.parent.remove_widget(part)
            self._body.add_widget(part)
        self._beside.clear_widgets()
        if len(self._house.slots) > 1:
            self._beside.add_widget(button("clock", self.shell.say("beds.counter.next_slot"), self._turn))


def _wants(slot: SlotNow) -> int:
    offered = sum(place.state == "offered" for place in slot.queue)
    return offered + sum(bool(bed.warn) and bed.state != "free" for room in slot.rooms for bed in room.beds)


def _sold(say: Callable[..., str], bed: int, yuan: str, _: object) -> str:
    return say("beds.counter.sold", bed=bed, yuan=yuan)
