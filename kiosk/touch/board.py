"""The call screen (叫号屏). Kivy is imported when it is run, after the window's settings."""

from pathlib import Path

from kiosk.base.desk import Desk
from kiosk.base.words import Words
from kiosk.station.settings import StationSettings
from kiosk.station.watchdog import Beat, unwatched
from kiosk.touch import display
from kiosk.touch.display import Room
from kiosk.touch.voice.speaker import station_voice
from kiosk.widgets.window import Glass


def run_board(
    desk: Desk,
    settings: StationSettings,
    words: Words,
    voice: Path,
    place: Room | None = None,
    beat: Beat = unwatched,
) -> None:
    """Shows the call screen until the window is closed, or SIGTERM or SIGINT comes; it calls aloud, twice.

    `voice` is the folder of what the station speaks. It takes a third display, or a second one; at a `place` a window.
    """
    screen = settings.board
    display.open_window(
        Glass(screen.diagonal_in, screen.width, screen.height), name="board", place=place, beside=2, at=1
    )
    from kiosk.touch.caller import Board  # noqa: PLC0415 - imports Kivy

    speaker = station_voice(words, voice)
    board = Board(desk, settings, words, speaker)
    try:
        display.run(board.start, board.stop, board.shell.recover, beat)
    finally:
        speaker.close()
