"""What a station asks the centre for when a member stands before it."""

from collections.abc import Callable
from typing import Final, Protocol

import apsw
import msgspec
from nacl.signing import SigningKey

from kiosk.base.request import Outcome, Refused, Request
from kiosk.record.checkpoint import parse_key
from kiosk.record.lease import BadLease, Lease, LeaseRequest, asked, opened
from kiosk.record.token import BadToken, Token, is_token, read
from kiosk.services.points import requests as points
from kiosk.services.points.readings.load import card as card_here
from kiosk.services.points.readings.load import member
from kiosk.services.points.rules.leasing import shown
from kiosk.services.points.settings import Unit
from kiosk.station.line.answers import Cut, Declined

# What the centre says that a member should hear; all else is that the centre cannot be reached.
_HEARD: Final = {
    "card_void": "points.card_void",
    "token": "points.phone_code_old",
    "token_used": "points.phone_code_old",
    "nothing_left": "points.nothing_left",
}
# Nothing was sent, so nothing was lent.
_NOT_SENT: Final = frozenset({"offline", "proxy", "tls"})
_NONCE: Final = 16


class Centre(Protocol):
    """What is asked of the centre."""

    def lend(self, body: bytes) -> str:
        """The signed lease for a signed request. Raises Cut, Declined."""
        ...


class Lending:
    """Asks for leases with the device's key, checks what comes, and has the desk note it.

    `reach` gives the centre at an address, `ask` puts a request of the device to the desk; `random(n)` gives n bytes;
    `close` lets go of the record and of the centre.
    """

    def __init__(
        self,
        db: apsw.Connection,
        device: bytes,
        key: SigningKey,
        reach: Callable[[str], Centre],
        ask: Callable[[Request], Outcome],
        new_id: Callable[[], str],
        random: Callable[[int], bytes],
        close: Callable[[], None],
    ) -> None:
        self.close = close
        self._db = db
        self._device = device
        self._key = key
        self._reach = reach
        self._ask = ask
        self._new_id = new_id
        self._random = random

    def lend(self, card: str, unit: Unit = "points") -> str:
        """Takes a lease for whoever shows a card or a phone; its id, or empty where no centre keeps the accounts.

        Raises Refused.
        """
        url, log_key = self._centre()
        if not url:
            return ""
        if is_token(card):
            _genuine(card, log_key)
        known = self._known(card, unit)
        if known:
            return known
        request = self._request(card, unit)
        try:
            text = self._reach(url).lend(asked(request, self._key))
            self._take(request, card, text, log_key)
        except Declined as declined:
            raise Refused(_HEARD.get(declined.problem, "points.no_line")) from declined
        except (Cut, BadLease) as error:
            if not (isinstance(error, Cut) and error.way in _NOT_SENT):
                self.let_go(request.lease_id.hex())
            raise Refused("points.no_line") from error
        return request.lease_id.hex()

    def units(self, card: str) -> tuple[Unit, ...]:
        """What is asked for: points; for a merchant whose card is from here the units that merchants spend."""
        _, number = card_here(self._db, card)
        account = member(self._db, number)
        return ("minutes", "times") if account is not None and account.member == "merchant" else ("points",)

    def believe(self, card: str) -> None:
        """Takes a phone's code without the centre, as far as the station may. Raises Refused."""
        _, log_key = self._centre()
        if log_key and is_token(card):
            token = _genuine(card, log_key)
            self._ask(
                points.TakePhone(
                    request_id=self._new_id(),
                    nonce=token.nonce.hex(),
                    member=token.member.hex(),
                    not_after=token.not_after,
                    card=card.strip(),
                )
            )

    def let_go(self, lease: str) -> None:
        """Closes a lease, also one whose answer never came."""
        self._ask(points.CloseLease(request_id=self._new_id(), lease=lease))

    def _centre(self) -> tuple[str, bytes]:
        """Its address and key, where it keeps the accounts and is the one that was joined."""
        row = self._db.execute(
            "SELECT l.url, c.log_key FROM points_centre c JOIN line l ON l.log_key = c.log_key WHERE c.taken"
        ).fetchone()
        return (row[0], parse_key(row[1]).public) if row else ("", b"")

    def _known(self, card: str, unit: Unit) -> str:
        """The lease that is open already for what was shown."""
        row = self._db.execute(
            "SELECT lease FROM points_leases WHERE shown = ? AND unit = ? AND open "
            "AND epoch = (SELECT max(epoch) FROM house_epochs)",
            (shown(card), unit),
        ).fetchone()
        return row[0] if row else ""

    def _request(self, card: str, unit: Unit) -> LeaseRequest:
        row = self._db.execute("SELECT epoch, seq, hash FROM journal ORDER BY pos DESC LIMIT 1").fetchone()
        assert row is not None  # a journal begins with its epoch
        epoch, seq, head = row
        return LeaseRequest(self._device, epoch, seq, head, unit, 0, self._random(_NONCE), card.strip())

    def _take(self, request: LeaseRequest, card: str, text: str, key: bytes) -> None:
        """Has it noted, if it is the answer to this request. Raises BadLease, Refused."""
        lease = opened(text, key)
        given = Lease(lease.member, *_terms(request), lease.cap, request.lease_id, lease.not_after)
        if lease != given:
            raise BadLease
        self._ask(
            points.TakeLease(
                request_id=self._new_id(),
                lease=lease.lease_id.hex(),
                member=lease.member.hex(),
                unit=msgspec.convert(lease.unit, Unit),
                cap=lease.cap,
                epoch=lease.epoch,
                not_after=lease.not_after,
                card=card,
                signed=text,
            )
        )


def _genuine(card: str, key: bytes) -> Token:
    """A phone's code that the centre has signed. Raises Refused."""
    try:
        return read(card, key)
    except BadToken:
        raise Refused("points.phone_code_bad") from None


def _terms(request: LeaseRequest) -> tuple[bytes, int, str]:
    return request.device, request.epoch, request.unit
