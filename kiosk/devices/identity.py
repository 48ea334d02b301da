"""Which kind of device is at the other end of a line, by what it answers. Pure."""

import re
from typing import Final

from kiosk.devices.printers.status import is_reply

# DLE EOT n: a receipt printer answers each with one byte at once; to a scanner it means nothing.
PRINTER_QUERIES: Final = (b"\x10\x04\x01", b"\x10\x04\x02")
# A line of text is a code that somebody scanned.
_CODE: Final = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}[\r\n\t]")
_ECHO: Final = re.compile(rb"\x10\x04[\x01-\x04]", re.DOTALL)


def is_printer(answer: bytes) -> bool:
    """Whether a query was answered as a printer does, by one byte of its form."""
    return len(answer) == 1 and is_reply(answer[0])


def no_printer(came: bytes) -> bool:
    """Whether bytes that came while a printer was asked are none of a printer's: a code, or the question itself."""
    return bool(_ECHO.fullmatch(came) or _CODE.search(came))
