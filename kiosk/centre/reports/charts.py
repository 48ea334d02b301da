"""Charts: inline SVG, beside a table that says the same in numbers."""

from collections.abc import Sequence
from html import escape
from typing import Final

from markupsafe import Markup

_WIDTH: Final = 640
_HEIGHT: Final = 150
_FOOT: Final = 22
_HEAD: Final = 18
_LABELS: Final = 8


def bars(values: Sequence[tuple[str, int]], label: str) -> Markup:
    """A bar a day: (what stands under it, how much); `label` says in words what is shown."""
    if not values:
        return Markup()
    most = max(1, *(value for _, value in values))
    step = _WIDTH / len(values)
    wide = max(2.0, min(34.0, step * 0.72))
    every = -(-len(values) // _LABELS)
    parts = [f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">']
    floor = _HEIGHT - _FOOT
    for place, (name, value) in enumerate(values):
        high = max(0, value) * (floor - _HEAD) / most
        middle = step * place + step / 2
        title = f"<title>{escape(name)}: {value}</title>"
        parts.append(
            f'<rect x="{middle - wide / 2:.1f}" y="{floor - high:.1f}" width="{wide:.1f}" height="{high:.1f}">'
            f"{title}</rect>"
        )
        if value and len(values) <= _LABELS * 2:
            parts.append(f'<text class="value" x="{middle:.1f}" y="{floor - high - 4:.1f}">{value}</text>')
        if place % every == 0:
            parts.append(f'<text x="{middle:.1f}" y="{_HEIGHT - 6}">{escape(name)}</text>')
    parts.append(f'<line x1="0" y1="{floor}" x2="{_WIDTH}" y2="{floor}"/></svg>')
    return Markup("".join(parts))  # noqa: S704 - every text in it was escaped
