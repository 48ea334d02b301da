"""What systemd is told: it accepts the units, they name what exists, and install puts them in place whole."""

import configparser
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kiosk import bootstrap
from kiosk.cli import main
from kiosk.station import units
from kiosk.station.releases import Releases

PROGRAM = "/opt/kiosk/current/bin/kiosk"
SERVICES = ("kiosk-run", "kiosk-counter", "kiosk-board", "kiosk-centre")


def unit(name: str, part: units.Part) -> configparser.ConfigParser:
    found = {path.name: path for path, _ in units.files(part)}[name]
    # systemd allows a key several times; none of these files does.
    parsed = configparser.ConfigParser(interpolation=None, strict=True)
    parsed.optionxform = str  # type: ignore[assignment,method-assign] # systemd's keys have capitals
    parsed.read(found, encoding="utf-8")
    return parsed


@pytest.fixture(scope="module")
def services() -> dict[str, configparser.SectionProxy]:
    return {
        name: unit(f"{name}.service", "centre" if name == "kiosk-centre" else "station")["Service"] for name in SERVICES
    }


def test_each_service_starts_a_command_that_exists(services: dict[str, configparser.SectionProxy]) -> None:
    for name, service in services.items():
        program, command = service["ExecStart"].split()
        assert program == PROGRAM
        assert command == name.removeprefix("kiosk-")
        assert isinstance(main.get_command(click.Context(main), command), click.Command)


def test_each_service_is_watched_restarted_for_ever_and_says_itself_that_it_is_up(
    services: dict[str, configparser.SectionProxy],
) -> None:
    for name, service in services.items():
        assert (service["Type"], service["NotifyAccess"], service["Restart"]) == ("notify", "main", "always")
        assert int(service["WatchdogSec"]) <= 60
        part: units.Part = "centre" if name == "kiosk-centre" else "station"
        assert unit(f"{name}.service", part)["Unit"]["StartLimitIntervalSec"] == "0"


def test_each_service_has_no_rights_beyond_its_own_folder(services: dict[str, configparser.SectionProxy]) -> None:
    for service in services.values():
        assert service["NoNewPrivileges"] == service["ProtectHome"] == service["RestrictSUIDSGID"] == "yes"
        assert (service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("strict", "")
        assert (service["StateDirectoryMode"], service["UMask"], service["LimitCORE"]) == ("0700", "0077", "0")
        assert service.get("User") == "kiosk" or service.get("DynamicUser") == "yes"
    assert services["kiosk-run"]["Environment"].count("KIOSK_DATA=/var/lib/kiosk") == 1


def test_a_switch_that_was_cut_off_is_judged_at_each_start_by_the_release_before_it() -> None:
    """Not by the one that may not be able to run; and never ordered after those that it starts itself."""
    for part in units.PARTS:
        verdict = unit("kiosk-verdict.service", part)
        program, command, *options = verdict["Service"]["ExecStart"].split()
        assert (
            program
            == verdict["Unit"]["ConditionPathExists"]
            == str(Releases(Path("/opt/kiosk")).awaiting / "bin/kiosk")
        )
        assert (command, options[0]) == ("update", "--judge")
        assert not {"After", "Before", "Requires"} & set(verdict["Unit"])
        for language in ("zh", "en"):
            assert "kiosk-verdict" in bootstrap.all_words().say(language, f"cli.service_next_{part}")


def test_the_check_up_may_ask_whether_the_clock_is_kept(services: dict[str, configparser.SectionProxy]) -> None:
    """Behind the filter it would say for ever that this cannot be seen."""
    assert {"adjtimex", "clock_adjtime"} <= set(services["kiosk-run"]["SystemCallFilter"].split())


def test_the_touchscreen_needs_no_network_and_no_centre_to_start() -> None:
    section = unit("kiosk-run.service", "station")["Unit"]
    assert "Requires" not in section
    assert "network" not in " ".join(section.values())


def test_no_key_leads_to_a_console_or_to_the_kernel() -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path, _ in units.files("station"))
    assert 'Option "DontVTSwitch" "true"' in everything
    assert 'Option "DontZap" "true"' in everything
    assert "kernel.sysrq = 0" in everything
    assert "NAutoVTs=0" in everything


def test_install_puts_everything_in_place_and_masks_ctrl_alt_del(tmp_path: Path) -> None:
    for _ in range(2):
        done = CliRunner().invoke(main, ["service", "install", "--root", str(tmp_path)])
        assert done.exit_code == 0, done.output
    for source, place in units.files("station"):
        assert (tmp_path / place).read_bytes() == source.read_bytes()
    assert (tmp_path / "etc/systemd/system/ctrl-alt-del.target").readlink() == Path("/dev/null")
    assert not list(tmp_path.rglob("*.new"))
    assert not (tmp_path / "etc/systemd/system/kiosk-centre.service").exists()
    shown = CliRunner().invoke(main, ["service", "show", "--for", "centre"])
    assert shown.output.count("# /etc/systemd/system/") == 2


def test_a_station_gets_the_groups_of_its_devices() -> None:
    groups = set(unit("kiosk-run.service", "station")["Service"]["SupplementaryGroups"].split())
    rules = {path.name: path for path, _ in units.files("station")}["70-kiosk.rules"].read_text(encoding="utf-8")
    assert {"lp", "dialout", "input"} <= groups
    for group in ("lp", "dialout", "input"):
        assert f'GROUP="{group}"' in rules


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """With systemd's own check where it is installed; the tests above hold without it."""
    programs = {PROGRAM: "/bin/true", "/opt/kiosk/awaiting/bin/kiosk": "/bin/true", "/usr/bin/Xorg": "/bin/true"}
    for part in units.PARTS:
        for source, place in units.files(part):
            if place.startswith("etc/systemd/system/"):
                text = source.read_text(encoding="utf-8")
                for there, here in programs.items():
                    text = text.replace(there, here)
                (tmp_path / source.name).write_text(text, encoding="utf-8")
    made = sorted(str(path) for path in tmp_path.iterdir())
    assert len(made) == 7
    if shutil.which("systemd-analyze"):
        command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *made]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, "")
