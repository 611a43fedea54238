"""Take out of a text what no database, log or page should ever meet; everything readable stays."""

from __future__ import annotations

import re

_HARMFUL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 controls, except the white space that is folded below
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # marks that hide or reorder text
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff"  # halves of characters, interlinear marks, non-characters
    "\U000e0000-\U000e007f]"  # tag characters, which show nothing
)
_NEWLINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """`text` without NUL, controls, bidirectional overrides and lone surrogates, with `\\n` as its only line end.

    Tabs and newlines stay, and so do the joiners that emoji and some scripts need (U+200C, U+200D). Total and linear.
    """
    return _HARMFUL.sub("", _NEWLINE.sub("\n", text))
