"""Painted surfaces: panels that tell, and the one base of everything that can be touched."""

from typing import Any

from kivy.graphics import ClearBuffers, ClearColor, Color, SmoothRoundedRectangle
from kivy.metrics import mm
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.behaviors.button import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.theme import worn


class Surface(BoxLayout):
    """A box with a fill, an edge and round corners; `radius` and `stroke` in mm; `flat_foot` squares the lower ones."""

    fill = ColorProperty((0, 0, 0, 0))
    edge = ColorProperty((0, 0, 0, 0))
    radius = NumericProperty()
    stroke = NumericProperty()
    flat_foot = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        sizes, palette = worn().sizes, worn().palette
        for name, value in {
            "fill": palette.surface, "edge": palette.line, "radius": sizes.radius, "stroke": sizes.stroke,
            "padding": mm(sizes.gap / 2), "spacing": mm(sizes.gap / 2),
        }.items():  # fmt: skip
            kwargs.setdefault(name, value)
        super().__init__(**kwargs)
        with self.canvas.before:
            self._edge_colour = Color()
            self._outer = SmoothRoundedRectangle(size=(1, 1))
            self._fill_colour = Color()
            self._inner = SmoothRoundedRectangle(size=(1, 1))
        for changed in ("pos", "size", "fill", "edge", "radius", "stroke"):
            self.fbind(changed, self._paint)
        self._paint()

    def _paint(self, *_: object) -> None:
        stroke = max(1.0, mm(self.stroke))
        radius = min(mm(self.radius), self.width / 2, self.height / 2)
        self._edge_colour.rgba, self._fill_colour.rgba = self.edge, self.fill
        self._outer.pos, self._outer.size, self._outer.radius = self.pos, self.size, self._corners(radius)
        self._inner.pos = (self.x + stroke, self.y + stroke)
        framed = self.fill != self.edge  # what is of one colour is painted once
        self._inner.size = (max(0, self.width - 2 * stroke), max(0, self.height - 2 * stroke)) if framed else (0, 0)
        self._inner.radius = self._corners(max(0, radius - stroke))

    def _corners(self, radius: float) -> list[float]:
        """Upper left, upper right, lower right, lower left."""
        return [radius, radius, 0, 0] if self.flat_foot else [radius] * 4


class Ground(BoxLayout):
    """The paper everything stands on, as large as the glass.

    The glass is wiped in its colour, with whatever was drawn there before: software GL takes ten times as long to paint
    as large a rectangle.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        with self.canvas.before:
            ClearColor(*worn().palette.paper)
            ClearBuffers()


class Tappable(ButtonBehavior, Surface):
    """Everything that can be touched: answers within the frame, acts on lifting the finger where it was put down.

    `accent` names its colour in the theme (plain where empty); `text_colour` follows for what is written on it.
    `place` says where it has to be (`person`, `back`), for the walk. `live` is off for what only tells.
    """

    accent = StringProperty()
    text_colour = ColorProperty((0, 0, 0, 1))
    place = StringProperty()
    live = BooleanProperty(True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_state_time=0, **kwargs)
        for changed in ("state", "accent"):
            self.fbind(changed, self.dress)
        self.dress()

    def on_touch_up(self, touch: Any) -> bool:
        """A finger that is lifted from what is no longer on the glass has done nothing."""
        if touch.grab_current is self and self.get_root_window() is None:
            touch.ungrab(self)
            self.state = "normal"
            return True
        return bool(super().on_touch_up(touch))

    def dress(self, *_: object) -> None:
        """Puts on the colours of its accent and state."""
        face = worn().palette.face(self.accent, down=self.state == "down")
        self.fill, self.edge, self.text_colour = face.fill, face.edge, face.text

    def on_touch_down(self, touch: Any) -> bool:
        """Takes the touch where it is live."""
        return bool(self.live and super().on_touch_down(touch))
