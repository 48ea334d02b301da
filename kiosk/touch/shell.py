"""The shell of a touchscreen: one screen at a time, the desk behind it, everything on Kivy's thread."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from typing import Any, Final

import msgspec
from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.base.desk import Desk
from kiosk.base.phrase import Phrase
from kiosk.base.request import Refused, Request, Role
from kiosk.base.words import Lang, NoSuchWords, Words
from kiosk.devices.scanners.scan import Scan, scan_of
from kiosk.services.house.requests import CallPerson
from kiosk.touch import refusals
from kiosk.touch.glass import Glass
from kiosk.touch.notes import PleaseWait, Sorry, person_comes
from kiosk.touch.scans import TYPED_S, Scans, typed_mark
from kiosk.touch.voice.speaker import VOLUME, Silence, Voice
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build, Colleague
from kiosk.widgets.theme import Theme, wear

_POLL_S: Final = 0.2
_LOOK_AGAIN_S: Final = 10  # what time alone changes (the sale opens) is seen this late at most
_DEAF_S: Final = 0.35  # a finger that taps twice must not answer the next screen's question
_WITHIN_FRAME_S: Final = 0.02  # most answers come this fast: they are shown in the frame of the touch
_SLOW_S: Final = 0.8
_ASIDE_S: Final = 10  # what is shown over a screen that keeps leads back to it by itself
_MARKS: Final = {8: "backspace", 9: "tab", 13: "enter", 271: "enter"}
_LOUDNESS: Final = (VOLUME, 100, 50, 0)  # of 100, as the button turns it
UNKNOWN_CODE: Final = "house.unknown_code"
PAYMENT_CODE: Final = "house.payment_code"

# What a station's services make of a scan, by whoever knows it: whether anybody does.
Scanned = Callable[["TouchShell", str], bool]

log = logging.getLogger("kiosk.touch")


class TouchShell:
    """Implements kiosk.widgets.shell.Shell. `name` is what 人工 calls say, `by` who acts, `voice` what speaks.

    With `scanned`, what a scanner types is told from typing and given to it, from every screen.
    """

    reads = False

    def __init__(
        self,
        desk: Desk,
        words: Words,
        home: Build,
        *,
        languages: tuple[Lang, ...],
        theme: Theme,
        name: str,
        by: str,
        voice: Voice | None = None,
        scanned: Scanned | None = None,
    ) -> None:
        self.desk = desk
        self.words = words
        self.lang: Lang = languages[0]
        self.languages = languages
        self.theme = theme
        self.usual = theme
        self.name = name
        self.by = by
        self.voice: Voice = voice or Silence()
        self.touched_at = Clock.get_time()
        self.deaf_until = 0.0
        self.glass = Glass(self)
        self._home = home
        self._build = home
        self._trail: list[Build] = []
        self._over: Screen | None = None
        self._in_flight: set[tuple[Any, ...]] = set()
        self._version = -1
        self._looked_at = Clock.get_time()
        self._poll: Any = None
        self._spoken: tuple[Phrase, ...] = ()
        self._aside: Any = None
        self._stopped = False
        self._scanned = scanned
        self._scans = Scans(self.take, self._type) if scanned else None
        self.screen: Screen = self._put(home, aloud=False)

    # What screens see: kiosk.widgets.shell.Shell

    def say(self, key: str, **fields: object) -> str:
        """A sentence in the language spoken now. Raises NoSuchWords."""
        return self.words.say(self.lang, key, **fields)

    def go(self, build: Build) -> None:
        """Shows the next screen; over one that keeps, for a moment only."""
        aside = self.keeps
        if not self.screen.passing:
            self._trail.append(self._build)
        self._show(build, aside=aside)

    def replace(self, build: Build) -> None:
        """Shows a screen in place of this one."""
        self._show(build, aside=self._aside is not None)

    def back(self) -> None:
        """Shows the screen before this one, or home, unless this one sees to it itself."""
        if not self.screen.went_back():
            self.leave()

    def leave(self) -> None:
        """Shows the screen before this one, whatever this one says."""
        self._show(self._trail.pop() if self._trail else self._home)

    def home(self) -> None:
        """Shows home and forgets the way here."""
        self._trail.clear()
        self._show(self._home)

    def finish(self) -> None:
        """Wipes what is one person's: the way here, the language, the size of text, what is being said."""
        self.lang = self.languages[0]
        self.theme = self.usual
        self.voice.reset()
        self._trail.clear()
        self._show(self._home, aloud=False)

    def ask(
        self,
        request: Request,
        done: Callable[[Any], None],
        refused: Callable[[Refused], None] | None = None,
        by: str | None = None,
    ) -> None:
        """Puts a request; the same one is not put again while it is in flight, but by a screen that waits itself."""
        if self.screen.waits:
            future = self.desk.ask(request, by or self.by)
            answered = partial(self._answered, future, done, refused or self.sorry)
            future.add_done_callback(lambda _: Clock.schedule_once(lambda _: answered(), 0))
            return
        key = (request.name, *msgspec.structs.astuple(msgspec.structs.replace(request, request_id="")))
        if key not in self._in_flight:
            self.await_(key, self.desk.ask(request, by or self.by), done, refused)

    def colleagues(self, roles: frozenset[Role]) -> tuple[Colleague, ...]:
        """Nobody approves anything here."""
        del roles
        return ()

    def prove(self, who: str, pin: str, done: Callable[[str], None], refused: Callable[[Refused], None]) -> None:
        """No PIN is taken here for somebody beside whoever acts."""
        del who, pin, done
        refused(Refused("staff.not_here"))

    def call_person(self) -> None:
        """人工: the counter sees that somebody waits here."""
        request = CallPerson(request_id=self.desk.new_id(), screen=self.name)
        self.ask(request, lambda _: self.go(person_comes), by="worker")

    @property
    def keeps(self) -> bool:
        """Whether money is under way on what is shown, or on the screen that this one leads back to by itself."""
        return self.screen.keeps or self._aside is not None

    @property
    def volume(self) -> int:
        """How loud it speaks, of 100."""
        return self.voice.volume

    def turn_volume(self) -> None:
        """The next volume: louder, softer, silent, and the usual one again."""
        place = _LOUDNESS.index(self.voice.volume) if self.voice.volume in _LOUDNESS else -1
        self.voice.volume = _LOUDNESS[(place + 1) % len(_LOUDNESS)]
        self.voice.say(self.lang, (Phrase("shell.voice.this_loud"),))

    def scan(self, text: str) -> None:
        """A text was scanned."""
        scan = scan_of(text)
        if scan is not None:
            self.take(scan)

    def take(self, scan: Scan) -> None:
        """Something was scanned: the service that knows it shows it; what nobody knows is said so.

        A payment code is known to no screen and no service: it is money, and goes no further.
        """
        self.touched_at = Clock.get_time()
        if self._scanned is None or self._in_flight or isinstance(self._over, PleaseWait):
            return
        self._uncover()
        if scan.kind == "payment":
            self.sorry(Refused(PAYMENT_CODE))
        elif not self.screen.scanned(scan.text) and not self._scanned(self, scan.text):
            self.sorry(Refused(UNKNOWN_CODE))

    # Answers

    def await_(
        self,
        key: tuple[Any, ...],
        future: "Future[Any]",
        done: Callable[[Any], None],
        refused: Callable[[Refused], None] | None = None,
    ) -> None:
        """Gives the answer of a future on to Kivy's thread; nothing with the same key is awaited meanwhile."""
        self._in_flight.add(key)
        slow = Clock.schedule_once(lambda _: self.slow(), _SLOW_S)

        def answered(*_: object) -> None:
            self._in_flight.discard(key)
            slow.cancel()
            if not self._in_flight:
                self.uncover(PleaseWait)
            self._answered(future, done, refused or self.sorry)

        wait([future], _WITHIN_FRAME_S)
        if future.done():
            answered()
        else:
            future.add_done_callback(lambda _: Clock.schedule_once(answered, 0))

    def _answered(self, future: "Future[Any]", done: Callable[[Any], None], refused: Callable[[Refused], None]) -> None:
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, Refused):
            refused(error)
        else:
            log.error("a request failed", exc_info=error)
            refused(Refused(refusals.ERROR))

    def sentence(self, refused: Refused, *, staff: bool = False) -> str:
        """What a refusal says; the sentence for the unexpected where it cannot be said, and a line in the log."""
        said = self.phrase(refused, staff=staff)
        return self.say(said.key, **said.fields)

    def phrase(self, refused: Refused, *, staff: bool = False) -> Phrase:
        """The same, as it can be shown and spoken."""
        try:
            said = refusals.phrase(self.words, self.lang, refused, staff=staff)
            self.say(said.key, **said.fields)
        except NoSuchWords:
            log.exception("a refusal without a sentence: %s %s", refused.reason, refused.fields)
            return Phrase(refusals.ERROR)
        return said

    def sorry(self, refused: Refused) -> None:
        """Says a refusal on a screen of its own."""
        self.go(lambda shell: Sorry(shell, self.phrase(refused)))

    def recover(self) -> None:
        """Something failed that nobody foresaw, and is in the log: the person is told, and can go on."""
        self._trail.clear()
        self.sorry(Refused(refusals.ERROR))

    def slow(self) -> None:
        """The desk takes long: the person is told to wait."""
        if self._over is None and not self._stopped:
            self.cover(PleaseWait)

    # The glass

    def cover(self, build: Build) -> Screen:
        """Puts a screen over the one shown, which stays as it is."""
        wear(self.theme)
        self._uncover()
        self._over = build(self)
        self.glass.add_widget(self._over)
        self._over.shown()
        self.voice.say(self.lang, self._over.spoken)
        return self._over

    def uncover(self, kind: type[Screen]) -> None:
        """Takes away what stands over the screen, where it is of that kind."""
        if isinstance(self._over, kind):
            self._uncover()

    @property
    def covered(self) -> bool:
        """Whether something stands over the screen."""
        return self._over is not None

    def _uncover(self) -> None:
        if self._over is not None:
            self._over.left()
            self.glass.remove_widget(self._over)
            self._over = None
            self.voice.hush()
            self.deaf_until = Clock.get_time() + _DEAF_S

    def _show(self, build: Build, *, aloud: bool = True, aside: bool = False) -> None:
        if self._stopped:
            return
        self.screen.left()
        if self._aside is not None:
            self._aside.cancel()
        self._aside = Clock.schedule_once(lambda _: self.leave(), _ASIDE_S) if aside else None
        self.screen = self._put(build, aloud=aloud)

    def _put(self, build: Build, *, aloud: bool) -> Screen:
        wear(self.theme)
        self._uncover()
        self._build = build
        self.shown_at = Clock.get_time()
        self.glass.clear_widgets()
        screen = build(self)
        self.glass.add_widget(screen)
        self.deaf_until = Clock.get_time() + _DEAF_S
        screen.shown()
        self._spoken = screen.spoken
        self.voice.hush()
        if aloud:
            Clock.schedule_once(lambda _: self._speak(screen), 0)
        return screen

    def _speak(self, screen: Screen) -> None:
        """A screen is seen first, then heard."""
        if self.screen is screen:
            self.voice.say(self.lang, screen.spoken)

    def dress(self, *, lang: Lang | None = None, theme: Theme | None = None) -> None:
        """Builds what is shown anew, in another language or look."""
        self.lang, self.theme = lang or self.lang, theme or self.theme
        self._show(self._build)

    @property
    def fresh(self) -> bool:
        """Whether nothing is anybody's: home is shown, as it looks for whoever comes next."""
        usual = self.lang == self.languages[0] and self.theme == self.usual and self.voice.volume == VOLUME
        return self._build is self._home and usual and not self.covered

    # The clock and the keyboard

    def start(self) -> None:
        """Begins to look at the desk and to listen to the keyboard."""
        self._stopped = False
        Window.bind(on_key_down=self._key)
        self._poll = Clock.schedule_interval(self.tick, _POLL_S)

    def stop(self) -> None:
        """Ends that."""
        Window.unbind(on_key_down=self._key)
        self._stopped = True
        if self._aside is not None:
            self._aside.cancel()
        self.screen.left()
        self._uncover()
        self.voice.reset()
        self._poll.cancel()

    def tick(self, _: float) -> None:
        """Looks whether anything was committed; a finger on the glass is never surprised."""
        self._settle(0)
        if self.glass.fingers:
            return
        version, now = self.desk.version(), Clock.get_time()
        if version != self._version or now - self._looked_at >= _LOOK_AGAIN_S:
            self._version, self._looked_at = version, now
            wear(self.theme)
            self.screen.refresh()
            if self.screen.spoken != self._spoken:
                self._spoken = self.screen.spoken
                self.voice.add(self.lang, self._spoken)

    def _key(self, _window: Any, code: int, _scan: int, mark: str | None, modifiers: Any) -> bool:
        self.touched_at = Clock.get_time()
        # The number pad gives no character without NumLock; other keys without one (F1, Alt) do nothing here.
        pad = str(code - 256) if 256 <= code <= 265 else ""
        plain = mark if mark and mark.isascii() and mark.isprintable() else ""
        said = _MARKS.get(code) or pad or typed_mark(plain, modifiers or ())
        if not said:
            return False
        scans = self._scans
        if scans is None:
            return self._type(said)
        scans.key(said, Clock.get_time(), Clock.frametime)
        Clock.schedule_once(self._settle, TYPED_S)
        return True

    def _settle(self, _: float) -> None:
        if self._scans is not None:
            self._scans.settle(Clock.get_time(), Clock.frametime)

    def _type(self, mark: str) -> bool:
        return not self.covered and self.screen.key(mark)
