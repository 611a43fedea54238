"""Guess what the past does not say outright: the languages that people write, and the city's time zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from gateway.envelopes import PastRequest
from gateway.routing.default_replies import REQUIRED_REPLIES, default_replies
from parsers.language import find_language

_READ = 600
_TELLING_LENGTH = 60
"""Characters from which a text tells its language."""
_LEAST = 0.025
"""The share of texts from which a language is one of the city's."""
_UNKNOWN = "UTC"
_BY_LONGITUDE = (
    (-130.0, "America/Anchorage"), (-114.6, "America/Los_Angeles"), (-101.5, "America/Denver"),
    (-86.0, "America/Chicago"), (-60.0, "America/New_York"),
)  # fmt: skip
"""East ends of the zones of North America, where longitude tells best."""
_BY_LANGUAGE = {
    "de": "Europe/Berlin", "fr": "Europe/Paris", "es": "Europe/Madrid", "pt": "Europe/Lisbon", "en": "Europe/London",
}  # fmt: skip
_ELSEWHERE = {"zh": "Asia/Shanghai", "vi": "Asia/Ho_Chi_Minh", "ht": "America/Port-au-Prince"}


def guess_languages(requests: Sequence[PastRequest]) -> tuple[str, ...]:
    """The languages that replies exist in and that at least one text in forty is written in, the most used first."""
    known = tuple(sorted(set.intersection(*(set(default_replies()[name]) for name in REQUIRED_REPLIES))))
    order = ("en", *(language for language in known if language != "en"))
    step = max(1, len(requests) // _READ)
    texts = [request.text for request in requests[::step] if len(request.text) >= _TELLING_LENGTH]
    votes = Counter(filter(None, (find_language(text, order) for text in texts)))
    used = [language for language, count in votes.most_common() if count >= max(2, _LEAST * len(texts))]
    return tuple(used) or (votes.most_common(1)[0][0] if votes else "en",)


def guess_timezone(requests: Sequence[PastRequest], languages: Sequence[str]) -> str:
    """The zone by coordinates and language; `UTC` where the past does not tell."""
    points = [(request.lat, request.lon) for request in requests if request.lat is not None and request.lon is not None]
    if not points:
        return _ELSEWHERE.get(languages[0], _UNKNOWN)
    lat, lon = median(lat for lat, _ in points), median(lon for _, lon in points)
    if 18 <= lat <= 23 and -161 <= lon <= -154:
        return "Pacific/Honolulu"
    if 24 <= lat <= 72 and -170 <= lon <= -60 and languages[0] in ("en", "es"):
        return next(zone for end, zone in _BY_LONGITUDE if lon <= end)
    if 35 <= lat <= 60 and -11 <= lon <= 25:
        return _BY_LANGUAGE.get(languages[0], _UNKNOWN)
    return _ELSEWHERE.get(languages[0], _UNKNOWN)
