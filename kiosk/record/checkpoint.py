"""Checkpoints: the size and root of a log, signed by its key (c2sp.org/tlog-checkpoint, c2sp.org/signed-note)."""

import base64
from hashlib import sha256
from typing import Final

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.record.accesses import AccessHead
from kiosk.record.merkle import HASH_BYTES

_ED25519: Final = b"\x01"
_DASH: Final = "— "
_KEY_ID_BYTES: Final = 4
_ACCESSES: Final = "accesses "
# A checkpoint of ours has three lines and one signature; cosigners add a line each.
LONGEST: Final = 4_096


class Checkpoint(msgspec.Struct, frozen=True):
    """How far a log has grown: `origin` names the log, `root` is that over its first `size` leaves.

    `accesses` is the newest line of the centre's access log, in an extension line; None before any.
    """

    origin: str
    size: int
    root: bytes
    accesses: AccessHead | None = None

    @property
    def body(self) -> str:
        """The text that is signed."""
        end = "" if self.accesses is None else f"{_ACCESSES}{self.accesses.n} {_encoded(self.accesses.hash)}\n"
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\n{end}"


class LogKey(msgspec.Struct, frozen=True):
    """A log's public key (32 bytes) under the name that its signatures carry, which is its origin."""

    origin: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.origin.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_BYTES]

    def text(self) -> str:
        """The form in which the key is written down: origin+id+base64 (c2sp.org/signed-note, verifier keys)."""
        return f"{self.origin}+{self.id.hex()}+{_encoded(_ED25519 + self.public)}"


def parse_key(text: str) -> LogKey:
    """Reads `origin+id+base64`. Raises ValueError where the text is none, or its id is not the key's."""
    origin, key_id, encoded = text.strip().split("+", 2)
    raw = _decoded(encoded)
    key = LogKey(origin, raw[1:])
    if raw[:1] != _ED25519 or len(raw) != 1 + HASH_BYTES or key.id.hex() != key_id or not _fit(origin):
        raise ValueError(f"not a log's key: {text[:120]!r}")
    return key


def signed(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The checkpoint as a signed note."""
    public = LogKey(checkpoint.origin, bytes(key.verify_key))
    signature = key.sign(checkpoint.body.encode()).signature
    return f"{checkpoint.body}\n{_DASH}{checkpoint.origin} {_encoded(public.id + signature)}\n"


def opened(note: str, key: LogKey) -> Checkpoint:
    """The checkpoint of a signed note. Raises ValueError where it is none, or the log's key has not signed it."""
    checkpoint, signatures = parse(note)
    if checkpoint.origin != key.origin:
        raise ValueError(f"a checkpoint of {checkpoint.origin!r}, not of {key.origin!r}")
    verifier = VerifyKey(key.public)
    for name, signature in signatures:
        if name == key.origin and signature[:_KEY_ID_BYTES] == key.id:
            try:
                verifier.verify(checkpoint.body.encode(), signature[_KEY_ID_BYTES:])
            except (BadSignatureError, ValueError):
                break
            return checkpoint
    raise ValueError("the log's key has not signed this checkpoint")


def parse(note: str) -> tuple[Checkpoint, tuple[tuple[str, bytes], ...]]:
    """What a signed note says, and its signatures (name, key id and signature), unverified. Raises ValueError."""
    body, gap, rest = note.partition("\n\n")
    lines = body.split("\n")
    if len(note) > LONGEST or not gap or not rest.endswith("\n") or len(lines) < 3:
        raise ValueError("not a checkpoint")
    origin, size, root = lines[0], lines[1], _decoded(lines[2])
    if not (_fit(origin) and size.isascii() and size.isdigit() and str(int(size)) == size and len(root) == HASH_BYTES):
        raise ValueError("not a checkpoint")
    found = []
    for line in rest[:-1].split("\n"):
        name, mark, signature = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not mark or not _fit(name):
            raise ValueError("not a signed note")
        found.append((name, _decoded(signature)))
    checkpoint = Checkpoint(origin, int(size), root, _accesses(lines[3:]))
    if checkpoint.body != body + "\n":
        raise ValueError("a checkpoint with lines of another make")
    return checkpoint, tuple(found)


def _accesses(lines: list[str]) -> AccessHead | None:
    """The extension line, where there is one. Raises ValueError for any other."""
    if not lines:
        return None
    number, _, digest = lines[0].removeprefix(_ACCESSES).partition(" ")
    raw = _decoded(digest)
    if not (number.isascii() and number.isdigit()) or len(raw) != HASH_BYTES:
        raise ValueError("a checkpoint with lines of another make")
    return AccessHead(int(number), raw)


def _fit(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    if _encoded(raw) != text:  # one way of writing it alone
        raise ValueError(f"not base64: {text[:80]!r}")
    return raw
