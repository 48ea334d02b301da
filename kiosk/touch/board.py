"""The call screen (叫号屏). Kivy is imported when it is run, after the window's settings."""

from kiosk.base.desk import Desk
from kiosk.base.words import Words
from kiosk.station.settings import StationSettings
from kiosk.touch import display
from kiosk.widgets.window import Glass


def run_board(desk: Desk, settings: StationSettings, words: Words) -> None:
    """Shows the call screen until the window is closed, or SIGTERM or SIGINT comes."""
    screen = settings.board
    display.open_window(Glass(screen.diagonal_in, screen.width, screen.height), at=1)
    from kiosk.touch.caller import Board  # noqa: PLC0415 - imports Kivy

    board = Board(desk, settings, words)
    display.run(board.start, board.stop, board.shell.recover)
