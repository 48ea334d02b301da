"""Who works at a station, put into its settings: one line a person, as somebody types it."""

from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

_FIELDS: Final = ("who", "role", "shown")


class NotAList(ValueError):  # noqa: N818 - told to whoever typed it
    """A line that names nobody: which."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def people_of(text: str) -> tuple[tuple[str, str, str], ...]:
    """Who a text of settings lists: id, role, masked name; nobody where it cannot be read."""
    try:
        found: Any = tomlkit.parse(text).unwrap().get("services", {}).get("staff", {}).get("people", ())
        return tuple((str(one["who"]), str(one["role"]), str(one["shown"])) for one in found)
    except (TOMLKitError, KeyError, TypeError, AttributeError):
        return ()


def typed(lines: str) -> tuple[tuple[str, str, str], ...]:
    """What somebody typed, one person a line: `a1 supervisor 张*`. Raises NotAList."""
    found = []
    for line in lines.splitlines():
        parts = line.split()
        if not parts:
            continue
        if len(parts) != len(_FIELDS):
            raise NotAList(line.strip()[:60])
        found.append((parts[0], parts[1], parts[2]))
    return tuple(found)


def with_people(text: str, people: tuple[tuple[str, str, str], ...]) -> str:
    """A text of settings with this list in the place of its own, all else as it was. Raises TOMLKitError."""
    document = tomlkit.parse(text)
    services: Any = document.setdefault("services", tomlkit.table(is_super_table=True))
    staff: Any = services.setdefault("staff", tomlkit.table())
    staff.pop("people", None)
    if people:
        listed = tomlkit.aot()
        for person in people:
            row = tomlkit.table()
            for name, value in zip(_FIELDS, person, strict=True):
                row.add(name, value)
            listed.append(row)
        staff.add("people", listed)
    return tomlkit.dumps(document)
