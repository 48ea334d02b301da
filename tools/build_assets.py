"""Builds the bundled fonts and icons: `python tools/build_assets.py`. The results are committed; no station runs this.

Needs the extra `assets` (fontTools), Debian's `fonts-noto-cjk` and `unicode-data`, and npm for @tabler/icons-webfont.
The same inputs give the same bytes.
"""

import bz2
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont

ASSETS: Final = Path(__file__).resolve().parents[1] / "assets"
NOTO: Final = Path("/usr/share/fonts/opentype/noto")
NOTO_SC: Final = 2  # the face of the collection that draws characters the mainland way
NOTO_LICENCE: Final = Path("/usr/share/doc/fonts-noto-cjk/copyright")
UNIHAN: Final = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
TABLER: Final = "@tabler/icons-webfont@3.49.0"

# The height of a line, in thousandths of an em. Noto's own 1160 + 288 leaves room for stacked accents of Vietnamese;
# what is kept here lies between 1010 and -285, and 1.32 em a line is still more than the 1.3 that old eyes need.
ASCENT: Final = 1025
DESCENT: Final = 295

# Punctuation, signs and arrows that slips and screens use beyond ASCII, Latin-1 and GB2312.
SIGNS: Final = "￥·×÷①②③④⑤⑥⑦⑧⑨⑩←↑→↓↔★☆●○■□▲△▼▽◆◇✓✗℃№…—–‘’“”•‰€℡▤♪々〇"

# Characters of names that are in no table but in people's papers.
NAMES: Final = "龘鱻㵄"

# Chosen wide: the shell, food, rest, tools, points, money, people, devices, states and time, life at a station.
ICONS: Final = """
air-conditioning alarm alert-circle alert-octagon alert-triangle apple armchair armchair-2 armchair-off
arrow-back-up arrow-back-up-double arrow-down arrow-left arrow-narrow-down arrow-narrow-right arrow-narrow-up
arrow-right arrow-up award backspace badge ban barrier-block basket bath battery-charging bed bed-flat bed-off bell
bell-ringing bike bolt book bottle bowl bowl-chopsticks bowl-spoon box brand-alipay brand-wechat bread bucket
building building-community building-store calendar calendar-check calendar-due calendar-off calendar-x car cash
cash-banknote cash-banknote-off cash-off cash-register chart-bar check checks chevron-down chevron-left
chevron-right chevron-up circle-check circle-minus circle-plus circle-x clipboard-check clipboard-list clock
clock-check clock-hour-12 clock-off clock-pause clock-stop coffee coin coin-off coin-yuan coins contrast-2 cooker
credit-card credit-card-pay cup currency-yuan database device-desktop device-floppy device-mobile device-usb door
door-enter door-exit dots droplet egg engine eye eye-off file-text fingerprint first-aid-kit fish flame friends
gender-female gender-male gift gift-card glass-full grid-dots hammer hammer-drill hammer-off hand-click hand-finger
hand-stop heart heart-handshake helmet help help-circle history home home-2 hourglass hourglass-empty hourglass-high
ice-cream id id-badge-2 info-circle key keyboard ladder language language-hiragana leaf letter-case list list-check
list-details loader-2 lock lock-open login-2 logout man map-pin meat medicine-syrup menu-2 message milk minus
mood-happy mood-neutral mood-sad mood-smile moon motorbike mug news old package paint pencil phone phone-call photo
pill player-pause player-play plug plug-connected plug-connected-x plus power printer printer-off qrcode receipt
receipt-off receipt-refund receipt-yuan refresh report report-money rotate ruler-2 salad scan scissors search
settings shield-check shield-lock shield-x shopping-bag shopping-cart shovel snowflake sofa soup soup-off sparkles
speakerphone stack-2 star star-off sun sunset-2 temperature text-increase text-size ticket ticket-off toilet-paper
tool tools tools-kitchen tools-kitchen-2 tools-kitchen-2-off tools-kitchen-3 tools-off trash trophy umbrella usb
user user-check user-circle user-plus user-question user-x users users-group volume volume-off walk wall wallet wash
wash-machine wheelchair wifi wifi-off woman x zoom-question zzz
""".split()  # noqa: SIM905 - a list of 250 quoted names would fill a page


