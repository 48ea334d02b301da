"""Codes that the centre tells by phone: what one means that was typed for a difference that waits."""

import hmac
import threading
from typing import Literal

import apsw
from nacl.signing import SigningKey

from kiosk.record.approval import Waiting, code, code_key
from kiosk.record.checkpoint import parse_key
from kiosk.services.till.readings.shifts import differences

Meant = Literal["approve", "return", ""]


class Codes:
    """By the key that this device and its centre agree on; on a connection of its own, for all threads."""

    def __init__(self, db: apsw.Connection, device: bytes, key: SigningKey) -> None:
        self._db = db
        self._device = device
        self._key = key
        self._lock = threading.Lock()

    def meant(self, shift: int, typed: str) -> Meant:
        """What a code says of a shift; nothing where it says nothing, or no centre was joined."""
        with self._lock:
            centre = self._db.execute("SELECT log_key, (SELECT max(epoch) FROM house_epochs) FROM line").fetchone()
            waits = next((one for one in differences(self._db) if one.shift == shift), None)
        if centre is None or waits is None:
            return ""
        key = code_key(self._key, parse_key(str(centre[0])).public, self._device, int(centre[1]))
        waiting = Waiting(waits.epoch, waits.seq, waits.shift, waits.fen)
        digits = "".join(mark for mark in typed if mark.isdecimal()).encode()
        if hmac.compare_digest(code(key, self._device, waiting, approves=True).encode(), digits):
            return "approve"
        if hmac.compare_digest(code(key, self._device, waiting, approves=False).encode(), digits):
            return "return"
        return ""

    def close(self) -> None:
        """Closes the connection."""
        self._db.close()
