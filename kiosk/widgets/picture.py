"""What the glass shows, as a picture. Kivy's own screenshot is skewed where the width is no multiple of four."""

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glFinish, glReadPixels
from PIL import Image


def picture() -> Image.Image:
    """The frame drawn last, in RGB. For Kivy's thread."""
    glFinish()
    raw = glReadPixels(0, 0, Window.width, Window.height, GL_RGBA, GL_UNSIGNED_BYTE)
    frame = Image.frombytes("RGBA", (Window.width, Window.height), raw)
    return frame.convert("RGB").transpose(Image.Transpose.FLIP_TOP_BOTTOM)
