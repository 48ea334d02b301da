"""The book of findings: open, taken by somebody, closed with a reason; every step and comment is kept."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, get_args

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.store.console_tables import FINDING_NOTES
from kiosk.centre.store.tables import FINDINGS, STATIONS

State = Literal["open", "taken", "closed"]
STATES: Final[tuple[State, ...]] = get_args(State)
COMMENT_LETTERS: Final = 500
_MOST: Final = 300


class Finding(msgspec.Struct, frozen=True):
    """Something to look at, of a station."""

    station_id: str
    station: str
    kind: str
    subject: str
    fields: Mapping[str, Any]
    state: str
    owner: str
    opened_at: str
    closed_at: str


class Note(msgspec.Struct, frozen=True):
    """What somebody did about a finding, or said of it."""

    at: str
    by: str
    state: str
    text: str


_COLUMNS: Final = select(
    *(FINDINGS.c.station_id, STATIONS.c.name, FINDINGS.c.kind, FINDINGS.c.subject, FINDINGS.c.fields),
    *(FINDINGS.c.state, FINDINGS.c.owner, FINDINGS.c.opened_at, FINDINGS.c.closed_at),
).join(STATIONS, STATIONS.c.station_id == FINDINGS.c.station_id)


async def listed(
    connection: AsyncConnection, stations: Sequence[str] | None, state: str = "", station: str = ""
) -> tuple[Finding, ...]:
    """Findings of some stations (None: all), the newest first."""
    asked = _COLUMNS.order_by(FINDINGS.c.opened_at.desc(), FINDINGS.c.subject).limit(_MOST)
    if stations is not None:
        asked = asked.where(FINDINGS.c.station_id.in_(stations))
    if state:
        asked = asked.where(FINDINGS.c.state == state)
    if station:
        asked = asked.where(FINDINGS.c.station_id == station)
    return tuple(_finding(row) for row in await connection.execute(asked))


async def counts(connection: AsyncConnection, stations: Sequence[str] | None) -> dict[str, int]:
    """How many are not closed, by station."""
    asked = (
        select(FINDINGS.c.station_id, func.count()).where(FINDINGS.c.state != "closed").group_by(FINDINGS.c.station_id)
    )
    if stations is not None:
        asked = asked.where(FINDINGS.c.station_id.in_(stations))
    return {row[0]: row[1] for row in await connection.execute(asked)}


async def find(connection: AsyncConnection, station: str, kind: str, subject: str) -> Finding | None:
    """One finding."""
    asked = _COLUMNS.where(FINDINGS.c.station_id == station, FINDINGS.c.kind == kind, FINDINGS.c.subject == subject)
    row = (await connection.execute(asked)).first()
    return _finding(row) if row else None


async def notes(connection: AsyncConnection, finding: Finding) -> tuple[Note, ...]:
    """What was done and said, in order."""
    own = (FINDING_NOTES.c.station_id == finding.station_id, FINDING_NOTES.c.kind == finding.kind)
    asked = select(FINDING_NOTES.c.at, FINDING_NOTES.c.by, FINDING_NOTES.c.state, FINDING_NOTES.c.text)
    rows = await connection.execute(
        asked.where(*own, FINDING_NOTES.c.subject == finding.subject).order_by(FINDING_NOTES.c.at)
    )
    return tuple(Note(*row) for row in rows)


async def move(connection: AsyncConnection, finding: Finding, state: str, by: str, comment: str, now: Now) -> None:
    """Takes, closes or opens a finding again, or says something of it where the state stays."""
    values = {"state": state, "owner": by if state == "taken" else "" if state == "open" else finding.owner or by}
    values["closed_at"] = now.stamp if state == "closed" else ""
    own = {"station_id": finding.station_id, "kind": finding.kind, "subject": finding.subject}
    if state != finding.state:
        await connection.execute(
            update(FINDINGS).where(*(FINDINGS.c[key] == one for key, one in own.items())).values(values)
        )
    row = {"note_id": secrets.token_hex(12), "at": now.stamp, "by": by, "text": comment[:COMMENT_LETTERS]}
    await connection.execute(
        insert(FINDING_NOTES).values(own | row | {"state": state if state != finding.state else ""})
    )


def _finding(row: Any) -> Finding:
    place, name, kind, subject, fields, *rest = row
    return Finding(place, name, kind, subject, msgspec.json.decode(fields), *rest)
