"""Accounts of the console: made with a one-time password, which its owner replaces at the first sign-in."""

import secrets
from datetime import timedelta
from typing import Final, Literal, get_args

import msgspec
from nacl import pwhash
from nacl.exceptions import InvalidkeyError
from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.store.console_tables import ACCOUNTS, MISSES, SESSIONS

# Who changes accounts, devices and settings; who looks after the stations of one sub-district; who reads all.
Role = Literal["administrator", "lead", "auditor"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
# Argon2id at 19 MiB and two passes, as PINs at the station.
_OPS: Final = 2
_MEMORY: Final = 19 * 1024 * 1024
LEAST_LETTERS: Final = 10
_MOST_LETTERS: Final = 200
_NAME_LETTERS: Final = 40
# Wrong passwords within this time: more for one name, or from one address, and nobody is let in until it has passed.
_MISSES_S: Final = 15 * 60
_BY_NAME: Final = 8
_BY_ADDRESS: Final = 40
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"


class Account(msgspec.Struct, frozen=True):
    """Somebody who may sign in; `area` is a lead's sub-district. `state`: first, active, ended."""

    name: str
    role: Role
    area: str
    state: str
    made_by: str = ""
    made_at: str = ""


class NotAllowed(Exception):  # noqa: N818 - an answer to whoever asked
    """What cannot be done with an account: `centre.refused_REASON` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hashed(password: str) -> str:
    """A password as it is kept. It takes tens of milliseconds: call it in a thread."""
    return pwhash.argon2id.str(password.encode(), _OPS, _MEMORY).decode()


_NOBODY: Final = hashed(secrets.token_hex(16))


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one that is kept; as slow where there is none."""
    try:
        return pwhash.argon2id.verify((kept or _NOBODY).encode(), password.encode()[: _MOST_LETTERS * 4]) and bool(kept)
    except InvalidkeyError:
        return False


def one_time() -> str:
    """A password to be told once: 60 bits, easy to read out."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


async def make(connection: AsyncConnection, name: str, role: str, area: str, by: str, now: Now, kept: str) -> None:
    """A new account, or a known one let in again with a new one-time password (`kept` is its hash)."""
    name = " ".join(name.split())
    if not name or len(name) > _NAME_LETTERS:
        raise NotAllowed("name")
    if role not in ROLES or (role == "lead" and not area):
        raise NotAllowed("role_of")
    row = {"role": role, "area": area if role == "lead" else "", "password": kept, "state": "first"}
    row |= {"made_by": by, "made_at": now.stamp}
    changed = await connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(row))
    if changed.rowcount == 0:
        await connection.execute(insert(ACCOUNTS).values(name=name, **row))
    await connection.execute(delete(SESSIONS).where(SESSIONS.c.name == name))


async def end(connection: AsyncConnection, name: str, by: str) -> None:
    """Lets somebody in no more. Raises NotAllowed for one's own account."""
    if name == by:
        raise NotAllowed("own_account")
    await connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(state="ended"))
    await connection.execute(delete(SESSIONS).where(SESSIONS.c.name == name))


async def change_password(connection: AsyncConnection, name: str, kept: str) -> None:
    """Replaces a password; whoever is signed in under that name is signed out."""
    await connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(password=kept, state="active"))
    await connection.execute(delete(SESSIONS).where(SESSIONS.c.name == name))


async def kept_password(connection: AsyncConnection, name: str) -> str:
    """The password of an account as it is kept; empty where nobody of that name may sign in."""
    asked = select(ACCOUNTS.c.password).where(ACCOUNTS.c.name == name, ACCOUNTS.c.state != "ended")
    return str((await connection.execute(asked)).scalar() or "")


async def find(connection: AsyncConnection, name: str) -> Account | None:
    """An account by its name."""
    row = (await connection.execute(_SHOWN.where(ACCOUNTS.c.name == name))).first()
    return Account(*row) if row else None


async def listed(connection: AsyncConnection) -> tuple[Account, ...]:
    """Every account."""
    return tuple(Account(*row) for row in await connection.execute(_SHOWN.order_by(ACCOUNTS.c.state, ACCOUNTS.c.name)))


_SHOWN: Final = select(
    *(ACCOUNTS.c[name] for name in ("name", "role", "area", "state", "made_by", "made_at"))  # never the password
)


async def too_many_misses(connection: AsyncConnection, name: str, address: str, now: Now) -> bool:
    """Whether there were too many wrong passwords lately, for a name or from an address."""
    since = _since(now)
    for column, value, most in ((MISSES.c.name, name, _BY_NAME), (MISSES.c.address, address, _BY_ADDRESS)):
        asked = select(func.count()).where(column == value, MISSES.c.at > since)
        if ((await connection.execute(asked)).scalar() or 0) >= most:
            return True
    return False


async def note_miss(connection: AsyncConnection, name: str, address: str, now: Now) -> None:
    """Counts a wrong password; those that count no more go."""
    await connection.execute(delete(MISSES).where(or_(MISSES.c.at <= _since(now), MISSES.c.at > now.stamp)))
    row = {"miss_id": secrets.token_hex(16), "name": name[:_NAME_LETTERS], "address": address, "at": now.stamp}
    await connection.execute(insert(MISSES).values(row))


def _since(now: Now) -> str:
    return (now.at - timedelta(seconds=_MISSES_S)).isoformat(timespec="milliseconds")
