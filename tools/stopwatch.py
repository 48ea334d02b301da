"""Times the journeys and the rush on the real screens and writes what came of it: docs/stopwatch.md.

`python tools/stopwatch.py` writes it; a test holds it true.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

from kiosk.demo.journeys import timed
from kiosk.demo.pace import PACE, Count
from kiosk.demo.rush import HAND_OUT_S, Rush, played
from kiosk.demo.stage import Stage
from kiosk.demo.trips import START

SEED: Final = 1
FILE: Final = Path(__file__).resolve().parent.parent / "docs" / "stopwatch.md"
_NAMES: Final = {
    "order": "lunch ordered at the screen, paid at the counter, number and slip in hand",
    "language": "the same in another language",
    "printer_dead": "the printer is dead: the number is on the screen, the slip is printed later",
    "power_cut": "the power is cut between ordering and paying",
    "walks_away": "ordered and walked away: until the screen is free for the next one",
    "sold_out": "sold out: a place in the queue for more",
    "recall": "called again",
    "reprint": "a slip printed again",
    "refund": "money back with a reason",
    "bed": "a bed for this noon, paid at the counter, ticket in hand",
    "bed_in": "its ticket scanned on arrival",
    "tool_out": "a tool: its picture, three parts ticked off, a name, the deposit, both slips",
    "tool_back": "the tool back by its slip, complete and sound, the deposit returned",
    "redeem": "card scanned, tissues for points, handed out at the counter",
}


def journeys_table(counts: dict[str, Count]) -> str:
    """The journeys as a table of Markdown."""
    rows = ["| journey, from home | worker touches | attendant touches | seconds |", "|---|--:|--:|--:|"]
    for name, words in _NAMES.items():
        count = counts[name]
        rows.append(f"| {words} | {count.worker} | {count.attendant} | {count.seconds:.1f} |")
    return "\n".join(rows)


def rush_table(rush: Rush) -> str:
    """The rush as a table of Markdown."""
    rows = (
        ("came in 15 minutes; numbers; served", f"{rush.people}; {rush.numbers}; {rush.served}"),
        ("longest wait for the touchscreen", f"{rush.kiosk_wait_s:.1f} s"),
        ("longest wait at the counter", f"{rush.counter_wait_s:.1f} s"),
        ("longest from coming in to the slip in hand", f"{rush.number_s:.1f} s"),
        ("touches of a worker", f"{rush.worker_taps / rush.people:.1f}"),
        ("touches of the attendant a person, calling and serving too", f"{rush.attendant_taps / rush.people:.1f}"),
        ("from the first call to the last portion", f"{rush.done_s / 60:.1f} min"),
    )
    return "\n".join(["| the rush | |", "|---|--:|", *(f"| {words} | {figure} |" for words, figure in rows)])


def assumed() -> str:
    """What the seconds are made of."""
    return (
        f"Touches are counted as they are made on the real screens. Seconds are those of people, assumed in one place "
        f"(`kiosk/demo/pace.py`): {PACE.think_s} s for a decision and its touch, {PACE.walk_s:.0f} s to the counter, "
        f"{PACE.cash_s:.0f} s for money, {PACE.read_s:.0f} s to read a number, {PACE.print_s:.0f} s for a slip, "
        f"{HAND_OUT_S:.0f} s for a portion. The inviting screen takes one touch anywhere more."
    )


def main() -> None:
    """Plays all of it and writes the file."""
    stage = Stage(START)
    with tempfile.TemporaryDirectory() as folder:
        counts = timed(stage, Path(folder) / "journeys")
        rush = played(stage, Path(folder) / "rush", SEED)
    text = "\n\n".join(("# The stopwatch", assumed(), journeys_table(counts), rush_table(rush)))
    FILE.write_text(f"{text}\n", encoding="utf-8")
    print(text, file=sys.stdout)


if __name__ == "__main__":
    main()
