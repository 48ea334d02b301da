"""What 体检 needs of a station. No Kivy here."""

import threading
from collections.abc import Callable, Mapping

import msgspec

from kiosk.devices.printers.driver import Result
from kiosk.devices.scanners.trying import Heard
from kiosk.record.verify import Verdict
from kiosk.services.slips.readings import LastTest
from kiosk.station.doctor import Finding
from kiosk.station.settings import StationSettings
from kiosk.touch.voice.speaker import Voice


class Tools(msgspec.Struct, frozen=True):
    """`look` makes all checks, given what OpenGL draws with and the glass in pixels; it and `adopt` take their time.

    `settings` are those in force; `adopt` puts some values of one table of them in force, in the name of `by`, a
    supervisor (ConfigError, Refused); `profiles` says which printer profiles fit an address; `ports`, `network`,
    `try_out`, `scanners` and `hear` are those of the first start (see kiosk.touch.setup.tools); `tried` notes what
    was seen of a test page, in the record and, where it is right, beside the printer's profile; `voice` speaks;
    `own_glass` tells whether this glass is the one that `[screen]` describes.
    """

    look: Callable[[str, tuple[int, int]], tuple[Finding, ...]]
    settings: Callable[[], StationSettings]
    adopt: Callable[[str, dict[str, object], str], None]
    profiles: Callable[[str], tuple[str, ...]]
    ports: Callable[[], tuple[str, ...]]
    network: Callable[[], str]
    try_out: Callable[[str, str], Result]
    scanners: Callable[[tuple[str, ...]], tuple[str, ...]]
    hear: Callable[[tuple[str, ...], threading.Event], Heard | None]
    by: str
    tried: Callable[[LastTest, Mapping[str, bool]], None]
    voice: Voice | None = None
    own_glass: bool = True


class Office(msgspec.Struct, frozen=True):
    """What stands behind the counter's page: 检查 (`verify` takes its time), and 体检 in the name of a supervisor."""

    verify: Callable[[], Verdict]
    checkup: Callable[[str], Tools]
