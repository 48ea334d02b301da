"""What is written about devices: its settings are settings, every state and every switch is in it."""

import re
from pathlib import Path

from support.station import SETTINGS

from kiosk import bootstrap
from kiosk.devices.health import phase_of
from kiosk.services.registry import SERVICES
from kiosk.station.settings import parse
from kiosk.touch.devices import STATES
from kiosk.virtual.cash import LINE_FAULTS
from kiosk.virtual.faults import FAULTS
from kiosk.virtual.scanner import SCANNER_FAULTS

DOCS = Path(__file__).parents[2] / "docs"
DEVICES = (DOCS / "devices.md").read_text(encoding="utf-8")
VIRTUAL = (DOCS / "virtual-devices.md").read_text(encoding="utf-8")


def test_the_settings_written_there_are_taken() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", DEVICES, re.DOTALL)
    found = parse(SETTINGS + block, SERVICES, "docs/devices.md")
    assert found.printer
    assert found.second_printer
    assert found.scanner
    assert found.cash


def test_every_state_is_there_with_its_phase_and_the_counters_words() -> None:
    words = bootstrap.all_words()
    for state in STATES:
        (line,) = re.findall(rf"^\| `{state}` \| (.*)$", DEVICES, re.MULTILINE)
        assert line.startswith(phase_of(state).upper())
        assert words.say("zh", f"house.device.{state}").removeprefix("的") in line
        assert words.say("en", f"house.device.{state}").partition(",")[0] in line


def test_every_switch_of_a_virtual_device_is_there() -> None:
    for switch in (*FAULTS, *SCANNER_FAULTS, *LINE_FAULTS):
        assert f"`{switch}`" in VIRTUAL
