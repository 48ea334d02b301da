"""PINs (密码): six digits, kept as Argon2id over an HMAC with this station's pepper."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import pairwise
from typing import Final

import apsw
from nacl import pwhash
from nacl.exceptions import InvalidkeyError

from kiosk.base.desk import Desk
from kiosk.base.request import Refused
from kiosk.services.staff import readings
from kiosk.services.staff.events import StaffRole
from kiosk.services.staff.requests import Add, NotePin, Retire, SignedIn, SignIn

# Argon2id at 19 MiB and 2 passes: OWASP Password Storage Cheat Sheet.
_PASSES: Final = 2
_MEMORY: Final = 19 * 1024 * 1024
_DIGITS: Final = 6
# What a PIN is held against for somebody unknown: the same work, and no PIN fits it.
_NOBODY: Final = b"$argon2id$v=19$m=19456,t=2,p=1$MZQvn1xjULGh2DvcdGTYcg$TQB2WZeWzBV+Z3OoSUKihBEY0xto9TyWhEG/VRG7fkI"


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
        """Keeps a PIN. Raises Refused for one that is too easy, and where the disk is full or busy."""
        if not acceptable(pin):
            raise Refused("staff.bad_pin")
        hashed = pwhash.argon2id.str(self._peppered(who, pin), opslimit=_PASSES, memlimit=_MEMORY)
        self._keep(who, hashed.decode())

    @contextmanager
    def while_noted(self, who: str, pin: str) -> Iterator[None]:
        """Keeps a PIN before the record speaks of it; where that fails, what was kept before holds again.

        Raises Refused as `put` does.
        """
        before = self._kept(who)
        self.put(who, pin)
        try:
            yield
        except Exception:
            self._keep(who, before)
            raise

    def _kept(self, who: str) -> str:
        row = self._store.execute("SELECT pin FROM secrets WHERE who = ?", (who,)).fetchone()
        return str(row[0]) if row else ""

    def _keep(self, who: str, hashed: str) -> None:
        try:
            if hashed:
                self._store.execute("INSERT OR REPLACE INTO secrets VALUES (?, ?)", (who, hashed))
            else:
                self._store.execute("DELETE FROM secrets WHERE who = ?", (who,))
        except apsw.FullError as error:
            raise Refused("house.disk_full") from error
        except apsw.BusyError as error:
            raise Refused("house.busy") from error

    def right(self, who: str, pin: str) -> bool:
        """Whether this is the PIN; takes as long for somebody unknown."""
        kept = self._kept(who)
        try:
            return pwhash.verify(kept.encode() or _NOBODY, self._peppered(who, pin)) and bool(kept)
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
    """Adds somebody, whose PIN holds by then. Raises Refused; neither the person nor the PIN is kept then."""
    if desk.read("staff", lambda store, _: readings.person(store, who)) is not None:
        raise Refused("staff.exists", {"who": who})
    with pins.while_noted(who, pin):
        desk.ask(Add(request_id=desk.new_id(), who=who, role=role, shown=shown), by).result()


def change_pin(desk: Desk, pins: Pins, who: str, pin: str, by: str) -> None:
    """Gives somebody a new PIN, which holds by the time the record notes it. Raises Refused; the old one holds then."""
    with pins.while_noted(who, pin):
        desk.ask(NotePin(request_id=desk.new_id(), who=who), by).result()


def retire(desk: Desk, who: str, by: str) -> None:
    """Ends somebody's right to sign in. Raises Refused."""
    desk.ask(Retire(request_id=desk.new_id(), who=who), by).result()
