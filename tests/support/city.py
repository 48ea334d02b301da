"""A city of stations for a simulation: lines that are cut, clocks that are wrong, devices that die, disks put back.

Whoever runs it knows what truly went over every counter, and can compare.
"""

import copy
import os
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from nacl.signing import SigningKey
from sqlalchemy import text

from kiosk.base.ids import Ids
from kiosk.centre.centre import Centre, open_centre
from kiosk.centre.disk import Disk
from kiosk.centre.enrolment import enrolling
from kiosk.centre.intake.judging import Refusal
from kiosk.centre.members import leasing
from kiosk.centre.members.following import follow
from kiosk.centre.store.database import Database, address
from kiosk.record.batch import encode
from kiosk.record.chain import Head
from kiosk.record.enrolment import EpochKey, sign_enrolment
from kiosk.record.lease import Lease, opened, parse_request
from kiosk.record.token import LIFE_S, NONCE_BYTES, Token, written
from kiosk.services.points import events
from support.members import Shop
from support.station import SetClock

MEMBERS = 150


class Kept(msgspec.Struct):
    """A lease as a device keeps it."""

    lease: Lease
    member: int
    account: int
    left: int
    spent: int = 0


class Device(Shop):
    """One station's device: its line, its own idea of the time, its leases."""

    line = True
    station = ""
    skew_s = 0
    sent = 0

    def begin(self) -> "Device":
        self.leases: dict[str, Kept] = {}
        self.image: tuple[list[bytes], list[bytes], dict[str, Kept], int] | None = None
        return self


