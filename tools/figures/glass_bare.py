"""The least that Kivy can show and change: one widget over the whole window, another one after a touch."""

import os

os.environ |= {"KIVY_NO_ARGS": "1", "KIVY_NO_CONFIG": "1", "KIVY_LOG_MODE": "PYTHON", "KIVY_WINDOW": "sdl2"}

from kivy.config import Config

for name, value in {"width": "1080", "height": "1920", "multisamples": "0", "maxfps": "30", "borderless": "1"}.items():
    Config.set("graphics", name, value)

from kivy.base import runTouchApp  # noqa: E402 - after its settings
from kivy.core.window import Window  # noqa: E402 - after its settings
from kivy.uix.button import Button  # noqa: E402 - after its settings


def show(number: int) -> None:
    """Puts the next widget on the window in place of the one before."""
    for before in list(Window.children):
        Window.remove_widget(before)
    shown = Button(
        text=f"{number}", font_size=200, background_normal="", background_color=(0.9, 0.9 - number % 2 / 2, 0.8)
    )
    shown.bind(on_release=lambda _: show(number + 1))
    Window.add_widget(shown)


show(0)
runTouchApp()
