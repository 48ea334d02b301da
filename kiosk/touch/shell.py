"""The shell of a touchscreen: one screen at a time, the desk behind it, everything on Kivy's thread."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from typing import Any, Final

import msgspec
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.floatlayout import FloatLayout

from kiosk.base.desk import Desk
from kiosk.base.phrase import Phrase
from kiosk.base.request import Refused, Request
from kiosk.base.words import Lang, NoSuchWords, Words
from kiosk.services.house.requests import CallPerson
from kiosk.touch import refusals
from kiosk.touch.notes import PersonComes, PleaseWait, Sorry
from kiosk.touch.voice.speaker import Silence, Voice
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build
from kiosk.widgets.theme import Theme, wear

_POLL_S: Final = 0.2
_LOOK_AGAIN_S: Final = 10  # what time alone changes (the sale opens) is seen this late at most
_DEAF_S: Final = 0.35  # a finger that taps twice must not answer the next screen's question
_WITHIN_FRAME_S: Final = 0.02  # most answers come this fast: they are shown in the frame of the touch
_SLOW_S: Final = 0.8
_MARKS: Final = {8: "backspace", 13: "enter", 271: "enter"}

log = logging.getLogger("kiosk.touch")


class Glass(FloatLayout):
    """What stands on the glass: one screen, and for a moment something over it. Knows when a finger is on it."""

    def __init__(self, shell: "TouchShell") -> None:
        super().__init__(size=Window.size)
        self.fingers = 0
        self._shell = shell

    def on_touch_down(self, touch: Any) -> bool:
        """Nothing is touched through what has just appeared."""
        self._shell.touched_at = Clock.get_time()
        self.fingers += 1
        touch.grab(self)
        if Clock.get_time() < self._shell.deaf_until:
            return True
        return bool(self.children and self.children[0].dispatch("on_touch_down", touch))

    def on_touch_up(self, touch: Any) -> bool:
        """The finger is off; what was held back meanwhile is shown."""
        if touch.grab_current is self:
            self.fingers = max(0, self.fingers - 1)
            touch.ungrab(self)
            return True
        return bool(super().on_touch_up(touch))


class TouchShell:
    """Implements kiosk.widgets.shell.Shell. `name` is what 人工 calls say, `by` who acts, `voice` what speaks."""

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
    ) -> None:
        self.desk = desk
        self.words = words
        self.lang: Lang = languages[0]
        self.languages = languages
        self.theme = theme
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
        self.screen: Screen = self._put(home, aloud=False)

    # What screens see: kiosk.widgets.shell.Shell

    def say(self, key: str, **fields: object) -> str:
        """A sentence in the language spoken now. Raises NoSuchWords."""
        return self.words.say(self.lang, key, **fields)

    def go(self, build: Build) -> None:
        """Shows the next screen."""
        self._trail.append(self._build)
        self._show(build)

    def replace(self, build: Build) -> None:
        """Shows a screen in place of this one."""
        self._show(build)

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
        self.theme = msgspec.structs.replace(self.theme, large=False)
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
        """Puts a request; the same one is not put again while it is in flight."""
        key = (request.name, *msgspec.structs.astuple(msgspec.structs.replace(request, request_id="")))
        if key not in self._in_flight:
            self.await_(key, self.desk.ask(request, by or self.by), done, refused)

    def call_person(self) -> None:
        """人工: the counter sees that somebody waits here."""
        comes = partial(PersonComes, keeps=self.screen.keeps)
        self.ask(CallPerson(request_id=self.desk.new_id(), screen=self.name), lambda _: self.go(comes), by="worker")

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
        if self._over is None:
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

    def _show(self, build: Build, *, aloud: bool = True) -> None:
        self.screen.left()
        self.screen = self._put(build, aloud=aloud)

    def _put(self, build: Build, *, aloud: bool) -> Screen:
        wear(self.theme)
        self._uncover()
        self._build = build
        self.glass.clear_widgets()
        screen = build(self)
        self.glass.add_widget(screen)
        self.deaf_until = Clock.get_time() + _DEAF_S
        screen.shown()
        self._spoken = screen.spoken
        if aloud:
            self.voice.say(self.lang, screen.spoken)
        return screen

    def dress(self, *, lang: Lang | None = None, theme: Theme | None = None) -> None:
        """Builds what is shown anew, in another language or look."""
        self.lang, self.theme = lang or self.lang, theme or self.theme
        self._show(self._build)

    @property
    def fresh(self) -> bool:
        """Whether nothing is anybody's: home is shown, as it looks for whoever comes next."""
        return (
            self._build is self._home and self.lang == self.languages[0] and not self.theme.large and not self.covered
        )

    # The clock and the keyboard

    def start(self) -> None:
        """Begins to look at the desk and to listen to the keyboard."""
        Window.bind(on_key_down=self._key)
        self._poll = Clock.schedule_interval(self.tick, _POLL_S)

    def stop(self) -> None:
        """Ends that."""
        Window.unbind(on_key_down=self._key)
        self.screen.left()
        self._uncover()
        self.voice.reset()
        self._poll.cancel()

    def tick(self, _: float) -> None:
        """Looks whether anything was committed; a finger on the glass is never surprised."""
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

    def _key(self, _window: Any, code: int, _scan: int, mark: str | None, _modifiers: Any) -> bool:
        pad = (
            str(code - 256) if 256 <= code <= 265 else None
        )  # the number pad, which gives no character without NumLock
        self.touched_at = Clock.get_time()
        return not self.covered and self.screen.key(_MARKS.get(code) or pad or mark or "")