class City:
    """What truly went over the counters: `goods` by member, `wrong` where a lease was spent without a right to it.

    `codes` are those that phones showed, each with the places where it was believed.
    """

    def __init__(self, seed: int, stations: int) -> None:
        self.random = Random(seed)
        self.clock = SetClock()
        self.devices = [Device(self.random.randbytes(16)).begin() for _ in range(stations)]
        self.cards: list[str] = []
        self.homes: list[tuple[Device, int]] = []
        self.late: list[Device] = []
        self.goods: dict[int, int] = {}
        self.redeemed = 0
        self.wrong: dict[str, bytes] = {}
        self.codes: dict[str, dict[str, bytes]] = {}
        self.visited: dict[int, tuple[Device, int, int]] = {}
        self.happened: dict[str, int] = {}
        self.numbers = 1_000

    async def open(self, folder: Path, database: str) -> None:
        """Every station joins, every member has a card and some points."""
        self.key = SigningKey(os.urandom(32))
        ids = Ids(self.clock, os.urandom)
        self.centre: Centre = await open_centre(
            Database(address(folder, database)), self.key, self.clock, ids, Disk(folder)
        )
        self.centre.intake.start()
        for device in self.devices:
            device.skew_s = self.random.choice((0, 0, 0, -7_200, 10_800, 36_000))
            async with self.centre.database.writing() as connection:
                device.station = await enrolling.add_station(connection, device.device.hex()[:6], "", self.clock.now())
            await self._enrol(device, b"")
        for number in range(MEMBERS):
            home = self.random.choice(self.devices)
            self.homes.append((home, number + 1))
            self.cards.append(home.card(number + 1))
            home.earn(number + 1, 200)
        for device in self.devices:
            await self.sync(device)
        await self.follow()
        issued = await self.rows("SELECT device, epoch, seq, hash16, member FROM member_cards")
        owner = {f"/s/{bytes(of).hex()}.{epoch}.{seq}.{hash16}": member for of, epoch, seq, hash16, member in issued}
        self.ids = [bytes.fromhex(owner[card]) for card in self.cards]

    async def close(self) -> None:
        await self.centre.intake.stop()
        await self.centre.database.close()

    async def follow(self) -> None:
        await follow(self.centre.database, self.clock, self.centre.ids)

    async def rows(self, sql: str) -> list[Any]:
        async with self.centre.database.reading() as connection:
            return [tuple(row) for row in await connection.execute(text(sql))]

    async def step(self) -> None:
        """Something happens somewhere."""
        self.clock.pass_(self.random.expovariate(1 / 3))
        device = self.random.choice(self.devices)
        self._end_by_own_clock(device)
        (happens,) = self.random.choices([what for what, _ in HAPPENS], [often for _, often in HAPPENS])
        await happens(self, device)

    async def end(self) -> None:
        """Every line is mended, and everything that is left comes in."""
        while self.late:
            await self._late_tail()
        for device in self.devices:
            for _ in range(len(device.leases)):
                self._close_one(device)
            await self.sync(device)
        await self.follow()

    async def went_twice(self) -> set[str]:
        """The places of what was spent without a right to it, as far as the centre ever heard of it."""
        hashes = await self._hashes()
        return {place for place, digest in self.wrong.items() if not digest or hashes.get(place) == digest}

    async def believed_again(self) -> dict[str, int]:
        """How often each code was believed after the first time, as far as the centre ever heard of it."""
        hashes = await self._hashes()
        heard = {
            nonce: sum(hashes.get(place) == digest for place, digest in places.items())
            for nonce, places in self.codes.items()
        }
        return {nonce: times - 1 for nonce, times in heard.items() if times > 1}

    async def _hashes(self) -> dict[str, bytes]:
        there = await self.rows("SELECT device, epoch, seq, hash FROM events")
        return {f"{bytes(device).hex()}-{epoch}-{seq}": bytes(digest) for device, epoch, seq, digest in there}

    # What happens

    async def _earn(self, _: Device) -> None:
        home, account = self.homes[self.random.randrange(MEMBERS)]
        home.earn(account, self.random.randint(20, 90))

    async def _send(self, device: Device) -> None:
        if device.line:
            await self.sync(device)

    async def _close_some(self, device: Device) -> None:
        self._close_one(device)

    async def _cut(self, device: Device) -> None:
        device.line = not device.line

    async def _copy(self, device: Device) -> None:
        device.image = (list(device.raws), list(device.hashes), copy.deepcopy(device.leases), device.epoch)

    async def _serve(self, device: Device) -> None:
        """Goods for points: within a lease that is here, or one that is asked for where there is a line."""
        open_ones = [kept for kept in device.leases.values() if kept.left]
        if open_ones and (not device.line or self.random.random() < 0.9):
            self._redeem(device, self.random.choice(open_ones))
        elif device.line:
            kept = await self._ask(device, self.random.randrange(MEMBERS))
            if kept is not None:
                self._redeem(device, kept)

    def _redeem(self, device: Device, kept: Kept, *, wrong: bool = False) -> None:
        amount = self.random.randint(1, max(1, min(kept.left, 8)))
        device.redeem(kept.account, amount, kept.lease.lease_id.hex())
        kept.left -= amount
        kept.spent += amount
        self.goods[kept.member] = self.goods.get(kept.member, 0) + amount
        self.redeemed += 1
        if wrong:
            self.wrong[f"{device.device.hex()}-{device.epoch}-{len(device.raws)}"] = device.hashes[-1]

    async def _ask(self, device: Device, member: int) -> Kept | None:
        body = device.body(self.cards[member], self.random.choice((0, 40, 80)), nonce=self.random.randbytes(16))
        if self.random.random() < 0.1:
            await self.follow()
        lost = self.random.random() < 0.03
        try:
            async with self.centre.database.writing() as connection:
                signed = await leasing.grant(connection, body, self.key, self.clock.now())
        except leasing.NoLease as refusal:
            if refusal.problem != "nothing_left":
                raise
            return None
        if lost:
            device.fact(events.LeaseClosed(lease=parse_request(body).lease_id.hex(), account=0, spent=0))
            self._count("answer lost")
            return None
        lease = opened(signed, bytes(self.key.verify_key))
        home, account = self.homes[member]
        if home is not device:
            self.numbers += 1
            account = self.numbers
            self.visited[member] = (device, account, device.epoch)
        device.take(lease, account)
        kept = device.leases[lease.lease_id.hex()] = Kept(lease, member, account, lease.cap)
        return kept

    async def _phone(self, _: Device) -> None:
        """A member's phone at a station without a line, which believes its code; a picture of it at another one."""
        member = self.random.randrange(MEMBERS)
        home, account = self.homes[member]
        at, number, epoch = self.visited.get(member, (home, account, home.epoch))
        if at.epoch != epoch:
            return  # it was made anew since, and knows nobody
        nonce = self.random.randbytes(NONCE_BYTES)
        code = written(Token(self.ids[member], int(self.clock.at.timestamp()) + LIFE_S, nonce), self.key)
        places = self.codes.setdefault(nonce.hex(), {})
        self._believe(home, account, code, places)
        if self.random.random() < 0.5 and at is not home:
            self._count("code shown twice")
            self._believe(at, number, code, places)

    def _believe(self, device: Device, account: int, code: str, places: dict[str, bytes]) -> None:
        device.line = False
        device.redeem(account, self.random.randint(1, 8), side="exposure", token=code)
        places[f"{device.device.hex()}-{device.epoch}-{len(device.raws)}"] = device.hashes[-1]

    def _close_one(self, device: Device) -> None:
        if device.leases:
            kept = device.leases.pop(self.random.choice(list(device.leases)))
            device.close(kept.lease, kept.account, kept.spent)

    def _end_by_own_clock(self, device: Device) -> None:
        now = self.clock.at.timestamp() + device.skew_s
        for kept in [one for one in device.leases.values() if one.lease.not_after < now]:
            del device.leases[kept.lease.lease_id.hex()]
            device.close(kept.lease, kept.account, kept.spent)

    async def sync(self, device: Device) -> None:
        """Sends what is not there yet. A second record under one key ends in quarantine, and a device made anew."""
        if device.sent >= len(device.raws):
            return
        try:
            await self.centre.intake.take(encode(device.batch(device.sent + 1)))
        except Refusal as refusal:
            if refusal.problem != "fork":
                raise
            await self._forked(device)
            return
        device.sent = len(device.raws)

    async def _forked(self, sender: Device) -> None:
        """What it sent is kept as evidence, and read for points; the device is made anew."""
        self._count("fork")
        for seq in range(sender.sent + 1, len(sender.raws) + 1):
            if b"points.redeemed" in sender.raws[seq - 1]:
                self.wrong[f"{sender.device.hex()}-{sender.epoch}-{seq}-fork"] = b""
        await self._anew(next(one for one in self.devices if one.device == sender.device))

    async def _die(self, device: Device) -> None:
        """The disk is gone. Its tail may turn up later; who put it up anew may be crooked."""
        self._count("died")
        if device.sent < len(device.raws) and self.random.random() < 0.6:
            self.late.append(copy.copy(device))
        stolen = [kept for kept in device.leases.values() if kept.left]
        await self._anew(device)
        if stolen and self.random.random() < 0.5:
            self._count("spent in another epoch")
            self._redeem(device, stolen[0], wrong=True)
        elif stolen and self.random.random() < 0.5:
            other = self.random.choice([one for one in self.devices if one is not device])
            self._count("spent at another device")
            self._redeem(other, stolen[0], wrong=True)

    async def _anew(self, device: Device) -> None:
        """Another key, the next epoch; what was acknowledged is cited."""
        epoch, seq = (await self._acknowledged(device))[0]
        digest = device.hashes[seq] if epoch == device.epoch and seq < len(device.hashes) else bytes(32)
        device.keys = dict(device.keys)
        device.key = SigningKey.generate()
        device.leases = {}
        device.open_epoch(Head(epoch, seq, digest).text())
        device.sent, device.image = 0, None
        await self._enrol(device, device.device)

    async def _acknowledged(self, device: Device) -> list[Any]:
        async with self.centre.database.reading() as connection:
            found = "SELECT epoch, seq FROM epochs WHERE device = :d ORDER BY epoch DESC LIMIT 1"
            return [tuple(row) for row in await connection.execute(text(found), {"d": device.device})]

    async def _put_back(self, device: Device) -> None:
        """An image of the disk is put back, of which the centre has seen more."""
        if device.image is None or device.image[3] != device.epoch or device.sent <= len(device.image[0]):
            return
        self._count("put back")
        raws, hashes, leases, _ = device.image
        device.raws, device.hashes, device.leases, device.image = raws, hashes, leases, None
        device.sent = len(raws)
        device.live(1)  # no two lives of a disk write the same bytes: requests have ids of their own
        for kept in list(leases.values()):
            if kept.left:
                self._redeem(device, kept)

    async def _late_tail(self, _: Device | None = None) -> None:
        """What a device that died had not sent comes in after all."""
        if not self.late:
            return
        await self.follow()
        old = self.late.pop(self.random.randrange(len(self.late)))
        returned = {lease for (lease,) in await self.rows("SELECT lease FROM member_leases WHERE state = 'returned'")}
        try:
            await self.centre.intake.take(encode(old.batch(old.sent + 1)))
        except Refusal as refusal:
            if refusal.problem != "fork":
                raise
            await self._forked(old)
            return
        self._count("late tail")
        for seq in range(old.sent + 1, len(old.raws) + 1):
            raw = old.raws[seq - 1]
            if b"points.redeemed" in raw and msgspec.json.decode(raw)["data"].get("lease") in returned:
                self._count("spent after it was given back")
                self.wrong[f"{old.device.hex()}-{old.epoch}-{seq}"] = old.hashes[seq]
        await self.follow()

    async def _decide(self, _: Device) -> None:
        """People look at what stands open of devices that will not come back."""
        await self.follow()
        now = self.clock.now()
        for lease, state in await self.rows(
            "SELECT l.lease, l.state FROM member_leases l JOIN epochs e ON e.device = l.device AND e.epoch = l.epoch "
            "WHERE e.tail = 'unknown' AND l.state IN ('open', 'suspended') ORDER BY l.device, l.epoch, l.asked_seq"
        ):
            if self.random.random() < 0.5:
                self._count(state + " decided")
                decide = leasing.suspend if state == "open" else leasing.give_back
                async with self.centre.database.writing() as connection:
                    await decide(connection, lease, "lead:b1", now)

    async def _enrol(self, device: Device, replaced: bytes) -> None:
        epochs = tuple(EpochKey(epoch, bytes(key.verify_key).hex()) for epoch, key in device.keys.items())
        now = self.clock.now()
        async with self.centre.database.writing() as connection:
            code = await enrolling.make_code(connection, device.station, "test", now, replaced)
            await enrolling.enrol(connection, sign_enrolment(device.key, code, device.device, "x", epochs), now)
        self.centre.intake.forget(device.device)

    def _count(self, what: str) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1

    def release_by_the_clock(self) -> Any:
        """What a centre must not do: lets go of holds whose time is over."""

        async def release() -> None:
            over = int(self.clock.at.timestamp())
            async with self.centre.database.writing() as connection:
                await connection.execute(
                    text(
                        "UPDATE member_accounts SET available = available + x.hold, held = held - x.hold FROM "
                        "(SELECT member, unit, sum(hold) AS hold FROM member_leases WHERE state = 'open' "
                        "AND not_after < :over GROUP BY member, unit) x "
                        "WHERE member_accounts.member = x.member AND member_accounts.unit = x.unit"
                    ),
                    {"over": over},
                )
                ended = "UPDATE member_leases SET state = 'closed', hold = 0 WHERE state = 'open' AND not_after < :over"
                await connection.execute(text(ended), {"over": over})

        return release


# What happens at a device, and how often.
HAPPENS = (
    (City._serve, 620),
    (City._phone, 12),
    (City._earn, 100),
    (City._send, 160),
    (City._close_some, 60),
    (City._cut, 35),
    (City._decide, 10),
    (City._die, 5),
    (City._copy, 4),
    (City._put_back, 4),
    (City._late_tail, 3),
)
