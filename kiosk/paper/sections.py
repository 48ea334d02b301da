"""Sections of figures (检查, X, Z) on paper."""

from collections.abc import Callable, Sequence

from kiosk.base.inspection import Section
from kiosk.paper.elements import Pair, Rule, Text


def printed(section: Section, say: Callable[..., str]) -> Sequence[Rule | Text | Pair]:
    """A section below a line across the paper: its heading, then a line a figure."""
    lines = (
        Pair(say(figure.key, **figure.fields), figure.value) if figure.value else Text(say(figure.key, **figure.fields))
        for figure in section.figures
    )
    return (Rule(), Text(say(section.key, **section.fields)), *lines)
