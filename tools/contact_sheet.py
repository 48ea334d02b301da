"""All pictures of a folder on one: python tools/contact_sheet.py build/screens [SHEET.png] [PATTERN]."""

import sys
from pathlib import Path

from kiosk.demo.contact import contact_sheet


def main() -> None:
    """Makes the sheet; by default beside the folder, of all its pictures."""
    folder = Path(sys.argv[1])
    sheet = Path(sys.argv[2]) if len(sys.argv) > 2 else folder.parent / f"{folder.name}.png"
    pictures = sorted(folder.glob(sys.argv[3] if len(sys.argv) > 3 else "*.png"))
    contact_sheet(pictures, sheet)
    print(f"{len(pictures)} pictures are on {sheet}")


if __name__ == "__main__":
    main()
