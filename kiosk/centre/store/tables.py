"""The tables. Every one but the log's begins its key with `station_id`, and none points across stations.

Times are texts as events carry them (2024-03-01T11:12:03.118+08:00), which sort as they follow each other. Ids are
random: nothing counts across stations but the log. `device` is the device's 16 bytes, `epoch` and `seq` its journal's.
"""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, MetaData, Table

from kiosk.centre.store.columns import key, number, octets, place, text

METADATA: Final = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"})


# A station: its name as the centre calls it, the sub-district (area) it belongs to.
STATIONS: Final = Table("stations", METADATA, key("station_id"), text("name"), text("area", default=""), text("at"))

# A device of a station. `state`: active, quarantined (two records under one key), revoked. `seen_at` and `skew_ms`
# (the device's clock minus the centre's) are those of its last batch; empty and 0 before any. `free_mb` and
# `months_left` are what it said last of its disk; -1 where it has not, or does not know.
DEVICES: Final = Table(
    "devices",
    METADATA,
    key("station_id"),
    octets("device", key=True),
    text("name"),
    text("state"),
    text("enrolled_at"),
    text("seen_at", default=""),
    number("skew_ms", default="0"),
    number("free_mb", default="-1"),
    number("months_left", default="-1"),
    Index(None, "device"),
)

# An epoch of a device: the key it signs with, the head that was acknowledged (seq 0 and zeros before any event), the
# head its first event cites. `tail`: open, or unknown once a later epoch began: more may come, or be lost.
EPOCHS: Final = Table(
    "epochs",
    METADATA,
    key("station_id"),
    octets("device", key=True),
    place("epoch"),
    octets("public_key"),
    number("seq"),
    octets("hash"),
    text("cites"),
    text("tail"),
)

# An accepted batch and its leaf in the log, which is the order in which everything was taken in.
BATCHES: Final = Table(
    "batches",
    METADATA,
    key("station_id"),
    octets("device", key=True),
    place("epoch"),
    place("first"),
    number("last"),
    octets("head"),
    octets("signature"),
    number("leaf"),
    text("received_at"),
    number("skew_ms"),
    Index(None, "leaf"),
)

# Every event, its bytes as they were written.
EVENTS: Final = Table(
    "events",
    METADATA,
    key("station_id"),
    octets("device", key=True),
    place("epoch"),
    place("seq"),
    octets("hash"),
    octets("raw"),
)

# What was sent and contradicts what was accepted, whole as it came. `kind`: fork.
EVIDENCE: Final = Table(
    "evidence",
    METADATA,
    key("station_id"),
    key("evidence_id"),
    octets("device"),
    number("epoch"),
    number("seq"),
    text("kind"),
    octets("body"),
    text("received_at"),
)

# What somebody must look at: the sentence `centre.finding_KIND` with `fields` (JSON). The same `subject` of a kind is
# one finding. `state`: open, taken (by `owner`), closed.
FINDINGS: Final = Table(
    "findings",
    METADATA,
    key("station_id"),
    key("kind"),
    key("subject"),
    text("fields"),
    text("evidence_id", default=""),
    text("state"),
    text("owner", default=""),
    text("opened_at"),
    text("closed_at", default=""),
    Index(None, "state", "opened_at"),
)

# A one-time code: only its hash is kept. `device` is the hex of the one that it replaces, empty for a new one.
ENROL_CODES: Final = Table(
    "enrol_codes",
    METADATA,
    key("station_id"),
    octets("code_hash", key=True),
    text("device"),
    text("made_by"),
    text("made_at"),
    text("until"),
    text("used_at", default=""),
    text("used_by", default=""),
    Index(None, "code_hash"),
)

# Settings published for a station, version by version, signed by the centre.
SETTINGS_PUBLISHED: Final = Table(
    "settings_published",
    METADATA,
    key("station_id"),
    place("version"),
    text("text"),
    text("effective_from"),
    octets("signature"),
    text("published_by"),
    text("published_at"),
)

# The log: what each leaf says, the roots of complete subtrees (level 0 is the leaf's hash), the newest checkpoint
# and the key it is signed with.
LOG_LEAVES: Final = Table("log_leaves", METADATA, place("leaf"), octets("data"))
LOG_NODES: Final = Table("log_nodes", METADATA, place("level"), place("place"), octets("hash"))
LOG_STATE: Final = Table(
    "log_state",
    METADATA,
    Column("one", BigInteger, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    number("size"),
    text("checkpoint"),
    text("log_key"),
)
