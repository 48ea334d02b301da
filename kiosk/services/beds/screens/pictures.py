"""The pictures of rooms and of the way to them, and how a bed's day and time are said."""

from collections.abc import Callable
from typing import Final

from kiosk.services.beds.settings import Room

BED: Final = "bed"
ROOMS: Final = {"any": "bed", "women": "woman", "men": "man"}
WAYS: Final = {"left": "arrow-left", "right": "arrow-right", "ahead": "arrow-up", "back": "arrow-down"}

Say = Callable[..., str]


def room_word(say: Say, room: Room) -> str:
    """What a room is called."""
    return room.name or say(f"beds.room_{room.who}")


def day_word(say: Say, day: str, ahead: int) -> str:
    """今天, 明天, 3月4日."""
    if ahead in {0, 1}:
        return say("beds.screen.today" if not ahead else "beds.screen.tomorrow")
    return say("beds.screen.date", month=int(day[5:7]), day=int(day[8:]))


def time_word(say: Say, day: str, ahead: int, slot: str, ends: str) -> str:
    """今天 12:00–14:00."""
    return say("beds.screen.time", day=day_word(say, day, ahead), slot=slot, ends=ends)
