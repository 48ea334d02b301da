"""A device that writes what a station writes about points, without a station: for many, and for crooked ones."""

import os
from typing import Any

import msgspec
import requests

from kiosk.base.clock import Deadline
from kiosk.base.event import Fact
from kiosk.record.checkpoint import parse_key
from kiosk.record.lease import Lease, LeaseRequest, asked, opened
from kiosk.services.points import events
from kiosk.services.points.events import Book
from support.centre import RunningCentre, Sender

UNTIL = Deadline("2024-03-01T11:12:08.118+08:00", 5_000, "b", 5)
DAY = "2024-03-01"


class Shop(Sender):
    """A device with members, goods, and leases that it keeps by itself."""

    def fact(self, fact: Fact) -> None:
        """Puts an event on the record."""
        self.write(fact.kind, msgspec.to_builtins(fact))

    def join(self, centre: RunningCentre) -> "Shop":
        self.log_key = parse_key(self.enrol(centre)["log_key"]).public
        self.sent = 0
        return self

    def sync(self, centre: RunningCentre) -> None:
        """Sends what is not there yet."""
        if self.sent < len(self.raws):
            answer = self.send(centre, self.sent + 1)
            assert answer.ok, answer.text
            self.sent = len(self.raws)

    def card(self, account: int, **more: Any) -> str:
        """A member's card, as it is scanned."""
        self.fact(events.CardIssued(account=account, **more))
        return f"/s/{self.device.hex()}.{self.epoch}.{len(self.raws)}.{self.head.hash[:8].hex()}"

    def earn(self, account: int, points: int, side: str = "centre") -> None:
        book: Book = (("points", "earned", points), ("points", side, -points))
        earned = events.EarningApproved(
            earning=f"e{len(self.raws)}", account=account, zh="清扫", en="Clean-up", day=DAY, book=book
        )
        self.fact(earned)

    def body(self, shown: str, cap: int = 0, **other: Any) -> bytes:
        """A signed request for a lease."""
        fields = (self.device, self.epoch, self.head.seq, self.head.hash, "points", cap, os.urandom(16), shown)
        return asked(msgspec.structs.replace(LeaseRequest(*fields), **other), self.keys[self.epoch])

    def lease(self, centre: RunningCentre, shown: str, cap: int = 0) -> Lease:
        """Asks for a lease, and gets it."""
        answer = ask(centre, self.body(shown, cap))
        assert answer.ok, answer.text
        return opened(answer.json()["lease"], self.log_key)

    def take(self, lease: Lease, account: int) -> None:
        """Notes that the lease is here."""
        place: dict[str, Any] = {"lease": lease.lease_id.hex(), "account": account, "member": lease.member.hex()}
        terms: dict[str, Any] = {"unit": "points", "cap": lease.cap, "epoch": lease.epoch, "until": UNTIL}
        self.fact(events.LeaseTaken(**place, **terms, not_after=lease.not_after, shown="", signed=""))

    def redeem(self, account: int, points: int, lease: str = "", side: str = "leased", token: str = "") -> None:
        book: Book = (("points", "redeemed", -points), ("points", side, points))
        goods: dict[str, Any] = {"number": 1, "goods": "tissues", "zh": "纸巾", "en": "Tissues", "qty": 1, "day": DAY}
        self.fact(events.Redeemed(account=account, until=UNTIL, book=book, lease=lease, token=token, **goods))

    def reverse(self, account: int, points: int, lease: str = "", side: str = "leased") -> None:
        book: Book = (("points", "redeemed", points), ("points", side, -points))
        goods: dict[str, Any] = {"number": 1, "goods": "tissues", "zh": "纸巾", "en": "Tissues", "qty": 1, "day": DAY}
        self.fact(events.RedemptionReversed(account=account, reason="x", book=book, lease=lease, **goods))

    def close(self, lease: Lease, account: int, spent: int) -> None:
        self.fact(events.LeaseClosed(lease=lease.lease_id.hex(), account=account, spent=spent))


def ask(centre: RunningCentre, body: bytes) -> requests.Response:
    """Sends bytes as a request for a lease."""
    return requests.post(f"{centre.url}/v1/leases", data=body, timeout=30)
