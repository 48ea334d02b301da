"""A city of stations in all weather: accounts always tie, and no point is spent twice without a finding."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from support.city import City

from kiosk.centre.members import books, leasing

STATIONS = 50
FOUND = "('double_spend', 'member_unknown', 'lease_unknown')"


class Untrue(AssertionError):  # noqa: N818 - a verdict
    """What the centre found is not what happened."""


async def live(
    folder: Path, database: str, seed: int, redemptions: int, *, by_the_clock: bool = False, stations: int = STATIONS
) -> City:
    """Runs a city until so much was redeemed, and compares what is found with what happened."""
    city = City(seed, stations)
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


def test_fifteen_hundred_redemptions_on_each_database_in_all_weather(memory: Path, database: str) -> None:
    city = asyncio.run(live(memory, database, 8, 1_500))
    assert {"died", "fork", "late tail", "answer lost", "spent in another epoch"} <= city.happened.keys()
    assert city.wrong


def test_control_a_centre_that_does_not_look_at_the_epoch_misses_what_went_twice(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "_own", lambda *_: True)
    with pytest.raises(Untrue, match="not found"):
        asyncio.run(live(memory, "", 8, 1_000))


def test_control_a_centre_that_lets_go_by_the_clock_takes_honest_people_for_cheats(memory: Path) -> None:
    with pytest.raises(Untrue, match="did not happen"):
        asyncio.run(live(memory, "", 8, 500, by_the_clock=True))


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1])
def test_a_hundred_thousand_redemptions(memory: Path, database: str, seed: int) -> None:
    city = asyncio.run(live(memory, database, seed, 100_000))
    assert city.redeemed >= 100_000
