r"""What a station asks for when a member wants to spend, and the lease that the centre answers with.

A request and a lease are bytes of our own, big-endian, each signed (Ed25519) under a name of its own:

    request   "kiosk/lease-request/1\n" ‖ device(16) ‖ epoch(u32) ‖ seq(u64) ‖ head(32) ‖ unit(u8) ‖ cap(u32)
              ‖ nonce(16) ‖ shown (UTF-8) — then the signature(64) of the epoch's key
    lease     "kiosk/lease/1\n" ‖ member(16) ‖ device(16) ‖ epoch(u32) ‖ unit(u8) ‖ cap(u32) ‖ lease_id(16)
              ‖ not_after(u64, seconds since 1970) — then the signature(64) of the centre's key

`shown` is what the member held before the scanner: a card's code or a phone's token. The lease's id is the beginning of
the request's SHA-256: who asks knows it before the answer, the same request again is the same lease, and one whose
answer was lost can be given back. `seq` and `head` say how far the asker's journal was.
"""

import base64
import struct
from hashlib import sha256
from typing import Final

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

_ASK: Final = b"kiosk/lease-request/1\n"
_LEASE: Final = b"kiosk/lease/1\n"
_ASK_FIELDS: Final = struct.Struct(">16sIQ32sBI16s")
_LEASE_FIELDS: Final = struct.Struct(">16s16sIBI16sQ")
_SIGNATURE: Final = 64
ID_BYTES: Final = 16
UNITS: Final = ("points", "minutes", "times")
MOST: Final = 2**31
# The longest thing that is held before a scanner: a card's code with the centre's address, or a token.
_LONGEST_SHOWN: Final = 400
MOST_BYTES: Final = 1_024


class BadLease(Exception):  # noqa: N818 - an answer to whoever brought it
    """Bytes that are no request or no lease, or not signed by whom they should be."""


class LeaseRequest(msgspec.Struct, frozen=True):
    """What a device asks: up to `cap` (0: all there is) of a unit, for the member who showed `shown`."""

    device: bytes
    epoch: int
    seq: int
    head: bytes
    unit: str
    cap: int
    nonce: bytes
    shown: str

    @property
    def data(self) -> bytes:
        """What is signed."""
        fields = (self.device, self.epoch, self.seq, self.head, UNITS.index(self.unit), self.cap, self.nonce)
        return _ASK + _ASK_FIELDS.pack(*fields) + self.shown.encode()

    @property
    def lease_id(self) -> bytes:
        """The id of the lease that answers this request."""
        return sha256(self.data).digest()[:ID_BYTES]


class Lease(msgspec.Struct, frozen=True):
    """So much of a member's points, for one device in one epoch alone; not to be spent after `not_after`."""

    member: bytes
    device: bytes
    epoch: int
    unit: str
    cap: int
    lease_id: bytes
    not_after: int

    @property
    def data(self) -> bytes:
        """What is signed."""
        fields = (self.member, self.device, self.epoch, UNITS.index(self.unit), self.cap, self.lease_id, self.not_after)
        return _LEASE + _LEASE_FIELDS.pack(*fields)


def asked(request: LeaseRequest, key: SigningKey) -> bytes:
    """The request as it travels, signed by the key of its epoch."""
    return request.data + key.sign(request.data).signature


def parse_request(body: bytes) -> LeaseRequest:
    """Reads a request; whose key signed it `signed_by` tells. Raises BadLease."""
    begin, end = len(_ASK) + _ASK_FIELDS.size, len(body) - _SIGNATURE
    if not body.startswith(_ASK) or not begin < end <= begin + _LONGEST_SHOWN:
        raise BadLease
    device, epoch, seq, head, unit, cap, nonce = _ASK_FIELDS.unpack_from(body, len(_ASK))
    try:
        shown = body[begin:end].decode()
    except UnicodeDecodeError:
        raise BadLease from None
    if unit >= len(UNITS) or cap >= MOST or not epoch or not seq or seq >= 2**63:
        raise BadLease
    return LeaseRequest(device, epoch, seq, head, UNITS[unit], cap, nonce, shown)


def signed_by(public_key: bytes, body: bytes) -> bool:
    """Whether the signature at the end of a request is that of a key (32 bytes)."""
    try:
        VerifyKey(public_key).verify(body[:-_SIGNATURE], body[-_SIGNATURE:])
    except (BadSignatureError, ValueError):
        return False
    return True


def granted(lease: Lease, key: SigningKey) -> str:
    """The signed lease as it travels and is kept."""
    return base64.urlsafe_b64encode(lease.data + key.sign(lease.data).signature).decode().rstrip("=")


def opened(text: str, public_key: bytes) -> Lease:
    """The lease in a text that the centre's key (32 bytes) has signed. Raises BadLease."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise BadLease from None
    if not raw.startswith(_LEASE) or len(raw) != len(_LEASE) + _LEASE_FIELDS.size + _SIGNATURE:
        raise BadLease
    if not signed_by(public_key, raw):
        raise BadLease
    member, device, epoch, unit, cap, lease_id, not_after = _LEASE_FIELDS.unpack_from(raw, len(_LEASE))
    if unit >= len(UNITS) or not 0 < cap < MOST:
        raise BadLease
    return Lease(member, device, epoch, UNITS[unit], cap, lease_id, not_after)
