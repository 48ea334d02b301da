"""The pictures of the kinds of meal, the same on every screen."""

from typing import Final

ICONS: Final = {"breakfast": "egg", "lunch": "bowl-chopsticks", "supper": "soup"}
