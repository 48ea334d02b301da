"""Letters that an attendant types: whole Chinese words come from the input method at once, never as keys."""

from typing import Any

from kivy.core.window import Window
from kivy.uix.widget import Widget


class Writing(Widget):
    """A part that takes letters while it stands somewhere; mixed in before the part's own kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._letters: Any = None
        self.bind(parent=self._listen)

    def written(self, text: str) -> None:
        """Letters that were typed."""

    def _listen(self, _: Any, parent: Widget | None) -> None:
        if parent is not None:
            self._letters = Window.request_keyboard(None, self)
            self._letters.bind(on_textinput=self._text)
        elif self._letters is not None:
            self._letters.unbind(on_textinput=self._text)
            self._letters.release()
            self._letters = None

    def _text(self, _: Any, text: str) -> None:
        self.written(text)
