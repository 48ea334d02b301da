"""From the tile to a bed: which room, this bed or another, today or later."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.metrics import mm
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from kiosk.base.phrase import phrase
from kiosk.base.request import Refused
from kiosk.services.beds.readings.views import Offer, RoomOffer, Standing, standing
from kiosk.services.beds.requests import Book, JoinWait
from kiosk.services.beds.screens import code, queue, ticket
from kiosk.services.beds.screens.pictures import ROOMS, WAYS, room_word, time_word
from kiosk.services.beds.screens.samples import BIG, FREE, FULL, LATE, MEN, TOMORROW, offer
from kiosk.services.beds.settings import DOOR, NOTHING, Room
from kiosk.services.till.screens import pay as ways
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.pager import Pager
from kiosk.widgets.screen import REACH, Question, Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Tappable
from kiosk.widgets.telling import Noted, Telling, picture, sentence
from kiosk.widgets.text import Icon, Number, Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice, Tile

_FEW: Final = 4  # columns of a map that have room for large numbers


def start(shell: Shell) -> None:
    """Which room? Skipped where there is one."""
    rooms = shell.desk.read("beds", standing).offers[0].rooms
    if len(rooms) == 1:
        room(shell, rooms[0].room.id)
    else:
        shell.go(which)


def which(shell: Shell) -> Screen:
    """The rooms as they stand now."""
    return Which(shell, shell.desk.read("beds", standing))


class Which(Question):
    """哪间? Each room with what is left in it, of the first time that there is."""

    def __init__(self, shell: Shell, found: Standing) -> None:
        super().__init__(shell, title=shell.say("beds.voice.which"))
        self._found = found
        self.spoken = (phrase("beds.voice.which"),)
        for one in found.offers[0].rooms:
            self.offer(self._tile(one))
        have = Choice(icon="ticket", word=shell.say("beds.screen.have_ticket"))
        have.bind(on_release=lambda _: shell.go(code.EnterCode))
        self.offer(have)

    def refresh(self) -> None:
        """Another bed was taken, or is free."""
        found = self.shell.desk.read("beds", standing)
        if found != self._found and found.offers:
            self.shell.replace(which)

    def _tile(self, one: RoomOffer) -> Tile:
        say = self.shell.say
        left = say("beds.screen.left", left=len(one.free))
        made = Tile(
            icon=ROOMS[one.room.who],
            word=room_word(say, one.room),
            note=left if one.free else say("beds.screen.chairs"),
            closed="" if one.free else say("beds.screen.full"),
            closed_icon="bed-off",
            accent="beds",
        )
        made.bind(on_release=lambda _: room(self.shell, one.room.id))
        return made


def room(shell: Shell, room_id: str) -> None:
    """A bed of a room: today's next time, else the first one that there is; full today where today is still sold."""
    found = shell.desk.read("beds", standing)
    today = [one for one in found.offers if not one.ahead]
    free = [one for one in today or found.offers if one.of(room_id).free]
    if free:
        shell.go(partial(proposed, room_id=room_id, day=free[0].day, slot=free[0].slot))
    else:
        shell.go(partial(full, room_id=room_id))


def proposed(shell: Shell, room_id: str, day: str, slot: str, bed: int = 0) -> Screen:
    """A bed that is free now, or that the room is full."""
    offers = shell.desk.read("beds", standing).offers
    found = next((one for one in offers if (one.day, one.slot) == (day, slot)), None)
    if found is None or not found.of(room_id).free:
        return full(shell, room_id)
    one = found.of(room_id)
    return Proposed(
        shell, found, one.room, bed if bed in one.free else one.free[0], other_times(offers, found, room_id)
    )


def other_times(offers: tuple[Offer, ...], shown: Offer, room_id: str) -> tuple[Offer, ...]:
    """When else a bed of a room can be had."""
    return tuple(one for one in offers if one != shown and one.of(room_id).free)


def later_word(say: Callable[..., str], one: Offer) -> str:
    """Another time in a word: 14:00, 明天, later."""
    return say("beds.screen.tomorrow_then" if one.ahead == 1 else "beds.screen.later") if one.ahead else one.slot


