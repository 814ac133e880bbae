"""Draws the client's table as bars: an SVG that reads on light and dark pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["draw"]

SHOWN = ("ready", "call", "async", "decode", "encode")
COLOURS = {"ours": "#2a7de1", "httpx": "#9aa4b2", "httpx2": "#6b7686", "official": "#d9822b", "stock": "#8a6fc0"}
LEFT, WIDTH, BAR, GAP, CAP = 250, 420, 13, 22, 10.0


def draw(
    found: Mapping[str, Mapping[str, float]],
    titles: Mapping[str, str],
    rows: Mapping[str, tuple[str, str, float | None, Sequence[str]]],
) -> str:
    """Give the picture: for each task a group of bars, as multiples of httpx2 and json by hand; long ones are cut."""
    parts: list[str] = []
    y = 44
    for task in SHOWN:
        title, base, _, peers = rows[task]
        parts.append(_text(8, y + 11, title, weight="bold"))
        y += 18
        for peer in peers:
            parts += _bar(y, titles[peer], found[task][peer] / found[task][base], COLOURS[peer])
            y += BAR + 3
        y += GAP - 8
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {y}" width="760" height="{y}" '
        'font-family="system-ui, sans-serif" font-size="12" role="img" '
        'aria-label="CPU time of each client as a multiple of httpx2 and json by hand">'
    )
    style = "<style>text{fill:#1f2328}@media(prefers-color-scheme:dark){text{fill:#e6edf3}}</style>"
    lead = _text(8, 20, "CPU time, as a multiple of httpx2 + json written by hand (less is better)")
    return "\n".join([head, style, lead, *parts, "</svg>"]) + "\n"


def _bar(y: int, title: str, ratio: float, colour: str) -> list[str]:
    length = max(2.0, min(ratio, CAP) / CAP * WIDTH)
    cut = " …" if ratio > CAP else ""
    return [
        _text(LEFT - 8, y + 11, title, anchor="end"),
        f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2" fill="{colour}"/>',
        _text(LEFT + length + 6, y + 11, f"{ratio:.2f}{cut}"),
    ]


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">{escape(text)}</text>'
