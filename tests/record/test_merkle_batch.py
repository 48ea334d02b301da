"""A batch on the line is the same at the other end; what is cut off, padded or absurd is named."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.record.batch import MOST_BYTES, MOST_EVENTS, BadBatch, Batch, Leaf, decode, encode, parse_leaf
from kiosk.record.chain import GENESIS, hash_event

DEVICE = bytes(range(16))


def batch(events: list[bytes], first: int = 1, epoch: int = 1) -> Batch:
    prev = GENESIS if first == 1 else b"p" * 32
    return Batch(DEVICE, epoch, first, prev, b"h" * 32, b"s" * 64, tuple(events))


events = st.lists(st.binary(max_size=60), min_size=1, max_size=12)


@given(events, st.integers(1, 2**40), st.integers(1, 2**32 - 1))
def test_what_is_sent_arrives(raws: list[bytes], first: int, epoch: int) -> None:
    sent = batch(raws, first, epoch)
    assert decode(encode(sent)) == sent
    prev, expected = sent.prev, []
    for seq, raw in enumerate(raws, first):
        prev = hash_event(DEVICE, epoch, seq, prev, raw)
        expected.append(prev)
    assert sent.hashes() == expected


@given(events, st.data())
def test_what_is_cut_off_or_padded_is_no_batch(raws: list[bytes], data: st.DataObject) -> None:
    body = encode(batch(raws))
    for other in (body[: data.draw(st.integers(0, len(body) - 1))], body + data.draw(st.binary(min_size=1))):
        with pytest.raises(BadBatch) as caught:
            decode(other)
        assert caught.value.wrong in {"truncated", "format"}


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(body: bytes) -> None:
    for each in (body, b"kiosk/batch/1\n" + body):
        try:
            decode(each)
        except BadBatch as bad:
            assert bad.wrong  # noqa: PT017 - whatever comes, it is a batch or named


def test_what_is_too_large_newer_or_absurd_is_named() -> None:
    whole = encode(batch([b"{}"]))
    count = len(b"kiosk/batch/1\n") + 16 + 4 + 8
    named = {
        "oversized": bytes(MOST_BYTES + 1),
        "newer_format": whole.replace(b"batch/1", b"batch/2"),
        "format": b"{}" + whole,
        "numbers": encode(batch([])),
    }
    for wrong, body in named.items():
        with pytest.raises(BadBatch, match=wrong):
            decode(body)
    with pytest.raises(BadBatch, match="oversized"):
        decode(whole[:count] + struct.pack(">I", MOST_EVENTS + 1) + whole[count + 4 :])


def test_a_first_batch_follows_nothing_and_no_other_does() -> None:
    for wrong in (batch([b"{}"], 2), batch([b"{}"])):
        prev = GENESIS if wrong.first > 1 else b"p" * 32
        body = encode(Batch(wrong.device, 1, wrong.first, prev, wrong.head, wrong.signature, wrong.events))
        with pytest.raises(BadBatch, match="numbers"):
            decode(body)


def test_a_leaf_says_what_was_accepted() -> None:
    leaf = batch([b"a", b"b", b"c"], 7).leaf(8)
    assert (leaf.first, leaf.last) == (8, 9)
    assert parse_leaf(leaf.data) == leaf
    for wrong in (leaf.data[:-1], b"x" + leaf.data, b""):
        with pytest.raises(ValueError, match="not a leaf"):
            parse_leaf(wrong)
    assert isinstance(leaf, Leaf)
