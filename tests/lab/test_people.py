"""That what a process is left holding would be noticed, and that a failing course is made short."""

import random
import socket
import threading
from contextlib import ExitStack

import pytest
from lab.people_acts import Step, steps_of
from lab.people_runs import Lived, live, shortest
from support.standing import standing


def test_what_is_left_open_is_noticed() -> None:
    before = standing()
    assert standing().grown(before) == []
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(socket.socket())
        assert [each.partition(":")[0] for each in standing().grown(before)] == ["files"]
        enough = threading.Event()
        stack.callback(enough.set)
        for _ in range(2):
            threading.Thread(target=enough.wait, daemon=True).start()
        assert [each.partition(":")[0] for each in standing().grown(before)] == ["files", "threads"]


@pytest.mark.parametrize("needed", [(3,), (3, 17), (0, 250, 299)])
def test_a_failing_course_is_made_as_short_as_it_can_be(needed: tuple[int, ...]) -> None:
    steps = [Step("waits", number) for number in range(300)]
    fewest = shortest(steps, lambda kept: {Step("waits", number) for number in needed} <= set(kept))
    assert [step.chance for step in fewest] == list(needed)


def test_the_same_steps_come_to_the_same() -> None:
    """Else leaving one out would tell nothing."""
    steps = [*steps_of(random.Random(3), 1, 30)[:-1], Step("power", 1), Step("something", 2)]
    first, again = Lived(), Lived()
    live(steps, 3, None, first)
    live(steps, 3, None, again)
    assert (first.kinds, first.counts, first.seen) == (again.kinds, again.counts, again.seen)
