"""What OpenGL draws with here: `python -m kiosk.demo.renderer` opens a window for a moment and says it.

Before it a line a display with its size in pixels: 1080x1920.
"""

from kiosk.touch.display import rooms
from kiosk.widgets.window import LANDSCAPE, prepare


def main() -> None:
    """Asks a window of Kivy's, on the display there is or offscreen."""
    prepare(LANDSCAPE)
    from kivy.core.window import Window  # noqa: PLC0415 - after its settings
    from kivy.graphics.opengl import GL_RENDERER, glGetString  # noqa: PLC0415 - after its settings

    if Window is None:
        raise SystemExit(1)
    for room in rooms():
        print(f"{room.width}x{room.height}")  # noqa: T201 - the answer
    print(glGetString(GL_RENDERER).decode())  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
