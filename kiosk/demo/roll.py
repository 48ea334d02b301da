"""Paper as it comes out of the virtual printer: up from the slot, line by line."""

from typing import Any, Final

from kivy.clock import Clock
from kivy.graphics import Color, Line, Rectangle
from kivy.graphics.texture import Texture
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from PIL import Image

from kiosk.widgets.theme import worn

_DOTS_PER_S: Final = 480  # 60 mm a second: a slow printer, so that it can be watched
_LINE_DOTS: Final = 30
_SLOT_MM: Final = 2.4
_EDGE_DOTS: Final = 24  # around a picture of a slip


class Roll(BoxLayout):  # type: ignore[misc] # Kivy is untyped
    """The newest slip above the slot it comes out of; the one before lies where it fell, out of sight."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._texture: Texture | None = None
        self._began = 0.0
        self._grow: Any = None
        self.bind(pos=self._draw, size=self._draw)

    @property
    def still(self) -> bool:
        """Whether nothing is coming out."""
        return self._grow is None

    def feed(self, slip: Image.Image) -> None:
        """A slip comes out, from its first line on."""
        grey = slip.convert("L")
        self._texture = Texture.create(size=grey.size, colorfmt="luminance", mipmap=True)
        self._texture.blit_buffer(grey.tobytes(), colorfmt="luminance", bufferfmt="ubyte")
        self._began = Clock.get_time()
        if self._grow is None:
            self._grow = Clock.schedule_interval(self._draw, 0)
        self._draw()

    def rest(self) -> None:
        """Nothing runs by the clock any more."""
        if self._grow is not None:
            self._grow.cancel()
            self._grow = None

    def _draw(self, *_: object) -> None:
        palette, slot = worn().palette, mm(_SLOT_MM)
        self.canvas.clear()
        with self.canvas:
            if self._texture is not None:
                self._slip(self._texture, slot)
            Color(*palette.ink)
            Rectangle(pos=(self.x, self.y), size=(self.width, slot))

    def _slip(self, texture: Texture, slot: float) -> None:
        wide, high = texture.size
        out = int((Clock.get_time() - self._began) * _DOTS_PER_S / _LINE_DOTS) * _LINE_DOTS + _EDGE_DOTS
        if out >= high:
            out = high
            self.rest()
        scale = min(self.width * 0.94 / wide, (self.height - slot) / high)
        size = (wide * scale, out * scale)
        pos = (self.center_x - size[0] / 2, self.y + slot)
        # The rows of a picture run from its top, those of a texture from where it begins.
        region = texture.get_region(0, 0, wide, out)
        region.flip_vertical()
        Color(1, 1, 1, 1)
        Rectangle(pos=pos, size=size, texture=region)
        Color(*worn().palette.line)
        Line(rectangle=(*pos, *size), width=1)