def main() -> int:
    """Builds everything. Returns 1 where an input is missing."""
    for needed in (NOTO, NOTO_LICENCE, UNIHAN):
        if not needed.exists():
            print(f"{needed} is missing: apt-get install fonts-noto-cjk unicode-data", file=sys.stderr)
            return 1
    characters = sorted(set(wanted()))
    for weight in ("Regular", "Bold"):
        built = noto(weight, characters)
    (ASSETS / "fonts" / "coverage.txt").write_text("".join(ranges(covered(built))), encoding="ascii")
    (ASSETS / "fonts" / "LICENSE-NotoSansCJK.txt").write_text(noto_licence(built), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        icons(tabler(Path(folder)))
    return 0


def wanted() -> Iterator[int]:
    """The code points of the fonts: ASCII, Latin-1, GB2312, GBK's signs, the 8,105 standard characters and ours."""
    yield from range(0x20, 0x7F)
    yield from range(0xA0, 0x100)
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            yield from map(ord, bytes((high, low)).decode("gb2312", errors="ignore"))
    yield from range(0xFF01, 0xFF5F)
    for high in (0xA6, 0xA8, 0xA9):
        for low in range(0x40, 0xFF):
            yield from map(ord, bytes((high, low)).decode("gbk", errors="ignore"))
    yield from map(ord, SIGNS + NAMES)
    for line in bz2.decompress(UNIHAN.read_bytes()).decode().splitlines():
        if not line.startswith("#") and "\tkTGH\t" in line:
            yield int(line.split("\t")[0].removeprefix("U+"), 16)


def noto(weight: str, characters: Iterable[int]) -> Path:
    """Subsets one weight of Noto Sans CJK SC; the file built."""
    target = ASSETS / "fonts" / f"NotoSansCJKsc-{weight}.otf"
    font = TTFont(NOTO / f"NotoSansCJK-{weight}.ttc", fontNumber=NOTO_SC, recalcTimestamp=False)
    cut(font, characters, ["kern"])
    lines(font)
    font.save(target)
    print(f"{target.name}: {len(covered(target))} characters, {target.stat().st_size:,} bytes")
    return target


def cut(font: TTFont, characters: Iterable[int], features: list[str]) -> None:
    """Keeps what draws those characters and drops the rest, hints included: text here is never small."""
    names = [0, 1, 2, 3, 4, 5, 6, 13]  # copyright, family … postscript name, licence
    options = subset.Options(layout_features=features, hinting=False, notdef_outline=True, name_IDs=names)
    options.drop_tables += ["VORG", "vhea", "vmtx", "DSIG", "BASE"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def lines(font: TTFont) -> None:
    """Sets the height of a line in every place a program may read it from."""
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ASCENT, -DESCENT, 0
    system = font["OS/2"]
    system.sTypoAscender, system.sTypoDescender, system.sTypoLineGap = ASCENT, -DESCENT, 0
    system.usWinAscent, system.usWinDescent = ASCENT, DESCENT


def noto_licence(built: Path) -> str:
    """The font's own copyright notice and the SIL Open Font License, out of Debian's copyright file."""
    notice = TTFont(built, lazy=True)["name"].getDebugName(0)
    debian = NOTO_LICENCE.read_text(encoding="utf-8")
    licence = debian.split("\nLicense: SIL-1.1\n")[-1].split("\nLicense:")[0]
    text = ["" if line == " ." else line.removeprefix(" ") for line in licence.strip("\n").splitlines()]
    return "\n".join([notice, "A subset with its own line height, made by tools/build_assets.py.", "", *text]) + "\n"


def covered(file: Path) -> list[int]:
    """The code points a built font draws."""
    return sorted(TTFont(file, lazy=True).getBestCmap())


def ranges(points: Iterable[int]) -> Iterator[str]:
    """Code points as lines `4E00` or `4E00-4E0B`."""
    start = end = -1
    for point in [*points, -1]:
        if point == end + 1 and start >= 0:
            end = point
            continue
        if start >= 0:
            yield f"{start:04X}\n" if start == end else f"{start:04X}-{end:04X}\n"
        start = end = point


def tabler(folder: Path) -> Path:
    """Fetches and unpacks the icon font's npm package; its root."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), TABLER]
    packed = subprocess.run(command, check=True, capture_output=True, text=True)
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def icons(package: Path) -> None:
    """Subsets the icon font and writes which name is which code point."""
    css = (package / "dist" / "tabler-icons.css").read_text(encoding="utf-8")
    found = re.findall(r'\.ti-([a-z0-9-]+):before \{\s*content: "\\([0-9a-f]+)"', css)
    points = {name: int(point, 16) for name, point in found}
    unknown = sorted(set(ICONS) - points.keys())
    if unknown:
        raise SystemExit(f"not in {TABLER}: {' '.join(unknown)}")
    chosen = {name: points[name] for name in sorted(ICONS)}
    font = TTFont(package / "dist" / "fonts" / "tabler-icons.ttf", recalcTimestamp=False)
    cut(font, chosen.values(), [])
    target = ASSETS / "icons" / "tabler-subset.ttf"
    font.save(target)
    table = [f"# Code points of tabler-subset.ttf ({TABLER}, MIT). Written by tools/build_assets.py.\n"]
    table += [f'{name} = "{point:04X}"\n' for name, point in chosen.items()]
    (ASSETS / "icons" / "icons.toml").write_text("".join(table), encoding="ascii")
    shutil.copyfile(package / "LICENSE", ASSETS / "icons" / "LICENSE-tabler.txt")
    print(f"{target.name}: {len(chosen)} icons, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
