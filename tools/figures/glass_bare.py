"""The least that Kivy can show and change: an app with one widget over the whole window, another one after a touch."""

import os

os.environ |= {"KIVY_NO_ARGS": "1", "KIVY_NO_CONFIG": "1", "KIVY_LOG_MODE": "PYTHON", "KIVY_WINDOW": "sdl2"}

from kivy.config import Config

for name, value in {"width": "1080", "height": "1920", "multisamples": "0", "maxfps": "30", "borderless": "1"}.items():
    Config.set("graphics", name, value)

from kivy.app import App  # noqa: E402 - after its settings
from kivy.core.window import Window  # noqa: E402 - after its settings
from kivy.uix.button import Button  # noqa: E402 - after its settings


class Bare(App):  # type: ignore[misc] # Kivy is untyped
    """Shows a number, and the next one after a touch."""

    def build(self) -> Button:
        """The first one."""
        return self._number(0)

    def _number(self, number: int) -> Button:
        colour = (0.9, 0.9 - number % 2 / 2, 0.8)
        shown = Button(text=f"{number}", font_size=200, background_normal="", background_color=colour)
        shown.bind(on_release=lambda _: self._next(shown, number + 1))
        return shown

    def _next(self, shown: Button, number: int) -> None:
        Window.remove_widget(shown)
        Window.add_widget(self._number(number))


Bare().run()
