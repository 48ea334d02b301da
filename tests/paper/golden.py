"""Writes tests/data/golden anew: run `python -m paper.golden` in tests/, look at the pictures, commit all."""

from pathlib import Path

from paper.samples import FACE, LUNCH, PAPERS, REPRINT

from kiosk.paper.render import render
from kiosk.virtual.paper import print_out

FOLDER = Path(__file__).parents[1] / "data" / "golden"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for profile_id, spec in PAPERS.items():
        job = render(LUNCH, spec, FACE, REPRINT)
        (FOLDER / f"{profile_id}.bin").write_bytes(job)
        print_out(job, spec.dots, FACE).image.save(FOLDER / f"{profile_id}.png")


if __name__ == "__main__":
    main()
