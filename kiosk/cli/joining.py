"""What a person is told where the centre was not joined, or a record did not come back."""

from typing import Any, Final

from kiosk.station.files import StationFiles
from kiosk.station.line.answers import Cut, Declined
from kiosk.station.line.returning import NotReturned

_KNOWN: Final = frozenset({"code", "device_elsewhere", "key"})


def why(error: Cut | Declined | NotReturned, url: str, files: StationFiles) -> tuple[str, dict[str, Any]]:
    """The key of the sentence, and its fields."""
    match error:
        case Cut(way=way):
            return f"cli.join_cut_{way}", {"url": url}
        case Declined(problem=problem):
            return f"cli.join_{problem if problem in _KNOWN else 'refused'}", {"problem": problem}
        case NotReturned(reason=reason):
            return f"cli.back_{reason}", {"folder": files.folder}
