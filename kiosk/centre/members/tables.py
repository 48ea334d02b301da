"""The tables of members. A member belongs to no station: these keys do not begin with one.

A member's id is the beginning of the hash of the event that issued their first card (32 hex digits): it can be made
again from the record. `unit` is points, minutes or times.
"""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Table

from kiosk.centre.store.columns import key, number, octets, place, text
from kiosk.centre.store.tables import METADATA

# How far the members' projection has followed the log: the next leaf. Whoever holds its lock moves accounts by events.
MEMBER_STATE: Final = Table(
    "member_state",
    METADATA,
    Column("one", BigInteger, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    number("leaf"),
)

# An account: what was granted is still available, held by leases, spent, or in suspense. `available` below zero is a
# debt that a finding tells of.
MEMBER_ACCOUNTS: Final = Table(
    "member_accounts",
    METADATA,
    key("member"),
    key("unit"),
    number("granted"),
    number("available"),
    number("held"),
    number("spent"),
    number("suspense"),
    CheckConstraint("granted = available + held + spent + suspense", name="ties"),
    CheckConstraint("held >= 0 AND suspense >= 0 AND spent >= 0", name="signs"),
)

# Under which number a device's journal knows a member, from an epoch on. `kind`: member or merchant.
MEMBER_PLACES: Final = Table(
    "member_places",
    METADATA,
    octets("device", key=True),
    place("account"),
    place("epoch"),
    text("member"),
    text("kind"),
    text("station_id"),
    Index(None, "member"),
)

# A printed card: the event that issued it. `live` is 0 once another replaced it.
MEMBER_CARDS: Final = Table(
    "member_cards",
    METADATA,
    octets("device", key=True),
    place("epoch"),
    place("seq"),
    text("hash16"),
    text("member"),
    number("live"),
    Index(None, "member"),
    Index(None, "hash16"),
)

# A lease. `hold` is what is left of it in `held` (open) or `suspense` (suspended); 0 when it is closed or given back.
# `taken` is 1 once the device's record says that it has it. `asked_seq` and `asked_hash`: the head it claimed to have,
# `checked` 1 once the record has come that far. `body` is the signed request, whole as it came.
MEMBER_LEASES: Final = Table(
    "member_leases",
    METADATA,
    key("lease"),
    text("member"),
    text("unit"),
    text("station_id"),
    octets("device"),
    number("epoch"),
    number("cap"),
    number("hold"),
    number("used"),
    text("state"),
    number("taken"),
    number("not_after"),
    number("asked_seq"),
    octets("asked_hash"),
    number("checked"),
    octets("body"),
    text("signed"),
    text("at"),
    text("decided_by", default=""),
    text("decided_at", default=""),
    text("comment", default=""),
    Index(None, "state", "at"),
    Index(None, "member"),
    Index(None, "device", "epoch"),
)

# A line of the passbook (积分存折).
MEMBER_LINES: Final = Table(
    "member_lines",
    METADATA,
    key("member"),
    octets("device", key=True),
    place("epoch"),
    place("seq"),
    key("unit"),
    text("at"),
    text("kind"),
    text("zh"),
    text("en"),
    number("amount"),
    text("station_id"),
)

# What a station let members have without a lease and no account covered: the station's own to pay.
MEMBER_EXPOSURES: Final = Table("member_exposures", METADATA, key("station_id"), key("unit"), number("amount"))

# A phone's token that was used, once: `lease` is the lease it was exchanged for, or the place (DEVICE-EPOCH-SEQ) of
# what a station without a line gave for it.
MEMBER_NONCES: Final = Table(
    "member_nonces", METADATA, octets("nonce", key=True), text("lease"), text("at"), number("not_after")
)

# A phone on which a member's passbook is open, by the hash of its cookie; `device`, `epoch`, `seq` are the card that
# opened it: once that card is void, so is the phone.
MEMBER_PHONES: Final = Table(
    "member_phones",
    METADATA,
    octets("token_hash", key=True),
    text("member"),
    octets("device"),
    number("epoch"),
    number("seq"),
    octets("agent_hash"),
    text("csrf"),
    text("began_at"),
    text("seen_at"),
    Index(None, "member"),
)

# Codes that were typed and were no card's: by the number they were typed for, and from where.
MEMBER_GUESSES: Final = Table(
    "member_guesses",
    METADATA,
    *(key("guess_id"), text("number"), text("address"), text("at")),
    Index(None, "number", "at"),
    Index(None, "address", "at"),
    Index(None, "at"),
)

# Second records (forks) that were looked through for points.
MEMBER_EVIDENCE: Final = Table("member_evidence", METADATA, key("evidence_id"))
