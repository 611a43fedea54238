"""A rule as a sentence that a clerk can read aloud; total, so that a half-written rule can be listed too.

Rules are read as they stand in the file (plain mappings), or as the models that checked them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from gateway.routing.called import LANGUAGES, Called
from gateway.routing.said_dates import say_dates

_UNREADABLE = "something cannot be read"
_SHOWN = 4
"""Members of a list that a sentence names."""
_NOBODY = Called()
_JOINING = {"all": "and", "any": "or"}
_FRAMES: Mapping[str, tuple[str, str]] = {
    "service": ("the service is {}", "the service is not {}"),
    "group": ("the service is one of the group {}", "the service is not one of the group {}"),
    "text": ("the message says {}", "the message does not say {}"),
    "pattern": ("the text fits the pattern {}", "the text does not fit the pattern {}"),
    "channel": ("it came as {}", "it did not come as {}"),
    "to": ("it was sent to {}", "it was not sent to {}"),
    "from": ("it came from {}", "it did not come from {}"),
    "header": ("the mail has the header {}", "the mail does not have the header {}"),
    "street": ("the street is {}", "the street is not {}"),
    "area": ("the place is in {}", "the place is not in {}"),
    "has": ("the message has {}", "the message does not have {}"),
    "missing": ("the message lacks {}", "the message does not lack {}"),
    "urgency": ("it is {}", "it is not {}"),
    "language": ("it is written in {}", "it is not written in {}"),
    "hours": ("it comes within {}", "it comes outside {}"),
    "date": ("it comes {}", "it does not come {}"),
    "repeat": ("it has been reported {}", "it has not been reported {}"),
    "confidence": ("the service is {} sure", "the service is not {} sure"),
    "event": ("the request {}", "it is not so that the request {}"),
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "channel": {"sms": "a text message", "email": "mail"},
    "urgency": {"emergency": "an emergency", "soon": "urgent", "routine": "routine"},
    "language": LANGUAGES,
    "event": {
        "opened": "is opened",
        "follow_up": "is added to",
        "reopened": "is opened again",
        "due_soon": "is due soon",
        "overdue": "is overdue",
        "closed": "is closed",
    },
}
_ARTICLES: Mapping[str, str] = {
    "service": "a service",
    "location": "a place",
    "address": "an address",
    "coordinates": "a pin on the map",
    "photo": "a photo",
    "attachment": "a file",
    "time": "a time",
    "name": "a name",
    "phone": "a phone number",
    "email": "a mail address",
    "subject": "a subject",
}


def say_rule(rule: Mapping[str, Any] | BaseModel, called: Called = _NOBODY) -> str:
    """The whole rule: when what is so, what happens, and whether the reading ends there."""
    whole = _mapping(_plain(rule))
    actions = say_actions(whole.get("then"), called)
    what = _joined(actions, "and") if actions else "nothing happens"
    ends = " No rule below is read." if _mapping(_plain(whole.get("then"))).get("stop") is True else ""
    return f"When {say_condition(whole.get('when'), called)}, {what}.{ends}"


def say_condition(condition: object, called: Called = _NOBODY) -> str:
    """A condition without a capital and without a full stop."""
    return _said(condition, called, 0)


def _said(condition: object, called: Called, side: int) -> str:
    """`side` is 0 for what must be so and 1 for what must not."""
    kind, value = _kind_and_value(condition)
    if kind in _JOINING:
        return _said_together(kind, value, called, side)
    if kind == "not":
        return _said(value, called, 1 - side)
    if kind not in _FRAMES:
        return _UNREADABLE
    return _FRAMES[kind][side].format(_TOLD.get(kind, _tell_words)(kind, value, called))


def _said_together(kind: str, value: Any, called: Called, side: int) -> str:
    """Several conditions; inside another list they stand in brackets, because `and` and `or` would run together."""
    said = [_bracketed(part, _said(part, called, 0)) for part in _members(value)]
    comma = "," if any(" or " in part for part in said) else ""
    joined = f"{comma} {_JOINING[kind]} ".join(said) or _UNREADABLE
    return f"it is not so that ({joined})" if side else joined


def _bracketed(part: object, said: str) -> str:
    kind, value = _kind_and_value(part)
    return f"({said})" if kind in _JOINING and len(_members(value)) > 1 else said


def _kind_and_value(condition: object) -> tuple[str, Any]:
    written = _mapping(_plain(condition))
    return next(((str(kind), value) for kind, value in written.items()), ("", None))


def _members(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _tell_words(kind: str, value: Any, called: Called) -> str:  # noqa: ARG001 - every kind is told the same way
    known = _WORDS.get(kind, {})
    return shorten([known.get(str(item), str(item)) for item in _many(value)])


def _tell_quoted(kind: str, value: Any, called: Called) -> str:  # noqa: ARG001
    return shorten([f"“{item}”" for item in _many(value)])


def _tell_services(kind: str, value: Any, called: Called) -> str:  # noqa: ARG001
    names = [called.service(code) for code in _many(value)]
    return shorten([f"“{name}”" if " or " in name or " and " in name else name for name in names])


def _tell_headers(kind: str, value: Any, called: Called) -> str:  # noqa: ARG001
    return _joined([f"{name} with “{text}”" if text else str(name) for name, text in _mapping(value).items()], "and")


def _tell_areas(kind: str, value: Any, called: Called) -> str:  # noqa: ARG001
    return shorten(["a shape on the map" if isinstance(area, Mapping) else str(area) for area in _many(value)])


def _tell_all_things(kind: str, value: Any, called: Called) -> str:  # noqa: ARG001
    return _joined([_ARTICLES.get(str(thing), str(thing)) for thing in _many(value)], "and")


def _tell_any_thing(kind: str, value: Any, called: Called) -> str:  # noqa: ARG001
    return shorten([_ARTICLES.get(str(thing), str(thing)) for thing in _many(value)])


def _tell_dates(kind: str, value: Any, called: Called) -> str:  # noqa: ARG001
    return shorten([say_dates(str(item)) for item in _many(value)])


def _tell_repeat(kind: str, value: Any, called: Called) -> str:  # noqa: ARG001
    bounds = _mapping(value)
    said = [
        f"{words} {bounds[key]}" for key, words in (("at_least", "at least"), ("at_most", "at most")) if key in bounds
    ]
    within = f" within {bounds['within']}" if "within" in bounds else ""
    of = f" by this {bounds['of']}" if bounds.get("of") == "sender" else " at this place" if "of" in bounds else ""
    return f"{' and '.join(said)} times{of}{within}"


def _tell_sureness(kind: str, value: Any, called: Called) -> str:  # noqa: ARG001
    bounds = _mapping(value)
    names = (("at_least", "at least"), ("below", "less than"))
    return " and ".join(f"{words} {_percent(bounds[key])}" for key, words in names if key in bounds)


_TOLD: Mapping[str, Callable[[str, Any, Called], str]] = {
    "service": _tell_services,
    "text": _tell_quoted,
    "pattern": _tell_quoted,
    "header": _tell_headers,
    "area": _tell_areas,
    "has": _tell_all_things,
    "missing": _tell_any_thing,
    "date": _tell_dates,
    "repeat": _tell_repeat,
    "confidence": _tell_sureness,
}


def say_actions(actions: object, called: Called = _NOBODY) -> tuple[str, ...]:
    """What happens, one short sentence without its full stop for each action; `stop` is said by `say_rule`."""
    written = _mapping(_plain(actions))
    said = (_say_action(name, value, called) for name, value in written.items() if value is not None)
    return tuple(words for words in said if words)


def _say_action(name: str, value: Any, called: Called) -> str:
    match name:
        case "department":
            return "it goes where requests like it went before" if value == "learned" else _goes_to(value, called)
        case "reply":
            return "nobody is answered" if value == "none" else f"the answer is `{value}`"
        case "service":
            return f"it counts as {called.service(value)}"
        case "notify":
            told = [_address(item) for item in _many(value)]
            return f"{_joined(told, 'and')} {'is' if len(told) == 1 else 'are'} told by mail"
        case "watch":
            return f"{_joined([called.department(key) for key in _many(value)], 'and')} can look on"
        case "hold" | "close":
            return _SWITCHES[name][value is True]
        case _:
            return (
                _ACTIONS[name].format(_joined([str(item) for item in _many(value)], "and")) if name in _ACTIONS else ""
            )


_SWITCHES = {
    "hold": ("the answer does not wait for a person", "the answer waits for a person"),
    "close": ("it stays open", "it is closed"),
}
_ACTIONS = {
    "priority": "its priority is {}",
    "ask": "the resident is asked for {}",
    "tags": "it is marked {}",
    "due": "it is due in {}",
    "assign": "it is given to {}",
}


def _goes_to(key: Any, called: Called) -> str:
    return f"it goes to {called.department(key)}"


def shorten(members: list[str]) -> str:
    """A list of which one is enough; a long one is cut."""
    rest = len(members) - _SHOWN
    return _joined([*members[:_SHOWN], f"{rest} more"] if rest > 1 else members, "or")


def _joined(words: Iterable[str], last: str) -> str:
    """`a, b and c`, or nothing for nothing."""
    *before, end = [*words] or [""]
    return f"{', '.join(before)} {last} {end}" if before else end


def _plain(value: object) -> Any:
    if not isinstance(value, BaseModel):
        return value
    # Pydantic warns that a condition's discriminator is its key and not a field; what it writes is right.
    return value.model_dump(by_alias=True, exclude_none=True, warnings=False)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _address(person: object) -> str:
    return str(person.get("email", "")) if isinstance(person, Mapping) else str(person)


def _percent(share: object) -> str:
    return f"{share * 100:.0f} %" if isinstance(share, int | float) else str(share)
