"""Say in a few millionths of a second that none of many patterns can be found in a text, which is so in most texts.

RE2 reads all of them at once, in one pass over the text, but lacks what looks ahead or behind. Without these a pattern
is found more often, never less: so whoever gets a yes asks the patterns themselves. Only ASCII texts are looked at,
where both libraries mean the same by a letter; any other text is a yes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import re2

_TOKEN = re.compile(
    r"(?P<look>\(\?<?[=!])|(?P<named>\(\?P<\w+>)|(?P<back>\(\?P=\w+\))|(?P<edge>\\[bBAZ]|[\^$])"
    r"|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<blank>\\s)|(?P<open>\((?:\?:)?)|(?P<close>\))|\\.|.",
    re.DOTALL,
)
_BLANKS = r"\t-\r\x1c-\x20"
"""What Python takes for a blank among the ASCII signs; RE2 knows fewer."""
_MEMORY = 64 << 20
_REFUSED = re.VERBOSE | re.LOCALE


class QuickLook:
    """Whether one of some patterns may be found in a text. Threads may share it."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        """Raises ValueError for a pattern that cannot be loosened."""
        self._source = "|".join(map(_loosened, patterns))

    def may_find(self, text: str) -> bool:
        """False only where none of the patterns is in `text`."""
        return not text.isascii() or self._pattern.search(text) is not None

    @cached_property
    def _pattern(self) -> Any:
        """Made when it is first asked for: the larger ones take 40 ms."""
        options = re2.Options()
        options.max_mem, options.never_capture = _MEMORY, True
        return re2.compile(self._source, options)


def _loosened(pattern: re.Pattern[str]) -> str:
    """What RE2 can read of `pattern`, found wherever that is found."""
    if pattern.flags & _REFUSED:
        raise ValueError(f"the flags of {pattern.pattern[:40]!r} cannot be kept")
    flags = "is" if pattern.flags & re.IGNORECASE else "s"
    return f"(?{flags}:{''.join(_pieces(pattern.pattern))})"


def _pieces(source: str) -> Iterator[str]:
    tokens = _TOKEN.finditer(source)
    for token in tokens:
        match token.lastgroup:
            case "look":
                _skip_group(tokens)
            case "named":
                yield "(?:"
            case "back":
                yield ".*"
            case "edge":
                continue
            case "set":
                yield token.group().replace(r"\s", _BLANKS)
            case "blank":
                yield f"[{_BLANKS}]"
            case _:
                yield token.group()


def _skip_group(tokens: Iterator[re.Match[str]]) -> None:
    depth = 1
    for token in tokens:
        depth += (token.lastgroup in ("look", "named", "open")) - (token.lastgroup == "close")
        if not depth:
            return
