"""What is plugged in and not set is told, with the lines of `station.toml` for it; nothing is sent to it."""

from pathlib import Path

import pytest
from support.station import SETTINGS, Station

from kiosk.devices.plugged import Plugged, plugged, ports
from kiosk.services.registry import SERVICES
from kiosk.station import doctor, settings
from kiosk.station.proposals import proposals

LP = "usb:/dev/usb/lp0"
LINE = "serial:/dev/serial/by-id/usb-1a86_USB_Serial-if00"
KEYS = "hid:/dev/input/by-id/usb-Newland_Scanner-event-kbd"
PRINTER = Plugged("printer", LP, "EPSON TM-T82", "generic-58-raster")
SERIAL = Plugged("serial", LINE, "1a86 USB Serial")
SCANNER = Plugged("scanner", KEYS, "Newland Scanner", "generic-hid")
SET = f'\n[printer]\nprofile = "generic-58-raster"\naddress = "{LP}"\n'


def machine(root: Path) -> tuple[Path, Path]:
    """A machine with a printer the kernel drives, one nobody drives, a serial line, a scanner, a keyboard, a disk."""
    dev, usb = root / "dev", root / "sys" / "bus" / "usb" / "devices"
    for name in ("serial/by-id/usb-1a86_USB_Serial-if00", "input/by-id/usb-Newland_Scanner-event-kbd",
                 "input/by-id/usb-Dell_Keyboard-event-kbd"):  # fmt: skip
        (dev / name).parent.mkdir(parents=True, exist_ok=True)
        (dev / name).touch()
    for port, ids, said, kind in (
        ("1-1", ("04b8", "0e28"), ("EPSON", "TM-T82"), "07"),
        ("1-2", ("0416", "5011"), ("", "POS58 Printer"), "07"),
        ("1-3", ("0781", "5567"), ("SanDisk", "Blade"), "08"),
    ):
        interface = root / "sys" / "devices" / port / f"{port}:1.0"
        interface.mkdir(parents=True)
        (interface / "bInterfaceClass").write_text(f"{kind}\n")
        for name, text in zip(("idVendor", "idProduct", "manufacturer", "product"), (*ids, *said), strict=True):
            (interface.parent / name).write_text(f"{text}\n")
        usb.mkdir(parents=True, exist_ok=True)
        (usb / f"{port}:1.0").symlink_to(interface)
    (usb / "1-1:1.0" / "usbmisc" / "lp0").mkdir(parents=True)
    (usb / "1-1:1.0" / "driver").mkdir()
    return dev, root / "sys"


def test_printers_with_and_without_a_driver_serial_lines_and_scanners_are_found(tmp_path: Path) -> None:
    dev, system = machine(tmp_path)
    assert plugged(dev, system) == (
        PRINTER,
        Plugged("printer", "usb:0416:5011", "POS58 Printer", "generic-58-raster"),
        Plugged("serial", f"serial:{dev}/serial/by-id/usb-1a86_USB_Serial-if00", "1a86 USB Serial-if00"),
        Plugged("scanner", f"hid:{dev}/input/by-id/usb-Newland_Scanner-event-kbd", "Newland Scanner-event-kbd",
                "generic-hid"),
    )  # fmt: skip


def test_the_first_start_offers_those_without_a_driver_too(tmp_path: Path) -> None:
    dev, system = machine(tmp_path)
    (dev / "usb").mkdir()
    (dev / "usb" / "lp0").touch()
    line = f"serial:{dev}/serial/by-id/usb-1a86_USB_Serial-if00"
    assert ports(dev, system) == (f"usb:{dev}/usb/lp0", line, "usb:0416:5011")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", [("warn", "printer", "printer"), ("warn", "serial", "printer"), ("ok", "scanner", "printer")]),
        (SET, [("ok", "serial", "second_printer"), ("ok", "scanner", "second_printer")]),
        (SET.replace("lp0", "lp1"), [("ok", "printer", "second_printer"), ("ok", "serial", "second_printer"),
                                     ("ok", "scanner", "second_printer")]),
    ],
)  # fmt: skip
def test_what_the_settings_name_is_not_proposed_and_what_the_station_lacks_is(
    more: str, told: list[tuple[str, str, str]]
) -> None:
    found = proposals(settings.parse(SETTINGS + more, SERVICES), (PRINTER, SERIAL, SCANNER))
    assert [(state, says, fields["table"]) for state, says, fields in found] == told


def test_the_lines_that_are_told_are_settings(station: Station) -> None:
    found = doctor.station(
        station.files, SERVICES, station.clock, lambda _: pytest.fail("asked"), lambda _: pytest.fail("asked"),
        lambda: (PRINTER,),
    )  # fmt: skip
    [one] = [finding for finding in found if finding.name == "plugged"]
    said = station.desk.words.say("zh", f"doctor.plugged_{one.says}", **one.fields)
    profile, address = one.fields["profile"], one.fields["address"]
    assert f'[printer] profile = "{profile}" address = "{address}"' in said
    lines = f'[printer]\nprofile = "{profile}"\naddress = "{address}"\n'
    assert settings.parse(f"{SETTINGS}\n{lines}", SERVICES).printer is not None
