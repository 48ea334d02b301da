"""What comes of asking the centre, in words of our own."""

from typing import Literal

import msgspec

# `plain`: the address would have everything said in the open; nothing is.
# `portal`: somebody else answers in the centre's place, as the sign-in page of a hotel's network does.
Way = Literal["offline", "slow", "portal", "tls", "proxy", "half", "plain"]


class Cut(Exception):  # noqa: N818 - an everyday thing, told in words
    """The centre was not reached, or not understood: why."""

    def __init__(self, way: Way) -> None:
        super().__init__(way)
        self.way: Way = way


class Declined(Exception):  # noqa: N818 - the centre's answer
    """The centre's own refusal, by its name; `expected` is the place that it waits for."""

    def __init__(self, problem: str, expected: tuple[int, int] | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.expected = expected


class Receipt(msgspec.Struct, frozen=True):
    """What the centre acknowledges: the head, the newest checkpoint, and when to come again."""

    epoch: int
    seq: int
    hash: str
    checkpoint: str
    next_after_s: int
