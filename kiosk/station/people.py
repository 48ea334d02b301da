"""PINs (密码): six digits, kept as Argon2id over an HMAC with this station's pepper."""

import hmac
from hashlib import sha256
from itertools import pairwise
from typing import Final

import apsw
from nacl import pwhash
from nacl.exceptions import InvalidkeyError

from kiosk.base.desk import Desk
from kiosk.base.request import Refused
from kiosk.services.staff.events import StaffRole
from kiosk.services.staff.requests import Add, NotePin, Retire, SignedIn, SignIn

# Argon2id at 19 MiB and 2 passes: OWASP Password Storage Cheat Sheet.
_PASSES: Final = 2
_MEMORY: Final = 19 * 1024 * 1024
_DIGITS: Final = 6


class Pins:
    """The PINs of one station, on a connection of their own, outside the desk; used by one thread at a time."""

    def __init__(self, store: apsw.Connection, pepper: bytes) -> None:
        self._store = store
        self._pepper = pepper

    def close(self) -> None:
        """Closes the connection."""
        self._store.close()

    def _peppered(self, who: str, pin: str) -> bytes:
        return hmac.new(self._pepper, f"{who}:{pin}".encode(), sha256).digest()

    def put(self, who: str, pin: str) -> None:
        """Keeps a PIN. Raises Refused for one that is too easy."""
        if not acceptable(pin):
            raise Refused("staff.bad_pin")
        hashed = pwhash.argon2id.str(self._peppered(who, pin), opslimit=_PASSES, memlimit=_MEMORY)
        self._store.execute("INSERT OR REPLACE INTO secrets VALUES (?, ?)", (who, hashed.decode()))

    def right(self, who: str, pin: str) -> bool:
        """Whether this is the PIN; takes as long for somebody unknown."""
        row = self._store.execute("SELECT pin FROM secrets WHERE who = ?", (who,)).fetchone()
        kept = row[0].encode() if row else pwhash.argon2id.str(b"nobody", opslimit=_PASSES, memlimit=_MEMORY)
        try:
            return pwhash.verify(kept, self._peppered(who, pin)) and row is not None
        except InvalidkeyError:
            return False


def acceptable(pin: str) -> bool:
    """Six digits, not all the same, not counting up or down."""
    if len(pin) != _DIGITS or not (pin.isascii() and pin.isdigit()):
        return False
    steps = {int(later) - int(earlier) for earlier, later in pairwise(pin)}
    return steps not in ({0}, {1}, {-1})


def sign_in(desk: Desk, pins: Pins, who: str, pin: str) -> SignedIn:
    """Signs somebody in. Raises Refused. Takes some tens of milliseconds by design: not for a screen's own thread."""
    outcome = desk.ask(SignIn(request_id=desk.new_id(), who=who, pin_right=pins.right(who, pin)), "worker").result()
    assert isinstance(outcome, SignedIn)
    return outcome


def add(desk: Desk, pins: Pins, who: str, role: StaffRole, shown: str, pin: str, by: str) -> None:
    """Adds somebody with a PIN. Raises Refused; nothing is kept then."""
    if not acceptable(pin):
        raise Refused("staff.bad_pin")
    desk.ask(Add(request_id=desk.new_id(), who=who, role=role, shown=shown), by).result()
    change_pin(desk, pins, who, pin, by)


def change_pin(desk: Desk, pins: Pins, who: str, pin: str, by: str) -> None:
    """Gives somebody a new PIN; the record notes it before it holds. Raises Refused."""
    if not acceptable(pin):
        raise Refused("staff.bad_pin")
    desk.ask(NotePin(request_id=desk.new_id(), who=who), by).result()
    pins.put(who, pin)


def retire(desk: Desk, who: str, by: str) -> None:
    """Ends somebody's right to sign in. Raises Refused."""
    desk.ask(Retire(request_id=desk.new_id(), who=who), by).result()
