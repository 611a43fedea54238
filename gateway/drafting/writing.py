"""Write a draft as the file that an administrator reads: how sure every part is, and what is left to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gateway.drafting.emergencies import DANGER, GAS, GAS_WORDS, find_dispatch
from gateway.drafting.gathering import MOST_CATEGORIES, MOST_KEPT
from gateway.drafting.values import FRONT_DESK, Draft, DraftedArea, DraftedRule, DraftedService
from gateway.drafting.yaml_text import inline, remark

LEARNED_RULE = "The department that past requests like this one had"
_MOST_NAMED = 3
_TWO_DAYS = 1.5
"""From how many days on they are counted."""
_WIDTH = 118

Examples = Mapping[str, Sequence[str]]
"""Lines of examples by the name of their rule, as they stand in the file."""


def write_draft(draft: Draft, examples: Examples) -> str:
    """The whole file."""
    parts = (_head(draft), _city(draft), _departments(draft), _services(draft), _rules(draft, examples), _end(draft))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(draft: Draft) -> Iterator[str]:
    past = draft.gathered
    when = f", {past.since:%Y-%m-%d} to {past.until:%Y-%m-%d}" if past.since and past.until else ""
    yield f"# A first rulebook, drafted from {remark(draft.source)}: {past.total:,} requests{when}."
    yield "# How to write one: docs/rules.md. It is yours from now on: change it, and check it after every change."
    yield "#"
    if past.broken:
        yield f"# {past.broken:,} lines of the file are no requests (`gateway history import` names them)."
    if past.total > MOST_KEPT:
        yield f"# Everything was counted; words and examples come from a sample of {len(past.sample):,} requests."
    if draft.outcome:
        yield from (f"# {line}" for line in _wrapped(draft.outcome))
        yield "#"
    yield "# What to do with it:"
    yield "#   1. Fill in what is marked FILL IN: it cannot be read from old requests."
    yield "#   2. Read the services and their departments; the share behind each says how sure it is."
    yield "#   3. gateway rules check FILE"
    yield "#   4. gateway history import and gateway learn: then the past decides where the words below do not."


def _city(draft: Draft) -> Iterator[str]:
    wishes = draft.wishes
    address = wishes.addresses or ("311@city.example",)
    yield "city:"
    yield _noted(f"  name: {inline(wishes.name or 'Our City')}", "" if wishes.name else "FILL IN: as residents know it")
    guess = "" if wishes.timezone else "guessed from coordinates and language: check it"
    guess = (
        "FILL IN: the past does not tell it; such as America/New_York" if draft.timezone == "UTC" and guess else guess
    )
    yield _noted(f"  timezone: {draft.timezone}", guess)
    yield _noted(
        f"  languages: [{', '.join(draft.languages)}]", "those that people wrote in; the first is the city's own"
    )
    listed = ", ".join(map(inline, address))
    yield _noted(
        f"  addresses: [{listed}]", "" if wishes.addresses else "FILL IN: the mail addresses residents write to"
    )
    yield '  # numbers: ["+12035550142"]         FILL IN: the phone numbers for texts, when there are any'
    if draft.areas:
        yield "  areas:                            # around nine tenths of their requests: redraw them as they are"
        for area in draft.areas:
            yield from _area(area)


def _area(area: DraftedArea) -> Iterator[str]:
    corners = ", ".join(f"[{lon}, {lat}]" for lon, lat in area.corners)
    yield f"    {area.key}:"
    yield f"      shape: {{type: Polygon, coordinates: [[{corners}]]}}"


def _departments(draft: Draft) -> Iterator[str]:
    yield "departments:"
    yield "  # FILL IN who is told by mail and when they work: {name: Streets, notify: [{email: streets@city.example}],"
    yield "  # hours: Mon-Fri 07:00-15:30}. Rename them as you like, and keep the old name as `known_as: [...]`."
    lines = {item.key: f"  {item.key}: {{name: {inline(item.name)}}}" for item in draft.departments}
    width = min(60, max(map(len, lines.values())))
    for department in draft.departments:
        if department.key == FRONT_DESK:
            note = "yours to name: gets what nobody else claims"
            note += "" if draft.gathered.departments else "; the past has no departments, so add yours"
        else:
            note = _share(department.count, draft.gathered.total)
        yield _noted(lines[department.key], note, width)


def _services(draft: Draft) -> Iterator[str]:
    yield "services:"
    yield "  # The most frequent first. A service under a shipped code, or `like` one, knows that one's words already;"
    yield "  # `words` told it apart in your own requests. Write `due: 5 business days` where you promise it."
    for service in draft.services:
        yield from _service(service, draft)
    if draft.gathered.left_out:
        yield (
            f"  # {draft.gathered.left_out:,} requests have a category beyond the first {MOST_CATEGORIES}, "
            "which the front desk gets."
        )
    if draft.unused:
        yield "  # The past shows nothing of these shipped services; add those that you do:"
        yield from (f"  #   {line}" for line in _wrapped(", ".join(draft.unused), _WIDTH - 8))


def _service(service: DraftedService, draft: Draft) -> Iterator[str]:
    needs = ", needs: [location]" if service.needs_place else ""
    category = service.category
    if category is None:
        yield _noted(f"  {service.key}: {{department: {service.department}{needs}}}", "shipped, not in your past")
        return
    yield f"  {service.key}:"
    yield f"    # {'; '.join(_figures(service, category.count, draft.gathered.total))}"
    if service.name:
        yield f"    name: {inline(service.name)}"
    yield _noted(f"    department: {service.department}", _why_department(service, draft))
    if service.joint.like:
        yield f"    like: [{', '.join(service.joint.like)}]"
    if service.words:
        yield "    words:"
        yield from (f"      {language}: [{', '.join(map(inline, words))}]" for language, words in service.words.items())
    if service.needs_place:
        yield "    needs: [location]"


def _figures(service: DraftedService, count: int, total: int) -> Iterator[str]:
    yield _share(count, total)
    if service.joint.share:
        yield f"{_percent(service.joint.share)} of them are read so by the shipped words"
    if service.days_open is not None:
        yield f"half were closed within {_days(service.days_open)}"


def _days(days: float) -> str:
    if days < _TWO_DAYS:
        return "a day"
    return f"{days:.0f} days"


def _why_department(service: DraftedService, draft: Draft) -> str:
    counts = service.category.departments if service.category else {}
    known = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    if not known:
        return "the past names none" if draft.gathered.departments else ""
    (_, first), *others = known
    if service.lately:
        right, newest = service.lately
        return f"{right} of the newest {newest}; in all {_listed(known)}"
    told = f"{first:,} of {sum(counts.values()):,} ({_percent(first / sum(counts.values()))})"
    return f"{told}; {_listed(others)}" if others else told


def _listed(counts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{remark(name)} {count:,}" for name, count in counts[:_MOST_NAMED])


def _rules(draft: Draft, examples: Examples) -> Iterator[str]:
    dispatch = find_dispatch((item.key, item.name) for item in draft.departments)
    then = (
        f"{{department: {dispatch}, priority: emergency, reply: call_911, stop: true}}"
        if dispatch
        else f"{{priority: emergency, reply: call_911, watch: {FRONT_DESK}}}"
    )
    words = [inline(word) for language in dict.fromkeys((*draft.languages, "en")) for word in GAS_WORDS[language]]
    yield "rules:"
    yield "  # Danger first. Have the reply `call_911` approved, and say who is woken: add `notify` or `department`."
    yield f"  - name: {GAS}"
    yield "    when:"
    yield "      any:"
    yield "        - service: [gas_odor, downed_wire]"
    yield f"        - text: [{', '.join(words)}]"
    yield f"    then: {then}"
    yield from _examples(examples.get(GAS, ()))
    yield ""
    yield f"  - name: {DANGER}"
    yield "    when: {urgency: emergency}"
    yield f"    then: {then}"
    yield from _examples(examples.get(DANGER, ()))
    if draft.gathered.departments:
        yield from _learned(examples)
    for rule in draft.rules:
        yield from _exception(rule)


def _learned(examples: Examples) -> Iterator[str]:
    yield ""
    yield "  # Once `gateway learn` has run, this names the department where it is sure enough. Rules above it win;"
    yield "  # rules below it, and the departments of the services, speak where it is not."
    yield f"  - name: {LEARNED_RULE}"
    yield "    when: {event: opened}"
    yield "    then: {department: learned}"
    yield from _examples(examples.get(LEARNED_RULE, ()))


def _exception(rule: DraftedRule) -> Iterator[str]:
    yield ""
    yield f"  - name: {inline(rule.name)}"
    yield from (f"    # {line}" for line in _wrapped(remark(rule.remark), _WIDTH - 6))
    yield f"    when: {rule.condition}"
    yield f"    then: {{department: {rule.department}}}"
    yield from _examples(rule.examples)


def _examples(lines: Iterable[str]) -> Iterator[str]:
    listed = list(lines)
    if listed:
        yield "    examples:"
        yield from (f"      - {line}" for line in listed)


def _end(draft: Draft) -> Iterator[str]:
    yield "# `received` and all other replies are shipped; write `replies:` to say them in your own words."
    if not draft.gathered.categories:
        yield "# Your past names no categories: the services above are the shipped ones that its texts are read as."
    yield f"otherwise: {{department: {FRONT_DESK}, reply: received, confidence: 0.45, learned: 0.3}}"


def _share(count: int, total: int) -> str:
    return f"{count:,} {'request' if count == 1 else 'requests'} ({_percent(count / total if total else 0.0)})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else "less than 1 %"


def _noted(line: str, note: str, width: int = 34) -> str:
    return f"{line:<{width}}  # {note}" if note else line


def _wrapped(text: str, width: int = _WIDTH) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) + 1 > width:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
    if line:
        yield line
