"""A published text and what stands at the station put together, comments and order kept."""

from typing import Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from kiosk.base import toml
from kiosk.base.toml import ConfigError

# What stands at the station and is known there alone; a published text never changes it.
OWN: Final = ("screen", "board", "printer", "second_printer", "scanner", "line")
_FILE: Final = "station.toml"


def merged(published: str, own: str) -> str:
    """A published text with the station's own tables in place of those it may hold. Raises ConfigError."""
    try:
        document, here = tomlkit.parse(published), tomlkit.parse(own)
        for name in OWN:
            if name in document:
                document.remove(name)
            if name in here:
                document.add(tomlkit.nl())
                document[name] = here[name]
        text = tomlkit.dumps(document)
    except (TOMLKitError, ValueError) as error:
        raise ConfigError(_FILE, "", 1, str(error)) from error
    theirs, ours, together = (toml.parse(each, _FILE)[0] for each in (published, own, text))
    wanted = {key: value for key, value in theirs.items() if key not in OWN}
    if together != wanted | {key: value for key, value in ours.items() if key in OWN}:
        raise ConfigError(_FILE, "", 1, "tables that can be put together with the station's own")
    return text
