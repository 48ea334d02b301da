"""Every witness is heard, however many there are for one place and in whatever order they are given."""

from typing import TypeVar

import pytest
from support.record import Copy, rows

from kiosk.base.event import Code
from kiosk.record.chain import Head
from kiosk.record.heads import SignedHead
from kiosk.record.verify import Witness, verify

T = TypeVar("T")
ORDERS = pytest.mark.parametrize("turned", [False, True], ids=["false one last", "false one first"])


def pair(true: T, false: T, *, turned: bool) -> tuple[T, T]:
    return (false, true) if turned else (true, false)


@ORDERS
def test_two_heads_for_one_place_must_both_agree(copy: Copy, *, turned: bool) -> None:
    true = copy.head()
    heads = pair(true, Head(true.epoch, true.seq, bytes(32)), turned=turned)
    fault = copy.fault(Witness(heads=heads))
    assert (fault.name, fault.seq) == ("rewritten", true.seq)
    assert copy.verdict(Witness(heads=(true, true))).fault is None


@ORDERS
@pytest.mark.parametrize("device", ["", "00" * 16], ids=["another hash", "another device"])
def test_two_slips_for_one_place_must_both_agree(copy: Copy, device: str, *, turned: bool) -> None:
    head = copy.head()
    true = Code("", head.epoch, head.seq, head.hash.hex()[:16])
    false = Code(device, head.epoch, head.seq, true.hash16 if device else "0" * 16)
    fault = copy.fault(Witness(codes=pair(true, false, turned=turned)))
    assert (fault.name, fault.seq) == ("rewritten", head.seq)
    assert copy.verdict(Witness(codes=(true, true))).fault is None


@ORDERS
@pytest.mark.parametrize("wrong", ["hash", "signature"])
def test_two_signed_heads_for_one_place_must_both_hold(copy: Copy, wrong: str, *, turned: bool) -> None:
    with copy.sql() as db:
        epoch, seq, digest, signature = rows(db, "SELECT epoch, seq, hash, signature FROM heads")[0]
    true = SignedHead(Head(epoch, seq, digest), signature)
    other = Head(epoch, seq, bytes(32))
    false = SignedHead(other, signature) if wrong == "hash" else SignedHead(true.head, bytes(len(signature)))
    fault = verify(copy.device, copy.links(), pair(true, false, turned=turned), frozenset()).fault
    assert fault is not None
    assert (fault.name, fault.seq) == ("rewritten" if wrong == "hash" else "signature", true.head.seq)


@ORDERS
def test_a_witness_of_what_is_not_there_is_named_among_several(copy: Copy, *, turned: bool) -> None:
    head = copy.head()
    beyond = Head(head.epoch, head.seq + 1, bytes(32))
    fault = copy.fault(Witness(heads=pair(head, beyond, turned=turned)))
    assert (fault.name, fault.seq) == ("truncated", beyond.seq)