class Proposed(Telling):
    """3号床, 12:00–14:00? 好 · 换一张 · 明天."""

    def __init__(self, shell: Shell, shown: Offer, room: Room, bed: int, others: tuple[Offer, ...]) -> None:
        say = shell.say
        super().__init__(shell)
        self._shown, self._room, self._bed, self._others = shown, room, bed, others
        time = time_word(say, shown.day, shown.ahead, shown.slot, shown.ends)
        self.spoken = (phrase("beds.voice.proposed", bed=bed, slot=shown.slot, ends=shown.ends),)
        self.tell(
            Number(say("beds.number", number=bed), color=worn().palette.fill("beds")),
            Noted("clock", time),
            Noted(WAYS[room.way], say(f"beds.way_{room.way}", room=room_word(say, room))),
            share=0.5,
        )
        yes = Choice(icon="check", word=say("beds.screen.yes", yuan=short(shown.price_fen)), accent="done")
        yes.bind(on_release=lambda _: book(shell, shown, room, bed))
        another = Choice(icon="grid-dots", word=say("beds.screen.another"))
        another.bind(on_release=lambda _: shell.go(partial(map_of, room_id=room.id, day=shown.day, slot=shown.slot)))
        self.answer(yes, another, *self._later())

    def _later(self) -> tuple[Choice, ...]:
        """明天 where that is all there is else, or a choice of times."""
        if not self._others:
            return ()
        say, shell, only = self.shell.say, self.shell, self._others[0]
        if len(self._others) == 1:
            made = Choice(icon="calendar", word=later_word(say, only))
            made.bind(
                on_release=lambda _: shell.go(partial(proposed, room_id=self._room.id, day=only.day, slot=only.slot))
            )
        else:
            made = Choice(icon="calendar", word=say("beds.screen.later"))
            made.bind(on_release=lambda _: shell.go(partial(times, room_id=self._room.id)))
        return (made,)

    def refresh(self) -> None:
        """Taken by somebody else meanwhile: another is proposed."""
        offers = self.shell.desk.read("beds", standing).offers
        now = next((one for one in offers if (one.day, one.slot) == (self._shown.day, self._shown.slot)), None)
        if now is None or self._bed not in now.of(self._room.id).free:
            self.shell.replace(partial(proposed, room_id=self._room.id, day=self._shown.day, slot=self._shown.slot))


def book(shell: Shell, shown: Offer, room: Room, bed: int) -> None:
    """Asks how it is paid, holds the bed, and shows what came of it."""
    ways.how(shell, partial(_book, shell, shown, room, bed))


def _book(shell: Shell, shown: Offer, room: Room, bed: int, way: str) -> None:
    def refused(refusal: Refused) -> None:
        if refusal.reason == "beds.full":
            shell.replace(partial(full, room_id=room.id))
        else:
            shell.sorry(refusal)

    shell.ask(
        Book(request_id=shell.desk.new_id(), day=shown.day, slot=shown.slot, room=room.id, bed=bed),
        partial(ticket.booked_by, shell, way),
        refused,
    )


def full(shell: Shell, room_id: str) -> Screen:
    """A room without a bed for today, and when there is one."""
    offers = shell.desk.read("beds", standing).offers
    today = next((one for one in offers if not one.ahead), None)
    later = next((one for one in offers if one.of(room_id).free), None)
    return Full(shell, room_id, today, later)


class Full(Telling):
    """床满了, 大厅椅子免费: 等床 · 去坐 · 明天."""

    def __init__(self, shell: Shell, room_id: str, today: Offer | None, later: Offer | None) -> None:
        super().__init__(shell)
        say = shell.say
        self.spoken = (phrase("beds.full"),)
        self.tell(picture("armchair"), sentence(say("beds.full")))
        sit = Choice(icon="armchair", word=say("beds.screen.sit"), accent="done")
        sit.bind(on_release=lambda _: shell.finish())
        answers = [sit]
        if today is not None:
            wait = Choice(icon="hourglass", word=say("beds.screen.wait"), accent="beds")
            wait.bind(on_release=lambda _: self._join(room_id, today.slot))
            answers.append(wait)
        if later is not None:
            word = later_word(say, later)
            ahead = Choice(icon="calendar", word=word)
            build = partial(proposed, room_id=room_id, day=later.day, slot=later.slot)
            ahead.bind(on_release=lambda _: shell.go(build))
            answers.append(ahead)
        self.answer(*answers)

    def _join(self, room_id: str, slot: str) -> None:
        shell = self.shell
        shell.ask(
            JoinWait(request_id=shell.desk.new_id(), slot=slot, room=room_id),
            lambda waiting: shell.replace(partial(queue.Place, waiting=waiting)),
        )


def times(shell: Shell, room_id: str) -> Screen:
    """When a bed of a room can be had."""
    offers = shell.desk.read("beds", standing).offers
    return Times(shell, room_id, tuple(one for one in offers if one.of(room_id).free))


class Times(Question):
    """哪一天? Every time at which the room has a bed."""

    def __init__(self, shell: Shell, room_id: str, found: tuple[Offer, ...]) -> None:
        super().__init__(shell, title=shell.say("beds.voice.when"))
        self.spoken = (phrase("beds.voice.when"),)
        self._room_id = room_id
        pager: Pager[Offer] = Pager(shell, found, self._choice, row=worn().sizes.tile)
        self.actions.parent.remove_widget(self.actions)
        self.actions = pager
        self.body.add_widget(pager)
        self._arrange()

    def _choice(self, one: Offer) -> Choice:
        say = self.shell.say
        time = time_word(say, one.day, one.ahead, one.slot, one.ends)
        made = Choice(word=time, accent="beds")
        build = partial(proposed, room_id=self._room_id, day=one.day, slot=one.slot)
        made.bind(on_release=lambda _: self.shell.go(build))
        return made


