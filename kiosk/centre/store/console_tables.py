"""The console's tables: readings that are made again from events, findings' comments, accounts, the access log.

`day_figures`, `month_figures`, `standing`, `mentions`, `mirrored` and `follower` are readings: made again equal from
`events`.
"""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, Table

from kiosk.centre.store.columns import key, number, octets, place, text
from kiosk.centre.store.tables import METADATA

# What a column of a service's table comes to on one day: `name` is TABLE:COLUMN, the keys of the report.
DAY_FIGURES: Final = Table(
    "day_figures",
    METADATA,
    *(key("station_id"), octets("device", key=True), key("day"), key("name"), number("value")),
    Index(None, "name", "day", "station_id", "value"),
)

# The same of a month (2024-03), for pages over a thousand stations.
MONTH_FIGURES: Final = Table(
    "month_figures",
    METADATA,
    *(key("station_id"), octets("device", key=True), key("month"), key("name"), number("value")),
    Index(None, "name", "month", "station_id", "value"),
)

# A service's table of how things stand, as it was on `day`: its rows in JSON.
STANDING: Final = Table(
    "standing",
    METADATA,
    *(key("station_id"), octets("device", key=True), key("name"), text("day"), text("rows")),
    Index(None, "name"),
)

# Where a number (`what` is SERVICE.number), a unit's label or a member's number is spoken of.
MENTIONS: Final = Table(
    "mentions",
    METADATA,
    *(key("station_id"), octets("device", key=True), place("epoch"), place("seq")),
    *(key("what"), text("text"), text("at")),
    Index(None, "text", "at"),
)

# How far a device's record is read: its newest event, when that happened, how many there are.
MIRRORED: Final = Table(
    "mirrored",
    METADATA,
    *(key("station_id"), octets("device", key=True), number("epoch"), number("seq"), text("last_at"), number("events")),
)

# How far all of them are read: the leaf that is next.
FOLLOWER: Final = Table(
    "follower",
    METADATA,
    Column("one", BigInteger, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    number("leaf"),
)

FINDING_NOTES: Final = Table(
    "finding_notes",
    METADATA,
    *(key("station_id"), key("kind"), key("subject"), key("note_id"), text("at"), text("by"), text("state")),
    text("text"),
)

# What was decided of differences that wait at a device's station: the `n`th for it, of the shift whose Z stands at
# (epoch, seq); signed for the line.
VERDICTS: Final = Table(
    "verdicts",
    METADATA,
    *(key("station_id"), octets("device", key=True), place("n"), number("epoch"), number("seq"), number("shift")),
    *(number("fen"), number("approves"), text("by"), text("comment"), text("at"), octets("signature")),
)

# Whoever signs in. `role`: administrator, lead (of `area`), auditor. `state`: active, first (the one-time password
# must be changed), ended.
ACCOUNTS: Final = Table(
    "accounts",
    METADATA,
    *(
        key("name"),
        text("role"),
        text("area"),
        text("password"),
        text("state"),
        text("made_by"),
        text("made_at"),
    ),
)

# Who is signed in: only the hash of the cookie, and of the browser that it was given to.
SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("token_hash", LargeBinary, primary_key=True),
    text("name"),
    Column("agent_hash", LargeBinary, nullable=False),
    *(text("csrf"), text("began_at"), text("seen_at")),
    Index(None, "name"),
)

# Wrong passwords, counted by name and by address.
MISSES: Final = Table(
    "misses",
    METADATA,
    *(key("miss_id"), text("name"), text("address"), text("at")),
    Index(None, "at"),
)

# Who looked at what, or took it along: `raw` as it was written, chained by `hash`.
ACCESSES: Final = Table(
    "accesses",
    METADATA,
    *(place("n"), Column("hash", LargeBinary, nullable=False), Column("raw", LargeBinary, nullable=False)),
)
