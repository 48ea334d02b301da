"""What a station is called, what it speaks and what stands in it."""

from typing import Annotated, Final, Literal

import msgspec

from kiosk.base.address import Keyboard, Network, SerialPort, UsbDevice, UsbPrinter, parsed
from kiosk.base.days import OpenDays, is_date
from kiosk.base.plain import plain

# What a screen's title and a narrow slip have room for.
NAME_LETTERS: Final = 24
PHONE_LETTERS: Final = 24


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[station]`: name and phone as slips and screens show them, languages in the order they are offered."""

    name: str
    phone: str
    languages: tuple[Literal["zh", "en"], ...] = ("zh", "en")
    disk_reserve_mb: int = 64

    def __post_init__(self) -> None:
        if not (self.name.strip() and len(self.name) <= NAME_LETTERS and plain(self.name)):
            raise ValueError(f"a name of 1 to {NAME_LETTERS} letters, none of them invisible")
        if not (len(self.phone) <= PHONE_LETTERS and plain(self.phone)):
            raise ValueError(f"a phone number of at most {PHONE_LETTERS} letters, none of them invisible")
        if not self.languages:
            raise ValueError('at least one language, "zh" or "en"')
        if not 1 <= self.disk_reserve_mb <= 1_000_000:
            raise ValueError("disk_reserve_mb from 1 to 1000000")


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[screen]`: the workers' screen in pixels and inches across, so that millimetres are real."""

    width: int = 1080
    height: int = 1920
    diagonal_in: float = 21.5
    contrast: bool = False

    def __post_init__(self) -> None:
        if not (600 <= self.width <= 7680 and 600 <= self.height <= 7680):
            raise ValueError("width and height from 600 to 7680 pixels")
        if not 7 <= self.diagonal_in <= 100:
            raise ValueError("a diagonal from 7 to 100 inches")


class Holidays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[holidays]`: `calendar` closes the station when the public 调休 calendar has a day off; then its own exceptions.

    `closed` and `open` are dates, "2026-02-17"; without any of these the station is open every day.
    """

    calendar: bool = False
    closed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for day in (*self.closed, *self.open):
            if not is_date(day):
                raise ValueError(f'dates as "2026-02-17", not {day!r}')
        both = sorted({*self.closed} & {*self.open})
        if both:
            raise ValueError(f"{both[0]} either closed or open")

    @property
    def days(self) -> OpenDays:
        """The days on which the station is open."""
        return OpenDays(self.calendar, frozenset(self.closed), frozenset(self.open))


class Board(Screen, frozen=True, forbid_unknown_fields=True):
    """`[board]`: the call screen (叫号屏), a display of its own: a television across the hall."""

    width: int = 1920
    height: int = 1080
    diagonal_in: float = 43.0


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[line]`: how the centre is reached, where not directly: by a `proxy`, by certificates in a file, `ca`."""

    proxy: str = ""
    ca: str = ""

    def __post_init__(self) -> None:
        if self.proxy and not self.proxy.startswith(("http://", "https://")):
            raise ValueError('a proxy as "http://192.168.1.1:3128"')
        if self.ca and not self.ca.startswith("/"):
            raise ValueError('a file of certificates as "/etc/kiosk/ca.pem"')


class Printer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[printer]`: a profile of `device_profiles/escpos_printer`, and where it is.

    `tcp:HOST:PORT`, `serial:/dev/…`, `usb:/dev/usb/lp…`; `usb:0416:5011` where no kernel driver has it.
    `[second_printer]`: one that prints while that one cannot. `logo` is a PNG file for the top of its slips.
    """

    profile: str
    address: str
    logo: str = ""

    def __post_init__(self) -> None:
        known = isinstance(parsed(self.address), Network | SerialPort | UsbPrinter | UsbDevice)
        if not known:
            raise ValueError(
                'expected "tcp:192.168.1.50:9100", "serial:/dev/serial/by-id/..." or "usb:/dev/usb/lp0"'
                ' (or "usb:0416:5011" where Linux has no driver for it)'
            )
        if self.logo and not (self.logo.startswith("/") and self.logo.lower().endswith(".png")):
            raise ValueError('a logo as "/home/kiosk/logo.png"')


class Scanner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[scanner]`: a profile of `device_profiles/scanner`, and `serial:/dev/…` or `hid:/dev/input/…`.

    A scanner that types as a keyboard does needs none: what it types is told from typing.
    """

    profile: str
    address: str

    def __post_init__(self) -> None:
        known = isinstance(parsed(self.address), SerialPort | Keyboard)
        if not known:
            raise ValueError('expected "serial:/dev/serial/by-id/..." or "hid:/dev/input/by-id/..."')


_Fen = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
_BusAddress = Annotated[int, msgspec.Meta(ge=2, le=255)]


class Acceptor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[cash.coins]`, `[cash.notes]`: a profile, what comes through each channel in fen, from the first; 0: not taken.

    `address` on the line where it is not the profile's.
    """

    profile: str
    fen: Annotated[tuple[_Fen, ...], msgspec.Meta(min_length=1, max_length=16)]
    address: Annotated[int, msgspec.Meta(ge=0, le=255)] = 0

    def __post_init__(self) -> None:
        if not any(self.fen):
            raise ValueError("at least one channel that is worth something, in fen")


class CashHopper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[cash.hoppers]]`: a profile, its address on the line, which is its number, what one of its coins is worth."""

    profile: str
    address: _BusAddress
    fen: Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class Cash(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[cash]`: what takes coins and notes and pays change, all on one ccTalk line at `address`."""

    address: str
    coins: Acceptor | None = None
    notes: Acceptor | None = None
    hoppers: tuple[CashHopper, ...] = ()

    def __post_init__(self) -> None:
        known = isinstance(parsed(self.address), SerialPort | Network)
        if not known:
            raise ValueError('expected "serial:/dev/serial/by-id/..." or "tcp:192.168.1.50:4001"')
        if self.coins is None and self.notes is None:
            raise ValueError("[cash.coins], [cash.notes] or both: something that takes money")
        numbers = [hopper.address for hopper in self.hoppers]
        if len(set(numbers)) != len(numbers):
            raise ValueError("hoppers at addresses of their own")
