"""A slip as the bytes of one print job."""

from collections.abc import Callable, Iterator
from itertools import groupby

import msgspec

from kiosk.paper import raster, rom
from kiosk.paper.elements import Cut, Drawer, Slip, Trial
from kiosk.paper.face import Face
from kiosk.paper.layout import layout
from kiosk.paper.spec import PaperSpec


def render(
    slip: Slip, spec: PaperSpec, face: Face, header: str = "", spec_of: Callable[[str], PaperSpec] | None = None
) -> bytes:
    """The job for one printer; `header` tops every copy, as a reprint's 补打 does; `spec_of` knows other profiles.

    Raises ValueError for a QR code that does not fit the paper, and what `spec_of` raises.
    """
    pulses = spec.drawer * sum(isinstance(element, Drawer) for element in slip.elements)
    return b"".join(_copy(copy, spec, face, header, spec_of) + spec.end for copy in _copies(slip)) + pulses


def _copies(slip: Slip) -> Iterator[Slip]:
    """What is between cuts: one copy where there are none."""
    cuts = (place for place, element in enumerate(slip.elements) if isinstance(element, Cut))
    began = 0
    for cut in (*cuts, len(slip.elements)):
        yield msgspec.structs.replace(slip, elements=slip.elements[began:cut])
        began = cut + 1


def _copy(slip: Slip, spec: PaperSpec, face: Face, header: str, spec_of: Callable[[str], PaperSpec] | None) -> bytes:
    parts, logo = [], spec.logo
    for of, part in _parts(slip, spec, spec_of):
        parts.append(of.init + logo + _body(part, of, face, header))
        header, logo = "", b""
    return b"".join(parts)


def _parts(slip: Slip, spec: PaperSpec, spec_of: Callable[[str], PaperSpec] | None) -> Iterator[tuple[PaperSpec, Slip]]:
    """The slip as it is where nothing is tried on it; else piece by piece, each with the paper it is printed for."""
    for trial, elements in groupby(slip.elements, lambda element: isinstance(element, Trial)):
        if not trial:
            yield spec, msgspec.structs.replace(slip, elements=tuple(elements))
            continue
        for element in elements:
            assert isinstance(element, Trial)
            if spec_of is None:
                raise ValueError(f"nobody knows the profile {element.profile}")
            yield spec_of(element.profile), msgspec.structs.replace(slip, elements=element.elements)


def _body(slip: Slip, spec: PaperSpec, face: Face, header: str) -> bytes:
    lines = layout(slip, spec, header)
    if spec.mode == "rom":
        return rom.body(lines, spec, face)
    return b"".join(raster.bands(raster.picture(lines, spec, face)))
