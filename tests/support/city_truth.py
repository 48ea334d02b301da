"""A city's life, compared with what its centre found: accounts tie, and no point goes twice without a finding."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from kiosk.centre.members import leasing
from support.city import City

STATIONS = 50
FOUND = "('double_spend', 'member_unknown', 'lease_unknown')"


class Untrue(AssertionError):  # noqa: N818 - a verdict
    """What the centre found is not what happened."""


async def live(
    folder: Path,
    database: str,
    seed: int,
    redemptions: int,
    *,
    by_the_clock: bool = False,
    told: Callable[[str], Any] = lambda _: None,
) -> City:
    """Runs a city until so much was redeemed, and compares what is found with what happened. Raises Untrue."""
    city = City(seed, STATIONS)
    await city.open(folder, database)
    release = city.release_by_the_clock()
    try:
        steps = 0
        while city.redeemed < redemptions:
            await city.step()
            steps += 1
            if by_the_clock and not steps % 50:
                await release()
            if not steps % 500:
                await ties(city)
            if not steps % 10_000:
                told(f"{city.redeemed} redeemed, {len(city.wrong)} of them wrongly")
        await city.end()
        await ties(city)
        await compare(city)
    finally:
        await city.close()
    return city


async def ties(city: City) -> None:
    """granted = available + held + spent + suspense, in every account, and its leases hold what it says."""
    await city.follow()
    async with city.centre.database.reading() as connection:
        untied = await leasing.untied(connection)
    if untied:
        raise Untrue(untied)


async def compare(city: City) -> None:
    rows = await city.rows(f"SELECT subject FROM findings WHERE kind IN {FOUND}")
    found = {subject for (subject,) in rows}
    wrong = await city.went_twice()
    if found - wrong:
        raise Untrue(f"found, and did not happen: {found - wrong}")
    if wrong - found:
        raise Untrue(f"not found: {wrong - found}")
    again: dict[str, int] = {}
    for (subject,) in await city.rows("SELECT subject FROM findings WHERE kind = 'token_twice'"):
        nonce = subject.partition("-")[0]
        again[nonce] = again.get(nonce, 0) + 1
    if again != (twice := await city.believed_again()):
        raise Untrue(f"codes found twice: {again}, and in truth: {twice}")
    named = {msgspec.json.decode(fields).get("lease") for (fields,) in await city.rows("SELECT fields FROM findings")}
    leases: dict[str, set[str]] = {}
    for member, lease in await city.rows("SELECT member, lease FROM member_leases"):
        leases.setdefault(member, set()).add(lease)
    granted = dict(await city.rows("SELECT member, granted FROM member_accounts WHERE unit = 'points'"))
    cards = await city.rows("SELECT device, epoch, seq, member FROM member_cards")
    owner = {f"/s/{bytes(device).hex()}.{epoch}.{seq}": member for device, epoch, seq, member in cards}
    for number, goods in city.goods.items():
        member = owner[city.cards[number].rpartition(".")[0]]
        if goods > granted[member] and not named & leases[member]:
            raise Untrue(f"{member} had {goods} of {granted[member]}, and nobody was told")
