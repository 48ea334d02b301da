"""Where the journal itself says that its head was signed, a signed head must be: deleting it hides nothing."""

import msgspec
import pytest
from support.record import Copy, kind_of, rechain, rows

from kiosk.base.event import Event
from kiosk.record.breaks import Link
from kiosk.record.heads import SignedHead
from kiosk.record.verify import Witness, verify
from kiosk.services.registry import SERVICES
from kiosk.station.journal import Journal

NOTHING: frozenset[str] = frozenset()
SEALED = frozenset(fact.kind for service in SERVICES for fact in service.seals)


def event(link: Link) -> Event:
    return msgspec.json.decode(link[2], type=Event)


def signed(copy: Copy) -> tuple[SignedHead, ...]:
    journal = Journal(copy.files.journal, readonly=True)
    try:
        return journal.signed_heads()
    finally:
        journal.close()


def keys(copy: Copy) -> Witness:
    with copy.sql() as db:
        return Witness(keys=tuple(bytes.fromhex(row[0]) for row in db.execute("SELECT public_key FROM house_epochs")))


def seals(copy: Copy, after: int = 0) -> list[int]:
    """The last events of epoch 1's requests that hold a sealed fact, by number."""
    found = []
    for link in copy.links():
        if link[0] == 1 and link[1] > after and kind_of(link[2]) in SEALED:
            first = event(link)
            found.append(link[1] - first.i + first.n - 1)
    return found


def forget(copy: Copy, after: int, epoch: int = 1) -> None:
    with copy.sql() as db:
        db.execute("DELETE FROM heads WHERE epoch = ? AND seq > ?", (epoch, after))


def test_the_first_minute_is_signed(copy: Copy) -> None:
    assert (signed(copy)[0].head.epoch, signed(copy)[0].head.seq) == (1, 1)
    assert {"house.epoch_opened", "house.started", "house.stopped", "meals.day_closed"} <= SEALED


def test_a_past_rewritten_behind_an_old_head_is_found_though_every_later_head_is_deleted(copy: Copy) -> None:
    old = seals(copy)[1]
    edited = next(seq for seq in range(old + 1, 10_000) if kind_of(copy.links()[seq - 1][2]) == "meals.served")
    links = copy.links()
    raw = links[edited - 1][2].replace(b'"qty":1', b'"qty":2', 1)
    assert raw != links[edited - 1][2]
    links[edited - 1] = (1, edited, raw, b"")
    copy.write(rechain(copy.device, links))
    forget(copy, old)
    # The control: by the heads that are left alone, this journal is whole.
    assert verify(copy.device, copy.links(), signed(copy), NOTHING, keys(copy)).fault is None
    fault = copy.fault(keys(copy))
    assert (fault.name, fault.epoch, fault.seq) == ("signature", 1, seals(copy, old)[0])
    assert copy.fault().name == "signature"


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_every_single_head_that_was_made_must_be_there(copy: Copy, nth: int) -> None:
    assert len(seals(copy)) == 3
    with copy.sql() as db:
        db.execute("DELETE FROM heads WHERE seq = ?", (seals(copy)[nth],))
    fault = copy.fault()
    assert (fault.name, fault.seq) == ("signature", seals(copy)[nth])


def test_a_head_is_due_at_the_end_of_its_request_wherever_the_sealed_fact_stands(copy: Copy) -> None:
    within = [link for link in copy.links() if kind_of(link[2]) in SEALED and event(link).i < event(link).n - 1]
    assert within, "no request of this station goes on after its sealed fact"
    assert copy.verdict().fault is None


def test_a_request_lengthened_so_that_its_end_never_comes_is_found(copy: Copy) -> None:
    """The head falls due at the last of n events: whoever raises n does not get away with it."""
    links, end = copy.links(), seals(copy)[-1]
    first = end - event(links[end - 1]).i
    for seq in range(first, end + 1):
        fields = msgspec.json.decode(links[seq - 1][2])
        links[seq - 1] = (1, seq, msgspec.json.encode({**fields, "n": fields["n"] + 1}), b"")
    copy.write(rechain(copy.device, links))
    forget(copy, first - 1)
    fault = copy.fault()
    assert (fault.name, fault.seq) == ("malformed", end + 1)


def test_a_journal_that_breaks_off_within_a_sealed_request_is_found(copy: Copy) -> None:
    link = next(link for link in copy.links() if kind_of(link[2]) in SEALED and event(link).i < event(link).n - 1)
    copy.write(copy.links()[: link[1]])
    forget(copy, link[1])
    fault = copy.fault()
    assert (fault.name, fault.seq) == ("truncated", link[1] + 1)


@pytest.mark.parametrize("epoch", [1, 2])
def test_no_epoch_goes_without_a_signed_head_where_the_key_is_asked_for(copy_of_two: Copy, epoch: int) -> None:
    forget(copy_of_two, 0, epoch)
    fault = copy_of_two.fault(keys(copy_of_two))
    assert (fault.name, fault.epoch, fault.seq) == ("signature", epoch, 1)
    # By the key alone, whatever the events say of seals.
    bare = verify(copy_of_two.device, copy_of_two.links(), signed(copy_of_two), NOTHING, keys(copy_of_two)).fault
    assert bare is not None
    assert (bare.name, bare.epoch) == ("key", epoch)


def test_a_restored_station_signs_its_new_epoch_at_once(copy_of_two: Copy) -> None:
    with copy_of_two.sql() as db:
        assert rows(db, "SELECT seq FROM heads WHERE epoch = 2 ORDER BY seq")[0] == (1,)
