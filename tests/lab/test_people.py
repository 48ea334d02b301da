"""That what a process is left holding would be noticed."""

import socket
import threading
from contextlib import ExitStack

from lab.people import Standing


def test_what_is_left_open_is_noticed() -> None:
    before = Standing()
    assert Standing().grown(before) == []
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(socket.socket())
        assert [each.partition(":")[0] for each in Standing().grown(before)] == ["files and sockets"]
        enough = threading.Event()
        stack.callback(enough.set)
        for _ in range(2):
            threading.Thread(target=enough.wait, daemon=True).start()
        assert [each.partition(":")[0] for each in Standing().grown(before)] == ["files and sockets", "threads"]
