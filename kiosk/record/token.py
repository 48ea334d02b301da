r"""The QR on a member's phone: signed by the centre, short-lived, good once.

    "kiosk/token/1\n" is signed with, but not carried before: version(u8 = 1) ‖ member(16) ‖ not_after(u64, seconds
    since 1970) ‖ nonce(12) ‖ signature(64) — in base64url without padding, after `/m/`: 138 letters

Anybody who knows the centre's key can tell that a token is genuine and not too old; that it was not used before only
the centre can tell, since the lease that a token is exchanged for spends its nonce.
"""

import base64
import struct
from typing import Final

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

_NAME: Final = b"kiosk/token/1\n"
_FIELDS: Final = struct.Struct(">B16sQ12s")
_VERSION: Final = 1
_SIGNATURE: Final = 64
_MARK: Final = "/m/"
NONCE_BYTES: Final = 12
# How long a code is good for, in seconds; a phone makes another one long before that.
LIFE_S: Final = 60


class BadToken(Exception):  # noqa: N818 - an answer to whoever showed it
    """A text that is no token, or that the centre has not signed."""


class Token(msgspec.Struct, frozen=True):
    """Whoever shows it is the member, once, until `not_after` (seconds since 1970)."""

    member: bytes
    not_after: int
    nonce: bytes

    @property
    def data(self) -> bytes:
        """What is signed, after the name."""
        return _FIELDS.pack(_VERSION, self.member, self.not_after, self.nonce)


def written(token: Token, key: SigningKey) -> str:
    """The token as its QR holds it."""
    signature = key.sign(_NAME + token.data).signature
    return _MARK + base64.urlsafe_b64encode(token.data + signature).decode().rstrip("=")


def is_token(text: str) -> bool:
    """Whether a text looks like a token; whether it is one, `read` tells."""
    return _MARK in text


def parse(text: str) -> Token:
    """The token that a text says it is; who signed it `read` tells. Raises BadToken."""
    raw = _raw(text)
    _, member, not_after, nonce = _FIELDS.unpack_from(raw)
    return Token(member, not_after, nonce)


def read(text: str, public_key: bytes) -> Token:
    """The token in a text that was scanned, signed by the centre's key (32 bytes). Raises BadToken."""
    token, raw = parse(text), _raw(text)
    try:
        VerifyKey(public_key).verify(_NAME + raw[: _FIELDS.size], raw[_FIELDS.size :])
    except (BadSignatureError, ValueError):
        raise BadToken from None
    return token


def _raw(text: str) -> bytes:
    encoded = text.strip().rpartition(_MARK)[2]
    try:
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise BadToken from None
    if len(raw) != _FIELDS.size + _SIGNATURE or raw[0] != _VERSION or not is_token(text):
        raise BadToken
    return raw
