"""How the city looks in the mail it sends: its colour, and the words under every mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_COLOR = "#005ea2"
LEAST_CONTRAST = 4.5
"""What WCAG 2.2 (1.4.3, level AA) asks of text on its ground."""

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The band with the city's name is of `color`, with white letters on it."""

    color: str = DEFAULT_COLOR
    """Six hexadecimal digits after a `#`, dark enough for white letters."""
    footers: Mapping[str, str] = field(default_factory=dict)
    """By language: the address, the office hours; nothing where there is none."""

    def footer(self, language: str) -> str:
        """The words under a mail in `language`, else in any; empty where the city wrote none."""
        return self.footers.get(language) or next(iter(self.footers.values()), "")


def check_color(text: str) -> None:
    """Raises ValueError for what is no colour, and for one on which white letters cannot be read."""
    if not _COLOR.fullmatch(text):
        raise ValueError(f'`{text}` is no colour. Write # and six digits or letters a to f, in quotes: "#005ea2".')
    contrast = contrast_with_white(text)
    if contrast < LEAST_CONTRAST:
        raise ValueError(
            f"White letters on `{text}` cannot be read well: their contrast is {contrast:.1f} and must be "
            f"{LEAST_CONTRAST} to 1. Take a darker colour."
        )


def contrast_with_white(color: str) -> float:
    """The contrast of white letters on `color`, 1 to 21, as WCAG 2.2 defines it."""
    red, green, blue = (_linear(int(color[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(share: float) -> float:
    """The light of one sRGB channel."""
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
