"""Join the soft line ends of format=flowed text (RFC 3676)."""

from __future__ import annotations

_SIGNATURE = "-- "


def unflow(text: str, *, soft_end: str = " ") -> str:
    """`text` with its flowed lines joined by `soft_end`: a space, or nothing where DelSp=yes was said. Linear."""
    lines: list[list[str]] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth, words = _split_quote(line)
        is_flowed = words.endswith(" ") and words != _SIGNATURE
        if open_depth != depth or words == _SIGNATURE:
            lines.append([">" * depth + " " * bool(depth)])
        lines[-1].append(words[:-1] + soft_end if is_flowed else words)
        open_depth = depth if is_flowed else None
    return "\n".join("".join(line) for line in lines)


def _split_quote(line: str) -> tuple[int, str]:
    words = line.lstrip(">")
    return len(line) - len(words), words.removeprefix(" ")
