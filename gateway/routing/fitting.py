"""Keeps a text message within two segments: what a resident or a city named at length is shortened, never the sense."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Mapping

from gateway.routing.plain_text import plain_text
from gateway.routing.segments import count_segments

MOST_SEGMENTS = 2
"""A third one costs half as much again, and a tired reader does not get to its end (PROTOCOL 15.17)."""

_LEAST = 20
"""Characters of a value that are always left, so that it can be recognised."""
_LEFT_OUT: tuple[tuple[str, ...], ...] = ((), ("due",), ("service",), ("due", "service"))
"""A service with an accent can make the whole text dear, so that without it there is room for all the rest."""
_BETWEEN_CHOICES = re.compile(r"(\s{2,}|\n)")

Render = Callable[[Mapping[str, str]], str]


def fit(render: Render, fields: Mapping[str, str], optional: Container[str] = ()) -> str:
    """What `render` makes of `fields`, with the place, the choices and the names shortened if it would be too long.

    Where that is not enough, the day on which the work is due and the service are left out, if they are `optional`.
    What is too long even then, as a clerk's own words may be, is only shortened where that saves a segment.

    The link to the resident's page tells both of them, so that they are left out before it is; nothing else is
    shortened for it.
    """
    if fields.get("link") and "link" in optional:
        linked = (
            render({**fields, **dict.fromkeys(left_out, "")}) for left_out in _LEFT_OUT if _may(left_out, optional)
        )
        if fitting := next(filter(is_short, linked), ""):
            return fitting
        fields = {**fields, "link": ""}
    tried = [render(fields)]
    for left_out in _LEFT_OUT:
        if is_short(tried[-1]):
            return tried[-1]
        if _may(left_out, optional):
            tried.append(_cut_to_fit(render, {**fields, **dict.fromkeys(left_out, "")}))
    return min(tried, key=_segments)


def _may(left_out: tuple[str, ...], optional: Container[str]) -> bool:
    return all(name in optional for name in left_out)


def _cut_to_fit(render: Render, fields: Mapping[str, str]) -> str:
    shorter = dict(fields)
    text = render(shorter)
    for name, shorten in (("location", _cut), ("choices", _cut_choices), ("service", _cut), ("department", _cut)):
        if is_short(text):
            return text
        if len(shorter.get(name, "")) > _LEAST:
            shorter[name] = _longest_that_fits(render, shorter, name, shorten)
            text = render(shorter)
    return text


def is_short(text: str) -> bool:
    """Whether it goes out in two segments, as it is spelled when it is sent."""
    return _segments(text) <= MOST_SEGMENTS


def _segments(text: str) -> int:
    return count_segments(plain_text(text))


def _longest_that_fits(render: Render, fields: Mapping[str, str], name: str, shorten: Callable[[str, int], str]) -> str:
    """The value `name` as long as it may be, or as short as it may be where even that is too long."""
    value = fields[name]

    def is_too_long(length: int) -> bool:
        return not is_short(render({**fields, name: shorten(value, length)}))

    if is_too_long(_LEAST):
        return shorten(value, _LEAST)
    longer = range(_LEAST + 1, len(value))
    return shorten(value, _LEAST + bisect_left(longer, True, key=is_too_long))


def _cut(value: str, length: int) -> str:
    return value if len(value) <= length else f"{value[: length - 3].rstrip(' ,.')}..."


def _cut_choices(value: str, length: int) -> str:
    """Each of the choices, as all must keep their figures."""
    return "".join(
        part if _BETWEEN_CHOICES.fullmatch(part) else _cut(part, length) for part in _BETWEEN_CHOICES.split(value)
    )
