"""Read a time of day that stands without a day, where the words tell what happened and not what is usual."""

from __future__ import annotations

import re

from parsers.tongue_clock import ClockRange, find_range, find_time

_HABITUAL = re.compile(
    r"\b(?:always|usually|often|hours?|open|opens|close[sd]?|closing|allowed|permitted|prohibited|parking|limit"
    r"|call|reach|contact|available|"
    r"home|schedule[ds]?|pick ?up|collection|sweeping|meeting|before|after|until|till|by|starts?|begins?|every"
    r"|each|daily|normally|weekdays?|"
    r"weekends?|regularly|can|may|will|would|should|must|please|if|when|shift|work|works|bus|school|store|sign"
    r"|posted|quiet|ordinance|law|"
    r"llam[ae]\w*|abiert[oa]|horario|siempre|cada|estacionar|prohibido|puede|geoffnet|immer|erreichbar|ruhezeit"
    r"|ouvert|toujours|aberto|sempre)\b"
    r"|营业|營業|开放|開放|总是|總是|经常|經常|禁止"
)
_ANNOUNCED = re.compile(r"(?:\b(?:at|around|about|approximately|a las?|um|gegen|vers|as|das|luc|vao luc|khoang)|@) ?\d")


def find_lone_time(flat: str, language: str) -> ClockRange | None:
    """The stretch or time of day that a flattened text names, in a sentence that tells of one event."""
    if not re.search(r"\d", flat):
        return None
    hours = find_range(flat, 0, len(flat))
    if hours is None:
        time = find_time(flat, 0, len(flat), language)
        if time is None or not time.half or not _is_announced(flat, time.start):
            return None
        minutes = time.hour * 60 + time.minute
        hours = ClockRange(first=minutes, last=minutes, start=time.start, end=time.end)
    low = max(flat.rfind(mark, 0, hours.start) for mark in ".!?;\n") + 1
    high = min([len(flat), *(at for mark in ".!?;\n" if (at := flat.find(mark, hours.end)) >= 0)])
    return None if _HABITUAL.search(flat, low, high) else hours


def _is_announced(flat: str, start: int) -> bool:
    """Whether `at` or its like leads to the time; in Chinese the sign of the hour is enough."""
    return not flat.isascii() or _ANNOUNCED.search(flat, max(0, start - 10), start + 24) is not None
