"""Fingers that read: they touch what says certain words, as a person does."""

from collections.abc import Callable, Iterator

from kiosk.demo.stage import Stage, StuckError, Widget
from kiosk.widgets.surface import Tappable

# What has just appeared takes no touch for a moment.
_LOOK_S = 0.25
_LOOKS = 4  # what has just moved cannot be touched for a moment; a person waits for it


def said(root: Widget) -> tuple[str, ...]:
    """Every text that can be seen in a widget."""
    texts = (str(getattr(widget, "words", "") or getattr(widget, "text", "")) for widget in seen(root))
    return tuple(" ".join(text.split()) for text in texts if text.strip())


def seen(root: Widget) -> Iterator[Widget]:
    """A widget and all that can be seen in it, from the top of the glass."""
    if root.opacity <= 0:
        return
    yield root
    for child in reversed(root.children):
        yield from seen(child)


def touchable(root: Widget, words: str, beside: str = "") -> Widget | None:
    """What can be touched and says these words, whole before in part; where `beside` is given, the nearest to it."""
    live = [widget for widget in seen(root) if isinstance(widget, Tappable) and widget.live]
    found = [widget for widget in live if words in said(widget)]
    found = found or [widget for widget in live if any(words in text for text in said(widget))]
    if beside:
        near = {widget: steps for widget in found if (steps := _steps(widget, beside)) is not None}
        found = sorted(near, key=lambda widget: near[widget])
    return found[0] if found else None


def find(root: Widget, words: str, beside: str = "") -> Widget:
    """The same. Raises StuckError where there is nothing such."""
    widget = touchable(root, words, beside)
    if widget is None:
        near = f" beside “{beside}”" if beside else ""
        raise StuckError(f"nothing to touch says “{words}”{near}; the glass says: {' · '.join(said(root))}")
    return widget


def _steps(widget: Widget, beside: str) -> int | None:
    """How many parents up both stand together; None where they never do."""
    steps, around = 0, widget
    while isinstance(around, Widget):
        if beside in said(around):
            return steps
        steps, around = steps + 1, around.parent
    return None


class Fingers:
    """One person's fingers on one glass; `root` gives what stands on it. `taps` counts."""

    def __init__(self, stage: Stage, root: Callable[[], Widget]) -> None:
        self.taps = 0
        self._stage = stage
        self._root = root

    def touch(self, words: str, beside: str = "") -> None:
        """Touches the middle of what says these words, once it rests. Raises StuckError where nothing does."""
        self._stage.leap(_LOOK_S)
        for _ in range(_LOOKS):
            self._stage.leap(_LOOK_S)
            if touchable(self._root(), words, beside) is not None:
                break
        widget = find(self._root(), words, beside)
        self.taps += 1
        self._stage.tap(widget)

    def types(self, keys: str) -> None:
        """Presses keys of a keyboard, one after the other; a line's end is Enter."""
        for mark in keys:
            self._stage.key(mark)

    def writes(self, text: str) -> None:
        """Types a word."""
        self._stage.write(text)

    def scans(self, code: str) -> None:
        """Holds a code before the scanner."""
        self._stage.scan(code)

    def sees(self, words: str) -> bool:
        """Whether these words stand on the glass."""
        return any(words in text for text in said(self._root()))

    def wait(self, words: str) -> None:
        """Until these words stand on the glass. Raises StuckError."""
        self._stage.until(lambda: self.sees(words), f"“{words}”")
