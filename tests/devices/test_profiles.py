"""Printer profiles: those in the house are whole, a broken one is refused with file, key, line and what is allowed."""

from pathlib import Path

import pytest

from kiosk.base.files import bundled
from kiosk.base.toml import ConfigError
from kiosk.devices.address import transport_for
from kiosk.devices.finding import candidates, ports
from kiosk.devices.profiles import ESCPOS_PRINTER, Verified, load_printer, printer_ids
from kiosk.devices.transports import SerialLine, Tcp
from kiosk.devices.usb_bulk import UsbBulk
from kiosk.devices.usb_port import UsbPort


@pytest.mark.parametrize("profile_id", printer_ids())
def test_every_bundled_profile_is_whole_and_claims_no_real_paper(profile_id: str) -> None:
    profile = load_printer(profile_id)
    assert profile.id == profile_id
    assert profile.spec.columns * 12 <= profile.spec.dots
    assert profile.verified == Verified()


def test_the_two_papers_are_what_their_names_say() -> None:
    wide, narrow = load_printer("generic-80-gb18030").spec, load_printer("generic-58-raster").spec
    assert (wide.dots, wide.columns, wide.mode) == (576, 48, "rom")
    assert (narrow.dots, narrow.columns, narrow.mode) == (384, 32, "raster")
    assert wide.init == b"\x1b@\x1bt\x00\x1c&\x1cS\x00\x00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ESCPOS_PRINTER).mkdir()
    source = bundled("device_profiles") / ESCPOS_PRINTER / "generic-escpos.toml"
    (tmp_path / ESCPOS_PRINTER / "generic-escpos.toml").write_bytes(source.read_bytes())
    return tmp_path


HEAD = 'schema = 1\nid = "ours"\nkind = "escpos_printer"\ninherits = "generic-escpos"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            HEAD + '[text]\nmode = "laser"\n',
            'ours.toml, line 6: text.mode: expected one of: "raster", "rom", found "laser"',
        ),
        (
            HEAD + "[paper]\ndots = 384\ncolumn = 32\n",
            "ours.toml, line 7: paper.column: this key is not known; expected one of: dots, columns, line_dots",
        ),
        (
            HEAD + "[paper]\ncolumns = 48\n",
            "ours.toml, line 5: paper: expected at most dots / 12 columns, found 48 on 384 dots",
        ),
        (
            HEAD + "[status]\ndle_eot = [1, 9]\n",
            "ours.toml, line 6: status.dle_eot[1]: expected one of: 1, 2, 3, 4, found 9",
        ),
        (
            HEAD + '[cut]\nend = "1D5"\n',
            "ours.toml, line 6: cut.end: expected text in quotes of the form '^([0-9A-F]{2} ?)*$', found \"1D5\"",
        ),
        (HEAD.replace('"ours"', '"theirs"'), 'ours.toml, line 2: id: expected the file\'s own name, "ours"'),
        (
            HEAD.replace("generic-escpos", "epson"),
            'ours.toml, line 4: inherits: expected one of: "generic-escpos", found "epson"',
        ),
        (
            HEAD.replace("generic-escpos", "ours"),
            'ours.toml, line 4: inherits: expected one of: "generic-escpos", found "ours"',
        ),
        (HEAD.replace("schema = 1", "schema = 2"), "ours.toml, line 1: schema: expected one of: 1, found 2"),
        (
            'schema = 1\nid = "ours"\nkind = "escpos_printer"\n',
            "ours.toml, line 1: transport: this key is missing; expected a table",
        ),
    ],
)
def test_a_broken_profile_is_refused_in_one_sentence(folder: Path, text: str, sentence: str) -> None:
    (folder / ESCPOS_PRINTER / "ours.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_printer("ours", folder)
    assert str(caught.value) == sentence


def test_a_mistake_in_an_inherited_profile_is_named_where_it_is(folder: Path) -> None:
    parent = folder / ESCPOS_PRINTER / "generic-escpos.toml"
    parent.write_text(parent.read_text("utf-8").replace("quiet = 4 ", "quiet = 0 "), "utf-8")
    (folder / ESCPOS_PRINTER / "ours.toml").write_text(HEAD + "[qr]\nmodule = 6\n", "utf-8")
    with pytest.raises(ConfigError, match=r"^generic-escpos\.toml, line \d+: qr\.quiet: .*>= 4, found 0$"):
        load_printer("ours", folder)


def test_an_unknown_profile_is_refused_with_those_there_are(folder: Path) -> None:
    with pytest.raises(ConfigError, match='expected one of: "generic-escpos"'):
        load_printer("nobodys", folder)


def test_what_is_not_said_is_inherited(folder: Path) -> None:
    (folder / ESCPOS_PRINTER / "ours.toml").write_text(HEAD + "[paper]\nline_dots = 30\n", "utf-8")
    profile = load_printer("ours", folder)
    assert (profile.paper.line_dots, profile.paper.dots) == (30, 384)


def test_an_address_becomes_the_way_to_the_device() -> None:
    profile = load_printer("generic-escpos").transport
    assert isinstance(transport_for("tcp:192.168.1.50:9100", profile), Tcp)
    assert isinstance(transport_for("serial:/dev/ttyUSB0", profile), SerialLine)
    assert isinstance(transport_for("usb:/dev/usb/lp0", profile), UsbPort)
    assert isinstance(transport_for("usb:0416:5011", profile), UsbBulk)
    assert isinstance(transport_for("usb:04b8:0E15:J7RF 123:4", profile), UsbBulk)


def test_what_is_plugged_in_is_found_as_settings_write_it(tmp_path: Path) -> None:
    for name in ("usb/lp0", "usb/lp1", "usb/hiddev0", "serial/by-id/usb-1a86_USB_Serial-if00"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = ("usb/lp0", "usb/lp1", "serial/by-id/usb-1a86_USB_Serial-if00")
    assert ports(tmp_path) == tuple(f"{name.partition('/')[0]}:{tmp_path}/{name}" for name in found)


def test_every_paper_is_tried_once_by_a_generic_profile() -> None:
    tried = candidates("usb:/dev/usb/lp0")
    assert {profile.spec for profile in tried} == {load_printer(profile_id).spec for profile_id in printer_ids()}
    assert all(profile.id.startswith("generic-") for profile in tried)
    assert tried == candidates("tcp:10.0.0.9:9100")


def test_a_make_is_there_only_with_its_source() -> None:
    folder = bundled("device_profiles") / ESCPOS_PRINTER
    makes = [profile_id for profile_id in printer_ids() if not profile_id.startswith("generic-")]
    assert makes
    for profile_id in makes:
        assert "escpos-printer-db, data/profile/" in (folder / f"{profile_id}.toml").read_text("utf-8")
    assert "Creative Commons Attribution 4.0" in " ".join(
        (folder / "LICENSE-escpos-printer-db.txt").read_text().split()
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "192.168.1.50",
        "tcp:printer",
        "tcp:printer:0",
        "tcp::9100",
        "tcp://1.2.3.4:9100",
        "serial:COM3",
        "usb:1",
        "usb:416:5011",
    ],
)
def test_a_wrong_address_is_refused_with_what_was_expected(address: str) -> None:
    forms = '"tcp:HOST:PORT" or "serial:/dev/…" or "usb:/dev/usb/lp…" or "usb:VID:PID"'
    with pytest.raises(ValueError, match=f'^expected {forms}, found "{address}"$'):
        transport_for(address, load_printer("generic-escpos").transport)
