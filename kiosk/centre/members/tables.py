"""The tables of members. A member belongs to no station: these keys do not begin with one.

A member's id is the beginning of the hash of the event that issued their first card (32 hex digits): it can be made
again from the record. `unit` is points, minutes or times.
"""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, Table, Text

from kiosk.centre.store.tables import METADATA


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _place(name: str) -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def _text(name: str, *, default: str | None = None) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _number(name: str, *, default: str | None = None) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default=default)


def _bytes(name: str, *, key: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False, primary_key=key)


# How far the members' projection has followed the log: the next leaf. Whoever holds its lock moves accounts by events.
MEMBER_STATE: Final = Table(
    "member_state",
    METADATA,
    Column("one", BigInteger, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    _number("leaf"),
)

# An account: what was granted is still available, held by leases, spent, or in suspense. `available` below zero is a
# debt that a finding tells of.
MEMBER_ACCOUNTS: Final = Table(
    "member_accounts",
    METADATA,
    _key("member"),
    _key("unit"),
    _number("granted"),
    _number("available"),
    _number("held"),
    _number("spent"),
    _number("suspense"),
    CheckConstraint("granted = available + held + spent + suspense", name="ties"),
    CheckConstraint("held >= 0 AND suspense >= 0 AND spent >= 0", name="signs"),
)

# Under which number a device's journal knows a member, from an epoch on. `kind`: member or merchant.
MEMBER_PLACES: Final = Table(
    "member_places",
    METADATA,
    _bytes("device", key=True),
    _place("account"),
    _place("epoch"),
    _text("member"),
    _text("kind"),
    _text("station_id"),
    Index(None, "member"),
)

# A printed card: the event that issued it. `live` is 0 once another replaced it.
MEMBER_CARDS: Final = Table(
    "member_cards",
    METADATA,
    _bytes("device", key=True),
    _place("epoch"),
    _place("seq"),
    _text("hash16"),
    _text("member"),
    _number("live"),
    Index(None, "member"),
)

# A lease. `hold` is what is left of it in `held` (open) or `suspense` (suspended); 0 when it is closed or given back.
# `taken` is 1 once the device's record says that it has it. `asked_seq` and `asked_hash`: the head it claimed to have,
# `checked` 1 once the record has come that far. `body` is the signed request, whole as it came.
MEMBER_LEASES: Final = Table(
    "member_leases",
    METADATA,
    _key("lease"),
    _text("member"),
    _text("unit"),
    _text("station_id"),
    _bytes("device"),
    _number("epoch"),
    _number("cap"),
    _number("hold"),
    _number("used"),
    _text("state"),
    _number("taken"),
    _number("not_after"),
    _number("asked_seq"),
    _bytes("asked_hash"),
    _number("checked"),
    _bytes("body"),
    _text("signed"),
    _text("at"),
    _text("decided_by", default=""),
    _text("decided_at", default=""),
    Index(None, "member"),
    Index(None, "device", "epoch"),
)

# A line of the passbook (积分存折).
MEMBER_LINES: Final = Table(
    "member_lines",
    METADATA,
    _key("member"),
    _bytes("device", key=True),
    _place("epoch"),
    _place("seq"),
    _key("unit"),
    _text("at"),
    _text("kind"),
    _text("zh"),
    _text("en"),
    _number("amount"),
    _text("station_id"),
)

# What a station let members have without a lease and no account covered: the station's own to pay.
MEMBER_EXPOSURES: Final = Table("member_exposures", METADATA, _key("station_id"), _key("unit"), _number("amount"))

# A phone's token that was used: once.
MEMBER_NONCES: Final = Table(
    "member_nonces", METADATA, _bytes("nonce", key=True), _text("lease"), _text("at"), _number("not_after")
)

# Second records (forks) that were looked through for points.
MEMBER_EVIDENCE: Final = Table("member_evidence", METADATA, _key("evidence_id"))
