"""Values as YAML the way people write it: in one line where it fits, without quotes where none are needed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

WIDTH = 120
"""Columns that a line may take before a list or mapping is spread over several."""

_STANDING = frozenset({"examples", "rules"})
"""Keys whose members always stand below each other."""
_NUMBER = re.compile(r"[-+.]?[0-9][0-9_.,:eExXoO+-]*")
_WORDS = frozenset({"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_BRACKETS = frozenset(",[]{}")
_OPENING = frozenset("_(¿¡/.+")


def write_line(value: Any) -> str:
    """`value` in one line, with brackets."""
    match value:
        case Mapping():
            return f"{{{', '.join(f'{write_key(key)}: {write_line(item)}' for key, item in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(write_line(item) for item in value)}]"
        case _:
            return write_scalar(value, is_in_brackets=True)


def write_key(key: object) -> str:
    """A key of a mapping."""
    written = write_scalar(str(key), is_in_brackets=True)
    return json.dumps(str(key), ensure_ascii=False) if ":" in written and not written.startswith('"') else written


def write_entry(key: object, value: Any, column: int) -> str:
    """`key: value`, whose key stands at `column`; further lines are indented."""
    head = f"{write_key(key)}:"
    if _is_block_text(value):
        return f"{head} {_write_block_text(value, column + 2)}"
    if key not in _STANDING and fits(value, column + len(head) + 1):
        return f"{head} {write_scalar(value) if not _is_spread(value) else write_line(value)}"
    return f"{head}\n{' ' * (column + 2)}{write_block(value, column + 2)}"


def write_item(value: Any, column: int) -> str:
    """`- value`, whose dash stands at `column`."""
    if isinstance(value, Mapping) and "name" in value:
        return f"- {write_block(value, column + 2)}"
    if _is_block_text(value):
        return f"- {_write_block_text(value, column + 2)}"
    if fits(value, column + 2):
        return f"- {write_scalar(value) if not _is_spread(value) else write_line(value)}"
    return f"- {write_block(value, column + 2)}"


def write_block(value: Any, column: int) -> str:
    """A list or mapping over several lines, the first of which begins at `column`."""
    between = f"\n{' ' * column}"
    if isinstance(value, Mapping) and value:
        return between.join(write_entry(key, item, column) for key, item in value.items())
    if isinstance(value, list | tuple) and value:
        return between.join(write_item(item, column) for item in value)
    return write_line(value)


def fits(value: Any, column: int) -> bool:
    """Whether `value` is best written in the line that it begins in, at `column`."""
    return not _is_spread(value) or not value or column + len(write_line(value)) <= WIDTH


def write_scalar(value: Any, *, is_in_brackets: bool = False, style: str = "") -> str:
    """One text, number or word; a text gets quotes where it needs them, or where `style` asks for them."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if not isinstance(value, str):
        return repr(value)
    if style == "'" and not _HIDDEN.search(value):
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and _is_plain(value, _BRACKETS if is_in_brackets else frozenset()):
        return value
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _is_plain(text: str, forbidden: frozenset[str]) -> bool:
    """Whether `text` is read as itself without quotes."""
    if text.lower() in _WORDS or text != text.strip() or _HIDDEN.search(text) or _NUMBER.fullmatch(text):
        return False
    if not (text[0].isalnum() or text[0] in _OPENING) or text.endswith(":"):
        return False
    return not forbidden & set(text) and ": " not in text and " #" not in text and "\t" not in text


def _is_spread(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple)


def _is_block_text(value: Any) -> bool:
    """Whether a text has lines of its own that can be written as they are."""
    if not isinstance(value, str) or "\n" not in value.strip("\n") or value.endswith("\n\n"):
        return False
    lines = value.split("\n")
    return not _HIDDEN.search(value.replace("\n", "")) and bool(lines[0].strip()) and not value.startswith(" ")


def _write_block_text(value: str, column: int) -> str:
    lines = value.removesuffix("\n").split("\n")
    body = "\n".join(f"{' ' * column}{line}" if line else "" for line in lines)
    return f"{'|' if value.endswith(chr(10)) else '|-'}\n{body}"
