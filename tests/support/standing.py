"""What a process holds now, and whether that is more than before."""

import gc
import os
import sys
import threading
from pathlib import Path
from typing import Any, Final

import msgspec

# What may be more by chance: memory comes in pages that the allocator keeps; the last screen may still be held.
_SLACK: Final = {"files": 2, "threads": 1, "rss_kb": 60_000, "textures": 300, "instructions": 4000, "widgets": 800}
# A font is opened once for each size in which it is drawn.
_FONTS: Final = (".otf", ".ttf")


class Standing(msgspec.Struct, frozen=True):
    """What the process holds at a moment, after a collection; `files` are sockets, too, and no fonts."""

    rss_kb: int
    textures: int
    instructions: int
    widgets: int
    threads: int
    files: int

    def grown(self, before: "Standing") -> list[str]:
        """What is more than before, and should not be."""
        now = {name: (getattr(before, name), getattr(self, name)) for name in _SLACK}
        return [f"{name}: {was}, then {more}" for name, (was, more) in now.items() if more > was + _SLACK[name]]


def standing() -> Standing:
    """Now. What of Kivy nobody has loaded is not there."""
    opengl: Any = sys.modules.get("kivy.graphics.opengl")
    if opengl is not None:
        opengl.glFinish()
    gc.collect()
    objects = gc.get_objects()

    def count(module: str, name: str) -> int:
        kind: Any = getattr(sys.modules.get(module), name, None)
        return sum(issubclass(type(found), kind) for found in objects) if kind is not None else 0

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return Standing(
        rss_kb=pages * os.sysconf("SC_PAGE_SIZE") // 1024,
        textures=count("kivy.graphics.texture", "Texture"),
        instructions=count("kivy.graphics.instructions", "Instruction"),
        widgets=count("kivy.uix.widget", "Widget"),
        threads=threading.active_count(),
        files=sum(not os.path.realpath(file).endswith(_FONTS) for file in Path("/proc/self/fd").iterdir()),
    )
