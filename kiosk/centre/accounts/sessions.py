"""Who is signed in: kept at the centre by the hash of a cookie, for one browser, for a working day at most."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Final

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.accounts.accounts import Account, find
from kiosk.centre.store.console_tables import SESSIONS

_WHOLE: Final = timedelta(hours=10)
_IDLE: Final = timedelta(hours=1)
# How often it is noted that somebody is still there.
_NOTED: Final = timedelta(minutes=5)


class Visitor(msgspec.Struct, frozen=True):
    """Somebody who is signed in, and the word that every form of theirs must carry."""

    account: Account
    csrf: str

    @property
    def name(self) -> str:
        """Who it is."""
        return self.account.name

    @property
    def role(self) -> str:
        """What they are here."""
        return self.account.role


def _hash(text: str) -> bytes:
    return sha256(b"kiosk/session/1" + text.encode()).digest()


async def begin(connection: AsyncConnection, name: str, agent: str, now: Now) -> str:
    """Signs somebody in; returns the cookie."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _hash(token), "name": name, "agent_hash": _hash(agent), "csrf": secrets.token_urlsafe(24)}
    await connection.execute(insert(SESSIONS).values(row | {"began_at": now.stamp, "seen_at": now.stamp}))
    return token


async def find_visitor(connection: AsyncConnection, token: str, agent: str, now: Now) -> tuple[Visitor | None, bool]:
    """Who holds a cookie, in the browser it was given to; and whether it should be noted that they are there."""
    row = (await connection.execute(select(SESSIONS).where(SESSIONS.c.token_hash == _hash(token)))).first()
    if row is None or not secrets.compare_digest(bytes(row.agent_hash), _hash(agent)):
        return None, False
    if row.began_at < _ago(now, _WHOLE) or row.seen_at < _ago(now, _IDLE):
        return None, False
    account = await find(connection, row.name)
    if account is None or account.state == "ended":
        return None, False
    return Visitor(account, row.csrf), row.seen_at < _ago(now, _NOTED)


async def note_seen(connection: AsyncConnection, token: str, now: Now) -> None:
    """Somebody is still there."""
    await connection.execute(update(SESSIONS).where(SESSIONS.c.token_hash == _hash(token)).values(seen_at=now.stamp))


async def end(connection: AsyncConnection, token: str, now: Now) -> None:
    """Signs somebody out; sessions that are over go with it."""
    await connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash == _hash(token)))
    await connection.execute(delete(SESSIONS).where(SESSIONS.c.began_at < _ago(now, _WHOLE)))


def _ago(now: Now, span: timedelta) -> str:
    return (now.at - span).isoformat(timespec="milliseconds")
