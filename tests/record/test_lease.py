"""A lease is one device's in one epoch, a token is one member's for a short time; whatever is altered is neither."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from kiosk.record.lease import BadLease, Lease, LeaseRequest, asked, granted, opened, parse_request, signed_by
from kiosk.record.token import BadToken, Token, read, written

CENTRE, DEVICE = SigningKey(b"c" * 32), SigningKey(b"d" * 32)
PUBLIC = bytes(CENTRE.verify_key)
ASK = LeaseRequest(b"d" * 16, 1, 44, b"h" * 32, "points", 30, b"n" * 16, "/s/" + "0" * 32 + ".1.2." + "a" * 16)
LEASE = Lease(b"m" * 16, b"d" * 16, 1, "points", 30, ASK.lease_id, 1_709_262_000)
TOKEN = Token(b"m" * 16, 1_709_262_000, b"n" * 12)


def test_a_request_and_a_lease_come_back_as_they_were_signed() -> None:
    body = asked(ASK, DEVICE)
    assert parse_request(body) == ASK
    assert signed_by(bytes(DEVICE.verify_key), body)
    assert not signed_by(PUBLIC, body)
    assert opened(granted(LEASE, CENTRE), PUBLIC) == LEASE


def test_the_same_request_is_the_same_lease_and_every_other_is_another() -> None:
    assert msgspec.structs.replace(ASK).lease_id == ASK.lease_id
    others: list[dict[str, Any]] = [
        {"nonce": b"o" * 16},
        {"cap": 31},
        {"epoch": 2},
        {"seq": 45},
        {"shown": "/m/x"},
        {"unit": "times"},
    ]
    assert len({msgspec.structs.replace(ASK, **other).lease_id for other in others} | {ASK.lease_id}) == 7


def _flipped(raw: bytes, bit: int) -> bytes:
    place = bit % (len(raw) * 8)
    return raw[: place // 8] + bytes([raw[place // 8] ^ 1 << place % 8]) + raw[place // 8 + 1 :]


@given(bit=st.integers(0, 4096))
def test_a_request_with_one_bit_changed_is_nobody_s(bit: int) -> None:
    body = _flipped(asked(ASK, DEVICE), bit)
    assert not signed_by(bytes(DEVICE.verify_key), body)


@given(place=st.integers(0, 400), letter=st.sampled_from("ABZaz09-_=+/ \n。"))
def test_a_lease_with_one_letter_changed_is_none(place: int, letter: str) -> None:
    text = granted(LEASE, CENTRE)
    changed = text[: place % len(text)] + letter + text[place % len(text) + 1 :]
    try:
        assert opened(changed, PUBLIC) == LEASE  # what base64 cannot say does not make it another lease
    except BadLease:
        assert changed != text


@given(raw=st.binary(max_size=300))
def test_whatever_bytes_are_brought_are_no_request(raw: bytes) -> None:
    for body in (raw, b"kiosk/lease-request/1\n" + raw):
        try:
            request = parse_request(body)
        except BadLease:
            continue
        assert not signed_by(bytes(DEVICE.verify_key), body)
        assert request.seq


def test_another_centre_s_lease_and_token_are_none() -> None:
    with pytest.raises(BadLease):
        opened(granted(LEASE, DEVICE), PUBLIC)
    with pytest.raises(BadToken):
        read(written(TOKEN, DEVICE), PUBLIC)
    for text in ("", "x", "/m/", "/m/AAAA", granted(LEASE, CENTRE), "中文"):
        with pytest.raises(BadToken):
            read(text, PUBLIC)
    for text in ("", "x", "中文", written(TOKEN, CENTRE)):
        with pytest.raises(BadLease):
            opened(text, PUBLIC)


def test_a_token_is_read_whatever_stands_before_it_and_is_small_enough_for_a_phone() -> None:
    text = written(TOKEN, CENTRE)
    assert read("https://centre.example" + text + "\n", PUBLIC) == TOKEN
    assert len(text) == 138


@given(place=st.integers(3, 137), letter=st.sampled_from("ABZaz09-_"))
def test_a_token_with_one_letter_changed_is_never_another_one(place: int, letter: str) -> None:
    text = written(TOKEN, CENTRE)
    try:
        assert read(text[:place] + letter + text[place + 1 :], PUBLIC) == TOKEN
    except BadToken:
        assert text[place] != letter
