"""Which hoppers pay an amount, and which money may be let in so that its change can be paid. Pure, in fen."""

from collections.abc import Iterable, Sequence

import msgspec


class HopperNow(msgspec.Struct, frozen=True):
    """A hopper by its number: what a coin is worth, how many it holds by the record, whether nothing is wrong."""

    hopper: int
    fen: int
    coins: int
    fit: bool = True


def plan(fen: int, hoppers: Sequence[HopperNow]) -> tuple[tuple[int, int], ...] | None:
    """How many coins of which hopper, the fewest in all; None where the amount cannot be paid."""
    # The fewest coins for each amount reached so far: hopper after hopper, so that none pays more than it has.
    best: dict[int, tuple[int, tuple[tuple[int, int], ...]]] = {0: (0, ())}
    for hopper in hoppers:
        if not hopper.fit:
            continue
        for reached, (coins, paid) in list(best.items()):
            for more in range(1, min(hopper.coins, (fen - reached) // hopper.fen) + 1):
                amount = reached + more * hopper.fen
                if amount not in best or coins + more < best[amount][0]:
                    best[amount] = (coins + more, (*paid, (hopper.hopper, more)))
    return best[fen][1] if fen in best else None


def most_payable(fen: int, hoppers: Sequence[HopperNow]) -> tuple[tuple[int, int], ...]:
    """The same for as much of the amount as can be paid; empty where nothing can be."""
    step = min((hopper.fen for hopper in hoppers if hopper.fit and hopper.coins), default=fen or 1)
    for less in range(fen - fen % step, 0, -step):
        if (paid := plan(less, hoppers)) is not None:
            return paid
    return ()


def let_in(worths: Iterable[int], missing_fen: int, hoppers: Sequence[HopperNow]) -> frozenset[int]:
    """Of coins or notes of these worths, those that may come: they fit, or their change can be paid."""
    return frozenset(
        fen for fen in worths if fen > 0 and (fen <= missing_fen or plan(fen - missing_fen, hoppers) is not None)
    )