def map_of(shell: Shell, room_id: str, day: str, slot: str) -> Screen:
    """The map of a room as it stands now."""
    found = next((one for one in shell.desk.read("beds", standing).offers if (one.day, one.slot) == (day, slot)), None)
    return Map(shell, found, found.of(room_id)) if found else full(shell, room_id)


class Map(Screen):
    """选一张床: the room from above, its beds where they stand; those that are taken have somebody in them."""

    def __init__(self, shell: Shell, shown: Offer, found: RoomOffer) -> None:
        super().__init__(shell, title=shell.say("beds.voice.choose"))
        self._shown, self._found = shown, found
        self.spoken = (phrase("beds.voice.choose"),)
        sizes, rows = worn().sizes, found.room.rows
        self._many = len(rows[0]) > _FEW
        grid = GridLayout(cols=len(rows[0]), spacing=mm(sizes.gap / 2))
        for cell in (cell for row in rows for cell in row):
            grid.add_widget(self._cell(cell))
        if worn().portrait:
            self.body.add_widget(Widget())
            high = mm(sizes.tile * 1.6) * len(rows) + mm(sizes.gap / 2) * (len(rows) - 1)
            grid.size_hint_y = None
            most = self.height * REACH - mm(sizes.margin + sizes.gap) - self.bar.height
            grid.height = min(high, most)
        self.body.add_widget(grid)

    def refresh(self) -> None:
        """Another bed was taken, or is free."""
        offers = self.shell.desk.read("beds", standing).offers
        now = next((one for one in offers if (one.day, one.slot) == (self._shown.day, self._shown.slot)), None)
        if now != self._shown:
            build = partial(map_of, room_id=self._found.room.id, day=self._shown.day, slot=self._shown.slot)
            self.shell.replace(build)

    def _cell(self, cell: str) -> Widget:
        if cell == NOTHING:
            return Widget()
        if cell == DOOR:
            return Icon("door", most=worn().sizes.word * 1.6, color=worn().palette.soft)
        bed = int(cell)
        return Spot(bed, partial(self._choose, bed), free=bed in self._found.free, many=self._many)

    def _choose(self, bed: int) -> None:
        build = partial(proposed, room_id=self._found.room.id, day=self._shown.day, slot=self._shown.slot, bed=bed)
        self.shell.replace(build)


class Spot(Tappable):
    """A bed on the map: a picture of whether it is free, and its number."""

    def __init__(self, bed: int, act: Callable[[], None], *, free: bool, many: bool) -> None:
        sizes = worn().sizes
        super().__init__(accent="beds" if free else "", live=free, padding=mm(sizes.gap / 4), spacing=0)
        self._parts = (
            Icon("bed" if free else "bed-off", most=sizes.word * 1.2, size_hint_x=0.6 if many else 1),
            Say(
                str(bed), em=sizes.body if many else sizes.word, bold=free, halign="center", pos_hint={"center_y": 0.5}
            ),
        )
        for part in self._parts:
            self.add_widget(part)
        self.bind(on_release=lambda _: act())
        self.dress()

    def dress(self, *_: object) -> None:
        """Puts on its colours; a taken one is soft."""
        super().dress()
        for part in getattr(self, "_parts", ()):
            part.color = self.text_colour if self.live else worn().palette.soft


_BIG: Final = RoomOffer(BIG, (2, 7, 12, 13, 20, 22))
EXAMPLES: Final = (
    Example("beds-full", partial(Full, room_id=MEN.id, today=FULL, later=TOMORROW)),
    Example("beds-full-only", partial(Full, room_id=MEN.id, today=FULL, later=None)),
    Example("beds-which", lambda shell: Which(shell, Standing((FREE, TOMORROW)))),
    Example("beds-which-full", lambda shell: Which(shell, Standing((FULL, TOMORROW)))),
    Example("beds-proposed", lambda shell: Proposed(shell, FREE, MEN, 3, (TOMORROW,))),
    Example("beds-proposed-many", lambda shell: Proposed(shell, FREE, MEN, 4, (LATE, TOMORROW))),
    Example("beds-proposed-only", lambda shell: Proposed(shell, FREE, MEN, 3, ())),
    Example("beds-times", lambda shell: Times(shell, "men", (FREE, LATE, TOMORROW))),
    Example("beds-map", lambda shell: Map(shell, FREE, FREE.rooms[0])),
    Example("beds-map-big", lambda shell: Map(shell, offer(_BIG), _BIG)),
)
