"""A scanner that types: taken for itself alone, its keys are the letters of a US keyboard."""

import errno
import os
import string
from pathlib import Path

import pytest
from evdev import UInput, ecodes

from kiosk.devices.scanners.keys import Keys, stroke
from kiosk.devices.scanners.profile import load_scanner
from kiosk.devices.scanners.source import source_for
from kiosk.devices.transports import SerialLine
from kiosk.virtual.scanner_keys import Event, KeysPlug

HID = load_scanner("generic-hid")
UINPUT = Path("/dev/uinput")


def typed(*strokes: tuple[int, int]) -> bytes:
    """What the keys give, pressed (1), held (2) and let go (0) in this order."""
    plug = KeysPlug()
    plug.plug()
    keys = Keys("/dev/input/event7", plug.opened)
    keys.open()
    plug._events += [Event(ecodes.EV_KEY, code, value) for code, value in strokes]
    plug.send(b"\r")
    found = keys.read(1.0)
    keys.close()
    return found.removesuffix(b"\r")


@pytest.mark.parametrize("mark", sorted(set(string.printable) - set("\n\x0b\x0c")))
def test_every_mark_of_the_keyboard_is_typed(mark: str) -> None:
    key = stroke(ord(mark))
    assert key is not None
    code, shift = key
    held = [(ecodes.KEY_LEFTSHIFT, 1)] if shift else []
    assert typed(*held, (code, 1), (code, 2), (code, 0)) == mark.encode()


def test_shift_let_go_is_over_and_the_group_separator_is_typed_with_ctrl() -> None:
    shift, ctrl, a = ecodes.KEY_RIGHTSHIFT, ecodes.KEY_LEFTCTRL, ecodes.KEY_A
    assert typed((shift, 1), (a, 1), (a, 0), (shift, 0), (a, 1)) == b"Aa"
    assert typed((ctrl, 1), (ecodes.KEY_RIGHTBRACE, 1), (ctrl, 0), (a, 1)) == b"\x1da"


def test_other_keys_and_keys_that_were_lost_make_the_code_unreadable() -> None:
    assert b"\0" in typed((ecodes.KEY_F5, 1))
    plug = KeysPlug()
    plug.plug()
    keys = Keys("/dev/input/event7", plug.opened)
    keys.open()
    plug._events.append(Event(ecodes.EV_SYN, ecodes.SYN_DROPPED, 0))
    plug.send(b"12\r")
    assert keys.read(1.0) == b"\x0012\r"
    keys.close()


def test_it_is_grabbed_and_let_go_where_another_program_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    plug = KeysPlug()
    plug.plug()
    keys = Keys("/dev/input/event7", plug.opened)
    keys.open()
    assert plug.grabbed == 1
    keys.close()

    def taken() -> None:
        raise OSError(errno.EBUSY, "taken")

    monkeypatch.setattr(plug, "grab", taken)
    with pytest.raises(OSError, match="taken"):
        keys.open()
    assert plug._wake == (), "it is closed again"


@pytest.mark.parametrize("device", ["virtual", *(["kernel"] if os.access(UINPUT, os.W_OK) else [])])
def test_a_code_arrives_from_a_keyboard(device: str) -> None:
    if device == "virtual":
        plug = KeysPlug()
        plug.plug()
        keys = Keys("/dev/input/event7", plug.opened)
        keys.open()
        plug.send(b"K7-2Q\r")
    else:
        board = UInput()
        keys = Keys(str(board.device.path))
        keys.open()
        for byte in b"K7-2Q\r":
            code, shift = stroke(byte) or (0, False)
            held = [ecodes.KEY_LEFTSHIFT] if shift else []
            for key, value in (*((one, 1) for one in held), (code, 1), (code, 0), *((one, 0) for one in held)):
                board.write(ecodes.EV_KEY, key, value)
            board.syn()
    found = b""
    while not found.endswith(b"\r"):
        found += keys.read(1.0)
    keys.close()
    assert found == b"K7-2Q\r"


def test_an_address_becomes_the_way_to_the_scanner() -> None:
    assert isinstance(source_for("hid:/dev/input/by-id/usb-scanner-event-kbd", HID.transport), Keys)
    assert isinstance(source_for("serial:/dev/ttyACM0", load_scanner("generic-serial").transport), SerialLine)
    with pytest.raises(ValueError, match=r'^expected "hid:/dev/input/…", found "serial:/dev/ttyACM0"$'):
        source_for("serial:/dev/ttyACM0", HID.transport)
