"""Messages that a condition asks for, put together from its own words; whoever uses one reads and routes it first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice, product
from typing import Any

from pydantic import ValidationError

from gateway.routing.calendar import read_dates, read_hours
from gateway.routing.default_replies import EXAMPLES
from gateway.routing.linting.asked import Asked, many
from gateway.routing.rulebook import Rulebook
from gateway.routing.sections import ExampleText

MOST_SKETCHES = 12
"""Messages that are put together for one condition."""
_MOST_WORDS = 3
_FIRST_DAY = datetime(2026, 3, 10, 10)  # noqa: DTZ001 - examples are written in the city's time
_DAYS = 366
_TIMES = (10, 14, 18, 22, 2, 6)
"""Hours of the day that are tried, an ordinary office hour first."""

Time = Callable[[datetime], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is known so far of a message: its words, when it comes, and what else is said of it."""

    words: tuple[str, ...] = ()
    times: tuple[Time, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)

    def joined(self, other: Sketch) -> Sketch:
        """Both at once."""
        words = tuple(dict.fromkeys((*self.words, *other.words)))
        return Sketch(words=words, times=(*self.times, *other.times), about={**self.about, **other.about})


def sketch_messages(asked: Asked, rulebook: Rulebook) -> Iterator[ExampleText]:
    """A few messages that may meet `asked`, the plainest first; none of them is read yet."""
    for sketch in islice(_sketches(asked, rulebook), MOST_SKETCHES):
        if message := _written(sketch):
            yield message


def _sketches(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:
    match asked.kind:
        case "all":
            parts = (list(islice(_sketches(part, rulebook), _MOST_WORDS)) for part in asked.parts)
            for chosen in product(*parts):
                whole = Sketch()
                for sketch in chosen:
                    whole = whole.joined(sketch)
                yield whole
        case "any":
            for part in asked.parts:
                yield from islice(_sketches(part, rulebook), _MOST_WORDS)
        case "not":
            yield _unmet(asked.parts[0])
        case "service":
            yield from (Sketch(words=(words,)) for code in asked.values for words in service_words(code, rulebook))
        case _:
            yield from _LEAVES.get(asked.kind, _nothing)(asked, rulebook)


def service_words(code: str, rulebook: Rulebook) -> list[str]:
    """How residents may call a service: its name in each language, and the city's own words for it."""
    catalog, languages = rulebook.parser_city.catalog, rulebook.city.languages
    own = dict(catalog.own).get(code)
    names = [catalog.service_name(code, language) for language in languages]
    words = [words[0] for language in languages if own and (words := own.words.get(language))]
    return list(dict.fromkeys([*words, *names]))


def _unmet(asked: Asked) -> Sketch:
    """Nothing is said where something must not be said; only time is always some time."""
    times = _times(asked)
    return Sketch(times=(lambda moment: not any(time(moment) for time in times),)) if times else Sketch()


def _times(asked: Asked) -> tuple[Time, ...]:
    if asked.kind == "hours":
        return tuple(read_hours(text).are_open for text in many(asked.written))
    if asked.kind == "date":
        spans = [read_dates(text) for text in many(asked.written)]
        return (lambda moment: any(span.covers(moment.date()) for span in spans),)
    return ()


def _written(sketch: Sketch) -> ExampleText | None:
    """The message; None where there is no such time, or what was put together is no message."""
    moment = _find_moment(sketch.times)
    if moment is None:
        return None
    date = {"date": f"{moment:%Y-%m-%d %H:%M}"} if sketch.times else {}
    words = " ".join(sketch.words) or next(iter(EXAMPLES.values()))
    try:
        return ExampleText.model_validate({"text": words, **sketch.about, **date})
    except ValidationError:
        return None


def _find_moment(times: Iterable[Time]) -> datetime | None:
    """The first moment at which all is so: of a year at ordinary hours, else of two weeks at any half hour."""
    wanted = list(times)
    day, morning = timedelta(days=1), _FIRST_DAY.replace(hour=0)
    ordinary = (morning + number * day + timedelta(hours=hour) for number in range(_DAYS) for hour in _TIMES)
    narrow = (morning + timedelta(minutes=30 * number) for number in range(14 * 48))
    return next((moment for moment in chain(ordinary, narrow) if all(time(moment) for time in wanted)), None)


def _nothing(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001 - every kind is sketched alike
    yield Sketch()


def _said(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    return (Sketch(words=(text,)) for text in many(asked.written))


def _street(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    return (Sketch(words=(f"at 12 {name}",)) for name in many(asked.written))


def _at_times(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    times = _times(asked)
    yield Sketch(times=(lambda moment: any(time(moment) for time in times),))


def _of_sender(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    for name in many(asked.written):
        sender = f"anne{name}" if name.startswith("@") else name
        yield Sketch(about={"from": sender, "channel": "email" if "@" in name else "sms"})


def _to_us(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    for name in many(asked.written):
        if not name.startswith("@"):
            yield Sketch(about={"to": name, "channel": "email" if "@" in name else "sms"})


def _with_header(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    headers = {name: text or "yes" for name, text in asked.written.items()}
    yield Sketch(about={"headers": headers, "channel": "email"})


def _in_area(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:
    for area in many(asked.written):
        boxes = [box for key, _, box in rulebook.city.districts.areas if key == area]
        if isinstance(area, str):
            yield Sketch(words=(f"in {area.replace('_', ' ')}",))
        for west, south, east, north in boxes:
            yield Sketch(about={"coordinates": {"lat": (south + north) / 2, "lon": (west + east) / 2}})


_THINGS: Mapping[str, Sketch] = {
    "location": Sketch(words=("at 12 Oak St",)),
    "address": Sketch(words=("at 12 Oak St",)),
    "coordinates": Sketch(about={"coordinates": {"lat": 41.31, "lon": -72.93}}),
    "photo": Sketch(about={"photo": True}),
    "attachment": Sketch(about={"photo": True}),
    "service": Sketch(words=("pothole",)),
    "time": Sketch(words=("since yesterday morning",)),
    "subject": Sketch(about={"subject": "A report", "channel": "email"}),
    "email": Sketch(about={"channel": "email"}),
    "phone": Sketch(about={"channel": "sms"}),
}
_URGENT: Mapping[str, str] = {
    "emergency": "There is a fire in the house",
    "soon": "this is urgent, please come soon",
    "routine": "",
}


def _with_things(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    whole = Sketch()
    for thing in many(asked.written):
        whole = whole.joined(_THINGS.get(thing, Sketch()))
    yield whole


def _urgent(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    return (Sketch(words=tuple(filter(None, [_URGENT[name]]))) for name in many(asked.written))


def _in_language(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    return (Sketch(words=(EXAMPLES.get(language, ""),)) for language in many(asked.written))


def _valued(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    return (Sketch(about={asked.kind: value}) for value in many(asked.written))


def _repeated(asked: Asked, rulebook: Rulebook) -> Iterator[Sketch]:  # noqa: ARG001
    yield Sketch(about={"repeat": asked.written.get("at_least", 1)})


_LEAVES: Mapping[str, Callable[[Asked, Rulebook], Iterator[Sketch]]] = {
    "text": _said,
    "pattern": _said,
    "channel": _valued,
    "event": _valued,
    "to": _to_us,
    "from": _of_sender,
    "header": _with_header,
    "street": _street,
    "area": _in_area,
    "has": _with_things,
    "urgency": _urgent,
    "language": _in_language,
    "hours": _at_times,
    "date": _at_times,
    "repeat": _repeated,
}
