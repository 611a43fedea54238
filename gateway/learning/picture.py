"""The table of confusions as a picture (SVG) that also reads without colours, and to a screen reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from gateway.learning.figures import confusion_names

_CELL, _HEAD, _NAMES, _EDGE = 34, 240, 310, 16
_TITLE = 64
_LEANING = 170
_NARROWEST = 960
_LONGEST, _BEGINNING = 36, 12
_DARK = 0.77
"""From this share on a cell is dark, and its number white."""


def confusion_picture(label: str, found: Mapping[str, Any]) -> str:
    """An SVG document: rows are what texts were, columns what was said, each row's shares as shades of blue."""
    names = confusion_names([each["name"] for each in found["names"]])
    table: Sequence[Sequence[int]] = found["confusion"]
    kept = [place for place in range(len(names)) if any(table[place]) or any(row[place] for row in table)]
    width = max(_NAMES + _CELL * len(kept) + _LEANING, _NARROWEST)
    height = _TITLE + _HEAD + _CELL * len(kept) + _EDGE
    parts = [*_head(label, found, width, height), *_columns([names[place] for place in kept])]
    for at, place in enumerate(kept):
        parts += _row(at, names[place], [table[place][other] for other in kept], [names[other] for other in kept])
    return "\n".join([*parts, "</svg>", ""])


def _head(label: str, found: Mapping[str, Any], width: int, height: int) -> Iterator[str]:
    title = f"What each {label} was taken for"
    about = (
        f"{found['count']:,} past requests that the model had not seen; {found['accuracy']:.1%} on the diagonal, which "
        "is right. Each row is what texts were, each column what was said."
    )
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title about" font-family="system-ui, sans-serif" font-size="13">'
    )
    yield f'<title id="title">{escape(title)}</title><desc id="about">{escape(about)}</desc>'
    yield f'<rect width="{width}" height="{height}" fill="#fff"/>'
    yield f'<text x="{_EDGE}" y="28" font-size="19" font-weight="600">{escape(title)}</text>'
    yield f'<text x="{_EDGE}" y="50" fill="#444">{escape(about)}</text>'


def _columns(names: Sequence[str]) -> Iterator[str]:
    y = _TITLE + _HEAD - 8
    for at, name in enumerate(names):
        x = _NAMES + _CELL * at + _CELL // 2 + 4
        yield f'<text x="{x}" y="{y}" transform="rotate(-55 {x} {y})">{escape(_short(name))}</text>'


def _row(at: int, name: str, counts: Sequence[int], names: Sequence[str]) -> Iterator[str]:
    y, total = _TITLE + _HEAD + _CELL * at, max(sum(counts), 1)
    yield f'<text x="{_NAMES - 8}" y="{y + _CELL // 2 + 4}" text-anchor="end">{escape(_short(name))}</text>'
    for place, count in enumerate(counts):
        yield from _cell(_NAMES + _CELL * place, y, count, count / total, f"{name}: taken for {names[place]}")
        if place == at:
            right = f'x="{_NAMES + _CELL * place + 1}" y="{y + 1}" width="{_CELL - 2}" height="{_CELL - 2}"'
            yield f'<rect {right} fill="none" stroke="#111" stroke-width="2"/>'


def _cell(x: int, y: int, count: int, share: float, words: str) -> Iterator[str]:
    frame = f'x="{x}" y="{y}" width="{_CELL}" height="{_CELL}"'
    yield f"<g><title>{escape(words)}: {count:,} ({share:.0%})</title>"
    yield f'<rect {frame} fill="#0b4f9e" fill-opacity="{share:.2f}" stroke="#ccc"/>'
    if count:
        ink = "#fff" if share >= _DARK else "#000"
        middle = f'x="{x + _CELL // 2}" y="{y + _CELL // 2 + 4}" text-anchor="middle"'
        yield f'<text {middle} fill="{ink}" font-size="{12 if count < 1000 else 9}">{count}</text>'
    yield "</g>"


def _short(name: str) -> str:
    """A long name without its middle: many begin alike."""
    left = _LONGEST - _BEGINNING - 1
    return name if len(name) <= _LONGEST else f"{name[:_BEGINNING].rstrip()}…{name[-left:].lstrip()}"
