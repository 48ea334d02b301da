"""What an auditor is shown of the station itself, and the paper with all of it."""

from typing import Final

from kiosk.base.clock import Now, when
from kiosk.base.event import Entry
from kiosk.base.inspection import Figure, Section
from kiosk.base.service import Letterhead
from kiosk.base.store import Store
from kiosk.paper.elements import Feed, QrCode, Slip, Text
from kiosk.paper.sections import printed
from kiosk.services.house import events
from kiosk.services.house.readings import here_only
from kiosk.services.house.sheet import sheet

SLIP: Final = "house.inspection"
SOUND: Final = "sound"


def inspect(store: Store, now: Now) -> tuple[Section, ...]:
    """Since when the settings hold, in which epoch the record is, how often the clock jumped."""
    del now
    _, oldest = here_only(store)
    settings = store.execute("SELECT at FROM house_settings").fetchone()
    epochs = store.execute("SELECT count(*) FROM house_epochs").fetchone()
    jumps = store.execute("SELECT count(*) FROM house_jumps").fetchone()
    lines = (
        Figure("house.inspect.settings", settings[0][:16].replace("T", " ") if settings else "0"),
        Figure("house.inspect.epochs", str(epochs[0])),
        Figure("house.inspect.jumps", str(jumps[0])),
        Figure("house.inspect.oldest", oldest[:16].replace("T", " ") or "-"),
    )
    return (Section("house.inspect.title", lines),)


def record(verified: str, counted: int, head: str, public_key: str) -> Section:
    """What was found of the record: `verified` is "sound" or the name of the fault; the key in hex."""
    found = (
        (Figure("house.inspect.sound", ""),)
        if verified == SOUND
        else (Figure("house.inspect.unsound", ""), Figure(f"cli.fault_{verified}", ""))
    )
    return Section(
        "house.inspect.record",
        (
            *found,
            Figure("house.inspect.events", str(counted)),
            Figure("house.inspect.head", head),
            Figure("house.inspect.key", " ".join(public_key[at : at + 8] for at in range(0, len(public_key), 8))),
        ),
    )


def slip(store: Store, entry: Entry, head: Letterhead) -> Slip | None:
    """The paper of one event, or None."""
    fact = entry.fact
    if isinstance(fact, events.ReportPrinted):
        return sheet(fact, entry, head)
    if not isinstance(fact, events.Inspected):
        return None
    title = head.say("house.inspect.slip")
    key = store.execute("SELECT public_key FROM house_epochs WHERE epoch = ?", (entry.epoch,)).fetchone()[0]
    sections = (*head.inspect(), record(fact.verified, fact.events, fact.head, key))
    return Slip(
        SLIP,
        title,
        (
            Text(head.station, "center"),
            Text(title, "center", 2),
            Text(head.say("slip.when", **when(entry.at))),
            *(element for section in sections for element in printed(section, head.say)),
            Feed(),
            Text(head.say("house.inspect.signed")),
            Feed(3),
            QrCode(head.qr, (head.code.digits, *((head.say("slip.phone", phone=head.phone),) if head.phone else ()))),
        ),
    )
