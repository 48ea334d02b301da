"""What a printer's paper is like, as far as the look of a slip depends on it."""

from typing import Final, Literal

import msgspec

# Font A of every ESC/POS printer: a Latin character is 12 × 24 dots, a hanzi 24 × 24.
CELL_DOTS: Final = 12
GLYPH_DOTS: Final = 24
# Printers hold at least this many rows of one image; some tear longer ones.
BAND_ROWS: Final = 256


class QrSpec(msgspec.Struct, frozen=True):
    """How QR codes get on paper: at most `module` dots a module, `quiet` modules of margin, error correction `ec`."""

    mode: Literal["raster", "native"] = "raster"
    module: int = 5
    quiet: int = 4
    ec: Literal["L", "M", "Q", "H"] = "M"


class PaperSpec(msgspec.Struct, frozen=True):
    """One printer's paper: printable width in `dots` and Latin `columns`, `line_dots` from line to line.

    `mode` "rom" prints hanzi by the printer's own font, "raster" draws them. `init` starts a job, `end` feeds and cuts.
    `double` is the command that doubles hanzi: "gs!" as Epson does, "fs!" where a clone wants its own for them.
    `logo` prints what stands at the top of every copy, `drawer` is the pulse that opens a cash drawer plugged
    into the printer.
    """

    dots: int
    columns: int
    mode: Literal["rom", "raster"]
    line_dots: int = 32
    init: bytes = b"\x1b@"
    end: bytes = b"\x1dVB\x00"
    double: Literal["gs!", "fs!"] = "gs!"
    qr: QrSpec = QrSpec()
    logo: bytes = b""
    drawer: bytes = b"\x1bp\x0022"

    @property
    def native_qr(self) -> bool:
        """Whether the printer draws QR codes itself; on raster paper everything is drawn by us."""
        return self.mode == "rom" and self.qr.mode == "native"
