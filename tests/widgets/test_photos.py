"""A station's own pictures: checked where they enter, small once they are in, an icon where they are none."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kiosk.touch.pictures import looked
from kiosk.widgets import photos


def saved(folder: Path, name: str, size: tuple[int, int] = (800, 600), **more: Any) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "orange").save(file, **more)
    return file


def bomb(folder: Path) -> Path:
    """A few bytes that say they are a picture of 400 million dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    file = folder / "tools" / "drill.png"
    file.parent.mkdir(parents=True)
    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    return file


def test_a_photo_of_a_telephone_is_made_small_and_stands_upright(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # held upright
    read = photos.read(saved(tmp_path, "tools/drill.jpg", (4000, 3000), exif=turned))
    assert read.size == (240, 320)
    assert read.mode == "RGBA"


@pytest.mark.parametrize("content", [b"", b"GIF89a....", b"\xff\xd8\xff\xe0 cut off", b"<svg/>"])
def test_a_file_that_is_no_picture_is_refused_and_doctor_names_it(tmp_path: Path, content: bytes) -> None:
    saved(tmp_path, "tools/drill.bit.png")
    file = tmp_path / "tools" / "drill.jpg"
    file.write_bytes(content)
    with pytest.raises(photos.BadPicture, match="broken"):
        photos.read(file)
    finding = looked(tmp_path)
    assert (finding.state, finding.says, finding.fields["file"]) == ("warn", "broken", "tools/drill.jpg")


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(photos.BadPicture, match="too_big"):
        photos.read(bomb(tmp_path))
    assert looked(tmp_path).says == "too_big"


def test_a_file_of_too_many_bytes_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "drill.jpg"
    with file.open("wb") as out:
        out.truncate(photos.MOST_BYTES + 1)
    with pytest.raises(photos.BadPicture, match="too_big"):
        photos.read(file)


def test_a_station_without_pictures_is_well(tmp_path: Path) -> None:
    assert looked(tmp_path / "pictures").state == "ok"
