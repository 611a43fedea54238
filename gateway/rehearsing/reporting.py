"""From what was counted to a `Rehearsal` in words: names of departments and services in place of their keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from gateway.rehearsing.comparing import SHARED
from gateway.rehearsing.tally import Count, Key, Tally
from gateway.rehearsing.values import Aspect, Change, Rehearsal, Share
from gateway.routing import Rulebook

NOTHING = "none"
"""What a report says where a request has no service, no reply, no due time or nobody."""
_ADDS_UP = frozenset({Aspect.TAGS, Aspect.NOTIFY, Aspect.WATCH, Aspect.ASK})


def report(tally: Tally, old: Rulebook, new: Rulebook, *, wanted: int) -> Rehearsal:
    """What `tally` says of `wanted` requests under the two rulebooks."""
    order = list(Aspect)
    changes = [_change(key, count, old, new) for key, count in tally.counts.items()]
    return Rehearsal(
        old_version=old.version,
        new_version=new.version,
        read=tally.read,
        wanted=wanted,
        changed=tally.changed,
        changes=tuple(sorted(changes, key=lambda one: (order.index(one.aspect), -one.count, one.old, one.new))),
        shares=tuple(share for aspect in SHARED for share in _shares(aspect, tally, old, new)),
    )


def _change(key: Key, count: Count, old: Rulebook, new: Rulebook) -> Change:
    aspect, before, after = key
    newest = sorted(count.newest, key=lambda entry: entry[:2], reverse=True)
    return Change(
        aspect=aspect,
        old=_named(aspect, before, old),
        new=_named(aspect, after, new),
        count=count.number,
        services=_named_counts(count.services, new),
        priorities=tuple(count.priorities.most_common()),
        texts=tuple(
            replace(shown, service=_service(shown.service, new) if shown.service else "") for _, _, shown in newest
        ),
    )


def _shares(aspect: Aspect, tally: Tally, old: Rulebook, new: Rulebook) -> Iterable[Share]:
    before = _by_name(tally.old_shares[aspect], aspect, old)
    after = _by_name(tally.new_shares[aspect], aspect, new)
    names = sorted({*before, *after}, key=lambda name: (-before[name], -after[name], name))
    return (Share(aspect=aspect, name=name, old=before[name], new=after[name]) for name in names)


def _by_name(counts: Mapping[str | None, int], aspect: Aspect, rulebook: Rulebook) -> Counter[str]:
    named: Counter[str] = Counter()
    for key, number in counts.items():
        named[_named(aspect, key, rulebook)] += number
    return named


def _named_counts(services: Counter[str], rulebook: Rulebook) -> tuple[tuple[str, int], ...]:
    named = ((_service(code, rulebook) if code else NOTHING, number) for code, number in services.most_common())
    return tuple(named)


def _named(aspect: Aspect, key: str | None, rulebook: Rulebook) -> str:
    if key is None:
        return "" if aspect in _ADDS_UP else NOTHING
    if aspect in (Aspect.DEPARTMENT, Aspect.WATCH):
        return rulebook.departments[key].name if key in rulebook.departments else key
    return _service(key, rulebook) if aspect is Aspect.SERVICE else key


def _service(code: str, rulebook: Rulebook) -> str:
    language = rulebook.city.languages[0]
    known = rulebook.services.get(code)
    return known.name(language) if known else rulebook.parser_city.catalog.service_name(code, language)
