"""Whatever two bytes a printer answers: it is ready only if both say so, and what a person can mend is told first."""

from itertools import permutations, product

import pytest

from kiosk.devices.printers.status import Status, is_reply, understood

# Epson, DLE EOT n: the fixed bits of every answer, and the bits that say what is wrong.
REPLIES = [byte for byte in range(256) if byte & 0b10010011 == 0b00010010]
COVER = {(2, 0x04)}
PAPER = {(2, 0x20), (4, 0x20), (4, 0x40)}
BROKEN = {(3, 0x08), (3, 0x20), (2, 0x40)}
OFFLINE = {(1, 0x08)}
ORDER = ((COVER, "cover_open"), (PAPER, "paper_out"), (BROKEN, "error"), (OFFLINE, "offline"))


def expected(answers: dict[int, int | None]) -> str:
    bits = {(query, 1 << bit) for query, byte in answers.items() for bit in range(8) if (byte or 0) >> bit & 1}
    for trouble, state in ORDER:
        if trouble & bits:
            return state
    return "unknown" if None in answers.values() else "ready"


def test_an_answer_is_told_from_any_other_byte() -> None:
    assert [byte for byte in range(256) if is_reply(byte)] == REPLIES
    assert len(REPLIES) == 16
    assert not any(map(is_reply, b"\x11\x13\x00\xff0A")), "XON, XOFF, silence on a serial line, letters"


@pytest.mark.parametrize(("first", "second"), list(permutations((1, 2, 3, 4), 2)))
def test_every_pair_of_answers_to_every_pair_of_questions(first: int, second: int) -> None:
    for pair in product([*REPLIES, None], repeat=2):
        answers = dict(zip((first, second), pair, strict=True))
        status = understood(answers)
        assert status.state == expected(answers), answers
        assert status.may_print is (status.state in ("ready", "unknown"))
        assert status.paper_near_end is bool((answers.get(4) or 0) & 0x0C)


def test_a_printer_that_was_asked_nothing_is_unknown() -> None:
    assert understood({}) == Status("unknown", detail="no answer to status queries []")
