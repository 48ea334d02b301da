"""The columns that the centre's tables are made of."""

from sqlalchemy import BigInteger, Column, LargeBinary, Text


def key(name: str) -> Column[str]:
    """A text of the key."""
    return Column(name, Text, primary_key=True)


def place(name: str) -> Column[int]:
    """A number of the key, which the database does not give."""
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def text(name: str, *, default: str | None = None) -> Column[str]:
    """A text."""
    return Column(name, Text, nullable=False, server_default=default)


def number(name: str, *, default: str | None = None) -> Column[int]:
    """A number."""
    return Column(name, BigInteger, nullable=False, server_default=default)


def octets(name: str, *, key: bool = False) -> Column[bytes]:
    """Bytes as they came, in the key or not."""
    return Column(name, LargeBinary, nullable=False, primary_key=key)
