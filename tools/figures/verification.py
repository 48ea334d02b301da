"""How fast a journal is verified on one core, beside the hashing of the same bytes alone."""

import itertools
from hashlib import sha256
from pathlib import Path
from typing import Final

from figures.figure import Figure, Line, at_least
from figures.samples import Samples, take_turns, timed
from figures.stations import lived
from kiosk.record.heads import SignedHead
from kiosk.record.verify import Inspector, Verdict, verify
from kiosk.services.registry import SERVICES
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal

_BEHIND: Final = 1_000_000
_EVENTS: Final = 250_000
_ROUNDS: Final = 5
_SEALED: Final = frozenset(fact.kind for service in SERVICES for fact in service.seals)


def measure(folder: Path, cache: Path) -> list[Line]:
    """The oldest events of the long journal, read from the file each time."""
    lived(_BEHIND, cache, folder / "large")
    journal = Journal(StationFiles(folder / "large").journal, readonly=True)
    raws = [link[2] for link in itertools.islice(journal.links(), _EVENTS)]
    heads = tuple(signed for signed in journal.signed_heads() if signed.head.seq <= _EVENTS)
    inspector = Inspector(fact for service in SERVICES for fact in service.facts)
    rivals = {
        "hash": timed(lambda: [sha256(raw).digest() for raw in raws]),
        "chain": timed(lambda: _whole(journal, heads, None)),
        "full": timed(lambda: _whole(journal, heads, inspector)),
    }
    samples = take_turns(rivals, _ROUNDS)
    journal.close()
    return [
        _line("verification, the chain alone", samples["chain"], samples["hash"], 300_000),
        _line("verification, decoded, postings checked", samples["full"], samples["hash"], 150_000),
    ]


def _whole(journal: Journal, heads: tuple[SignedHead, ...], inspect: Inspector | None) -> Verdict:
    verdict = verify(journal.device, itertools.islice(journal.links(), _EVENTS), heads, _SEALED, inspect=inspect)
    assert (verdict.fault, verdict.events) == (None, _EVENTS)
    return verdict


def _rate(samples: Samples) -> float:
    """Events a second in the median round."""
    return _EVENTS / samples.quantile(0.5)


def _line(what: str, found: Samples, bare: Samples, promised: int) -> Line:
    rate, limit = _rate(found), _rate(bare)
    words, met = at_least(rate / 1000, promised / 1000)
    return Line(
        what=what,
        measured=f"{rate / 1000:.0f} k events/s",
        beside=f"SHA-256 of the same bytes: {limit / 1000:.0f} k/s",
        ratio=f"{rate / limit:.2f} of the limit",
        promised=f"{words} k events/s a core",
        met=met,
        numbers={"events_per_s": rate, "hashes_per_s": limit, "ratio": rate / limit},
    )


FIGURE: Final = Figure("verification", measure)
