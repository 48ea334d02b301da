"""A slip as the bytes of one print job."""

from kiosk.paper import raster, rom
from kiosk.paper.elements import Slip
from kiosk.paper.face import Face
from kiosk.paper.layout import layout
from kiosk.paper.spec import PaperSpec


def render(slip: Slip, spec: PaperSpec, face: Face, header: str = "") -> bytes:
    """The job for one printer; `header` stands at the top, as a reprint's 补打 does.

    Raises ValueError for a QR code that does not fit the paper.
    """
    lines = layout(slip, spec, header)
    if spec.mode == "rom":
        body = rom.body(lines, spec, face)
    else:
        body = b"".join(raster.bands(raster.picture(lines, spec, face)))
    return spec.init + body + spec.end
