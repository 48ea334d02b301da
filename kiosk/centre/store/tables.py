"""The tables. Every one but the log's begins its key with `station_id`, and none points across stations.

Times are texts as events carry them (2024-03-01T11:12:03.118+08:00), which sort as they follow each other. Ids are
random: nothing counts across stations but the log. `device` is the device's 16 bytes, `epoch` and `seq` its journal's.
"""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, MetaData, Table, Text

METADATA: Final = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"})


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


# A station: its name as the centre calls it, the sub-district (area) it belongs to.
STATIONS: Final = Table("stations", METADATA, _key("station_id"), _text("name"), _text("area", default=""), _text("at"))

# A device of a station. `state`: active, quarantined (two records under one key), revoked. `seen_at` and `skew_ms`
# (the device's clock minus the centre's) are those of its last batch; empty and 0 before any.
DEVICES: Final = Table(
    "devices",
    METADATA,
    _key("station_id"),
    _bytes("device", key=True),
    _text("name"),
    _text("state"),
    _text("enrolled_at"),
    _text("seen_at", default=""),
    _number("skew_ms", default="0"),
    Index(None, "device"),
)

# An epoch of a device: the key it signs with, the head that was acknowledged (seq 0 and zeros before any event), the
# head its first event cites. `tail`: open, or unknown once a later epoch began: more may come, or be lost.
EPOCHS: Final = Table(
    "epochs",
    METADATA,
    _key("station_id"),
    _bytes("device", key=True),
    _place("epoch"),
    _bytes("public_key"),
    _number("seq"),
    _bytes("hash"),
    _text("cites"),
    _text("tail"),
)

# An accepted batch and its leaf in the log, which is the order in which everything was taken in.
BATCHES: Final = Table(
    "batches",
    METADATA,
    _key("station_id"),
    _bytes("device", key=True),
    _place("epoch"),
    _place("first"),
    _number("last"),
    _bytes("head"),
    _bytes("signature"),
    _number("leaf"),
    _text("received_at"),
    _number("skew_ms"),
    Index(None, "leaf"),
)

# Every event, its bytes as they were written.
EVENTS: Final = Table(
    "events",
    METADATA,
    _key("station_id"),
    _bytes("device", key=True),
    _place("epoch"),
    _place("seq"),
    _bytes("hash"),
    _bytes("raw"),
)

# What was sent and contradicts what was accepted, whole as it came. `kind`: fork.
EVIDENCE: Final = Table(
    "evidence",
    METADATA,
    _key("station_id"),
    _key("evidence_id"),
    _bytes("device"),
    _number("epoch"),
    _number("seq"),
    _text("kind"),
    _bytes("body"),
    _text("received_at"),
)

# What somebody must look at: the sentence `centre.finding_KIND` with `fields` (JSON). The same `subject` of a kind is
# one finding. `state`: open, taken (by `owner`), closed.
FINDINGS: Final = Table(
    "findings",
    METADATA,
    _key("station_id"),
    _key("kind"),
    _key("subject"),
    _text("fields"),
    _text("evidence_id", default=""),
    _text("state"),
    _text("owner", default=""),
    _text("opened_at"),
    _text("closed_at", default=""),
    Index(None, "state", "opened_at"),
)

# A one-time code: only its hash is kept. `device` is the hex of the one that it replaces, empty for a new one.
ENROL_CODES: Final = Table(
    "enrol_codes",
    METADATA,
    _key("station_id"),
    _bytes("code_hash", key=True),
    _text("device"),
    _text("made_by"),
    _text("made_at"),
    _text("until"),
    _text("used_at", default=""),
    _text("used_by", default=""),
    Index(None, "code_hash"),
)

# Settings published for a station, version by version, signed by the centre.
SETTINGS_PUBLISHED: Final = Table(
    "settings_published",
    METADATA,
    _key("station_id"),
    _place("version"),
    _text("text"),
    _text("effective_from"),
    _bytes("signature"),
    _text("published_by"),
    _text("published_at"),
)

# The log: what each leaf says, the roots of complete subtrees (level 0 is the leaf's hash), the newest checkpoint
# and the key it is signed with.
LOG_LEAVES: Final = Table("log_leaves", METADATA, _place("leaf"), _bytes("data"))
LOG_NODES: Final = Table("log_nodes", METADATA, _place("level"), _place("place"), _bytes("hash"))
LOG_STATE: Final = Table(
    "log_state",
    METADATA,
    Column("one", BigInteger, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    _number("size"),
    _text("checkpoint"),
    _text("log_key"),
)
