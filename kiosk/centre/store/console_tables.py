"""The console's tables: readings that are made again from events, findings' comments, accounts, the access log.

`day_figures`, `month_figures`, `standing`, `mentions`, `mirrored` and `follower` are readings: made again equal from
`events`.
"""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, Table, Text

from kiosk.centre.store.tables import METADATA


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _place(name: str) -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _device() -> Column[bytes]:
    return Column("device", LargeBinary, nullable=False, primary_key=True)


# What a column of a service's table comes to on one day: `name` is TABLE:COLUMN, the keys of the report.
DAY_FIGURES: Final = Table(
    "day_figures",
    METADATA,
    *(_key("station_id"), _device(), _key("day"), _key("name"), _number("value")),
    Index(None, "name", "day", "station_id", "value"),
)

# The same of a month (2024-03), for pages over a thousand stations.
MONTH_FIGURES: Final = Table(
    "month_figures",
    METADATA,
    *(_key("station_id"), _device(), _key("month"), _key("name"), _number("value")),
    Index(None, "name", "month", "station_id", "value"),
)

# A service's table of how things stand, as it was on `day`: its rows in JSON.
STANDING: Final = Table(
    "standing",
    METADATA,
    *(_key("station_id"), _device(), _key("name"), _text("day"), _text("rows")),
    Index(None, "name"),
)

# Where a number (`what` is SERVICE.number), a unit's label or a member's number is spoken of.
MENTIONS: Final = Table(
    "mentions",
    METADATA,
    *(_key("station_id"), _device(), _place("epoch"), _place("seq"), _key("what"), _text("text"), _text("at")),
    Index(None, "text", "at"),
)

# How far a device's record is read: its newest event, when that happened, how many there are.
MIRRORED: Final = Table(
    "mirrored",
    METADATA,
    *(_key("station_id"), _device(), _number("epoch"), _number("seq"), _text("last_at"), _number("events")),
)

# How far all of them are read: the leaf that is next.
FOLLOWER: Final = Table(
    "follower",
    METADATA,
    Column("one", BigInteger, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    _number("leaf"),
)

FINDING_NOTES: Final = Table(
    "finding_notes",
    METADATA,
    *(_key("station_id"), _key("kind"), _key("subject"), _key("note_id"), _text("at"), _text("by"), _text("state")),
    _text("text"),
)

# Whoever signs in. `role`: administrator, lead (of `area`), auditor. `state`: active, first (the one-time password
# must be changed), ended.
ACCOUNTS: Final = Table(
    "accounts",
    METADATA,
    *(
        _key("name"),
        _text("role"),
        _text("area"),
        _text("password"),
        _text("state"),
        _text("made_by"),
        _text("made_at"),
    ),
)

# Who is signed in: only the hash of the cookie, and of the browser that it was given to.
SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("token_hash", LargeBinary, primary_key=True),
    _text("name"),
    Column("agent_hash", LargeBinary, nullable=False),
    *(_text("csrf"), _text("began_at"), _text("seen_at")),
    Index(None, "name"),
)

# Wrong passwords, counted by name and by address.
MISSES: Final = Table(
    "misses",
    METADATA,
    *(_key("miss_id"), _text("name"), _text("address"), _text("at")),
    Index(None, "at"),
)

# Who looked at what, or took it along: `raw` as it was written, chained by `hash`.
ACCESSES: Final = Table(
    "accesses",
    METADATA,
    *(_place("n"), Column("hash", LargeBinary, nullable=False), Column("raw", LargeBinary, nullable=False)),
)
