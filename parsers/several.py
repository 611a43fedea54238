"""Recognise that one message names several problems, and cut its text where one ends and the next begins.

A wrong split annoys more than a missed one: each problem must have words of its own for a service that is well founded,
and either a mark that says so ("second issue", an item of a list, "also") or an exact place of its own. A pothole and a
cracked road at one place, a tree on a wire, a drain that floods a street are one problem.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from parsers.cuts import Cut, Mark, find_cuts
from parsers.kinship import are_akin
from parsers.stretch import Stretch
from parsers.values import Location, LocationKind, Problem, Understanding, Urgency

LONGEST = 3_000
"""Characters of a text that is looked at; a longer one is a story, which a person must read."""
MOST_PROBLEMS = 6
_MOST_PIECES = 24
_FOUNDED, _FAIR, _SURE = 0.45, 0.6, 0.8
_EXACT = frozenset({LocationKind.ADDRESS, LocationKind.INTERSECTION, LocationKind.BLOCK, LocationKind.COORDINATES})
_TRUSTED = 0.5
_SAME_BLOCK = 30
"""House numbers on one street that are nearer than this are one place."""
_SHORT = 250
"""Characters of a problem that no list and no "second issue" parts from another one; more is a story."""
_OPENING = 100
"""Within so many characters a problem must say what it is."""
_INHERITED = 0.8
"""How far a place is believed of a problem that names none itself."""
_IS_NO_REPORT = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have| had)? (?:also |already |even )*(?:called|reported|emailed|e-mailed|submitted|"
    r"contacted|spoke|asked|told|tried|filed|wrote|posted|sent|live|own|work|think|believe|wonder)|"
    r"when will|how long|who do i|what time|what day|keep up|good job|great job|"
    r"(?:would|should|could|might|may|will) also|also (?:would|should|could|might|may|consider)|"
    r"ya (?:llam|report|avis)\w+|tambi[eé]n (?:llam|report|avis)\w+|gracias por|cu[aá]ndo)\b",
    re.IGNORECASE,
)
_IS_SETTLED = re.compile(
    r"\b(?:(?:was|were|been|got) (?:finally |already )?(?:fixed|repaired|resolved|cleaned|picked up|removed|replaced|"
    r"taken care of|filled)|thank(?:s| you)(?: \w+){0,3} for|how (?:do|can|should) (?:i|we)|gracias por|ya (?:lo |la )?"
    r"(?:arreglaron|quitaron)|merci (?:pour|d')|danke f[uü]r|obrigad[oa] por)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\W*(?:(?:and|but|y|pero) )?(?:also,? )?(?:it|this|that|these|those|which|they|he|she|his|her|their|its|because|"
    r"so|since|eso|esto|esta|este|ellos|porque|il|elle|cela|ça|das|es|sie|isso|ele)\b(?:'s)?(?! ?(?:is|are|s)? (?:a|an|"
    r"another|also a)\b)",
    re.IGNORECASE,
)
_SAME_SPOT = re.compile(
    r"\b(?:next to (?:it|that|this)|beside it|(?:in front|on top|because) of (?:it|that)|around it|near it|under it|"
    r"same (?:pole|tree|car|house|property|dog|pothole|hole|drain|tree|truck|vehicle)|caus(?:es|ed|ing)|as a result|"
    r"result(?:s|ed|ing)? in|al lado|encima|mismo (?:poste|árbol|hoyo)|causa(?:ndo)?|por eso)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:both|all (?:of (?:this|these|them)|three|this)|these are|everything is|ambos|ambas|los dos|las dos|todo "
    r"(?:esto|eso)|beides?|alles|les deux|tous les deux|ambos|tou de)\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\b(?:there|same (?:street|place|address|location|corner|block|intersection|spot|area)|nearby|ahí|allí|mism[oa] "
    r"(?:calle|lugar|dirección|esquina|cuadra)|cerca|dort|gleichen (?:ort|straße|stelle)|même (?:rue|endroit)|lá|"
    r"mesm[oa] (?:rua|lugar)|menm (?:kote|lari))\b",
    re.IGNORECASE,
)

Read = Callable[[int, int], Stretch]
"""The words between two offsets of the text."""


@dataclass(frozen=True, slots=True)
class _Part:
    words: Stretch
    mark: Mark
    """What stood where it begins."""


def split_problems(text: str, read: Read, telling: Sequence[int]) -> tuple[Problem, ...]:
    """The problems that `text` clearly names, two or more; empty for one problem. They cover the text without gaps.

    `telling` are the offsets, in their order, of the words by which more than a hint speaks for a service in the whole
    text: where there are none, nobody needs to read. A danger comes first, else they stand in the order of the text.
    """
    if len(text) > LONGEST or len(telling) < 2:
        return ()
    cuts = find_cuts(text)
    if not cuts or len(cuts) > _MOST_PIECES:
        return ()
    parts = _parts(text, tuple(cut for cut in cuts if cut.mark > Mark.CLAUSE), read, telling)
    if len(parts) == 1 and cuts[0].mark < Mark.ALSO:
        parts = _parts(text, cuts, read, telling)
    if not 1 < len(parts) <= MOST_PROBLEMS or not all(_is_founded(part.words, _FOUNDED) for part in parts):
        return ()
    if _is_broken_list(parts, cuts):
        return ()
    return _danger_first(_share_place(parts, cuts))


def meaning_of(problem: Problem, whole: Understanding, further: tuple[Problem, ...] = ()) -> Understanding:
    """What `whole` is when `problem` is what it is about, and `further` are the others."""
    return replace(
        whole,
        service=problem.service,
        department=problem.department,
        location=problem.location,
        occurred=problem.occurred,
        urgency=problem.urgency,
        urgency_evidence=problem.urgency_evidence,
        further=further,
    )


def means_all(text: str) -> bool:
    """Whether an answer is about all problems of a message, as `both at 12 Oak St`."""
    return _BOTH.search(text) is not None


def own_span(text: str, further: Iterable[Problem]) -> tuple[int, int]:
    """Where the words of `text` stand that belong to none of `further`: those of the first problem."""
    at = 0
    for problem in sorted(further, key=lambda one: one.start):
        if problem.start > at:
            return at, problem.start
        at = problem.end
    return at, len(text)


def _parts(text: str, cuts: tuple[Cut, ...], read: Read, telling: Sequence[int]) -> list[_Part]:
    """The pieces between the cuts, each joined to the one before where no new problem begins."""
    ends = [*(cut.at for cut in cuts if cut.at > 0), len(text)]
    marks = [cut.mark for cut in cuts if cut.at > 0]
    parts = [_Part(read(0, ends[0]), _first_mark(cuts))]
    for start, end, mark in zip(ends, ends[1:], marks, strict=False):
        piece, before = read(start, end), parts[-1]
        if _tells(telling, start, end) and _is_new(before.words, piece, mark):
            parts.append(_Part(piece, mark))
        else:
            parts[-1] = _Part(before.words.up_to(end), before.mark)
    return parts


def _tells(telling: Sequence[int], start: int, end: int) -> bool:
    """Whether a telling word begins between the two offsets."""
    at = bisect_left(telling, start)
    return at < len(telling) and telling[at] < end


def _first_mark(cuts: tuple[Cut, ...]) -> Mark:
    return cuts[0].mark if cuts and cuts[0].at == 0 else Mark.PARAGRAPH


def _is_broken_list(parts: list[_Part], cuts: tuple[Cut, ...]) -> bool:
    """Whether a list is one of aspects: some of its items stay together, or what it is about was said above it."""
    items = [cut.at for cut in cuts if cut.mark is Mark.ITEM]
    begun = {part.words.start for part in parts}
    return any(at not in begun for at in items[1:]) or any(0 < at in begun for at in items[:1])


def _is_new(before: Stretch, piece: Stretch, mark: Mark) -> bool:
    """Whether another problem begins with `piece`."""
    is_marked = mark in {Mark.ITEM, Mark.ANOTHER}
    if _IS_SETTLED.search(before.text) or not _reports(piece) or (not is_marked and _goes_on(piece.text)):
        return False
    if mark < Mark.ALSO and not _may_be_apart(before, piece):
        return False
    if not (_is_founded(piece, _FOUNDED) and _is_founded(before, _FOUNDED)) or not _is_said_at_once(piece, mark):
        return False
    apart, akin = _are_apart(before.location, piece.location), _are_akin(before, piece)
    if apart:
        return is_marked or (_is_brief(before, _FAIR) and _is_brief(piece, _FAIR) and (mark is Mark.ALSO or not akin))
    if akin or mark < Mark.ALSO:
        return False
    return is_marked or (_is_brief(before, _SURE) and _is_brief(piece, _SURE))


def _may_be_apart(before: Stretch, piece: Stretch) -> bool:
    """Whether two problems that no word parts may be two by their places, told in few words: it is cheap to see."""
    return len(before.text) <= _SHORT >= len(piece.text) and _are_apart(before.location, piece.location)


def _reports(piece: Stretch) -> bool:
    """Whether the words open with no question, no wish, and nothing that was reported or done before."""
    opening = piece.text[:_OPENING]
    return _IS_NO_REPORT.search(opening) is None and _IS_SETTLED.search(opening) is None


def _is_said_at_once(piece: Stretch, mark: Mark) -> bool:
    """Whether the words for the service open the piece; an item of a list may come to it later."""
    evidence = piece.service.evidence if piece.service else ()
    return mark is Mark.ITEM or any(words.start - piece.start <= _OPENING for words in evidence)


def _is_brief(words: Stretch, least: float) -> bool:
    """Whether a few words say it, and as surely as that."""
    return len(words.text) <= _SHORT and _is_founded(words, least)


def _goes_on(words: str) -> bool:
    """Whether the words speak on of the thing before them."""
    return _GOES_ON.search(words) is not None or _SAME_SPOT.search(words) is not None


def _is_founded(words: Stretch, least: float) -> bool:
    service = words.service
    return service is not None and service.code != "general_inquiry" and service.confidence >= least


def _are_akin(one: Stretch, other: Stretch) -> bool:
    return one.service is None or other.service is None or are_akin(one.service.code, other.service.code)


def _are_apart(one: Location | None, other: Location | None) -> bool:
    """Whether both name exact places, and two that nobody would take for one."""
    if not (one and other and _is_exact(one) and _is_exact(other)):
        return False
    if one.lat is not None and other.lat is not None and not one.streets and not other.streets:
        return (one.lat, one.lon) != (other.lat, other.lon)
    if one.kind is other.kind is LocationKind.INTERSECTION:
        return _streets(one) != _streets(other)
    if _streets(one) & _streets(other):
        return _are_numbers_apart(one.number, other.number)
    return bool(one.streets and other.streets)


def _is_exact(place: Location) -> bool:
    return place.kind in _EXACT and place.confidence >= _TRUSTED


def _streets(place: Location) -> set[str]:
    """The names of the streets without what kind of street they are, which people leave out."""
    return {" ".join(street.casefold().split()[: max(1, len(street.split()) - 1)]) for street in place.streets}


def _are_numbers_apart(one: str | None, other: str | None) -> bool:
    if not (one and other and one.isdecimal() and other.isdecimal()):
        return False
    return abs(int(one) - int(other)) >= _SAME_BLOCK


def _share_place(parts: list[_Part], cuts: tuple[Cut, ...]) -> list[Problem]:
    """Give a place to those that name none: the one that is said to be of all, or that is still spoken of."""
    said = (part.words for part in parts if part.words.location and _BOTH.search(part.words.text))
    shared = next((words.location for words in said), None)
    placed, before = [], shared
    for part in parts:
        own = part.words.location
        place = own if own is not None or before is None else _inherited(part, before, shared, cuts)
        placed.append(replace(part.words.problem(), location=place))
        before = shared or own or before
    return placed


def _inherited(part: _Part, place: Location, shared: Location | None, cuts: tuple[Cut, ...]) -> Location | None:
    """The place that was named before, where it still counts; an item of a list need not be where the last one was."""
    if place is shared or _is_above_list(place, cuts):
        return place
    if part.mark is not Mark.ALSO and not _THERE.search(part.words.text):
        return None
    return replace(place, confidence=round(place.confidence * _INHERITED, 2))


def _is_above_list(place: Location, cuts: tuple[Cut, ...]) -> bool:
    """Whether a place stands above the first item of a list, and so is that of all items."""
    first = next((cut.at for cut in cuts if cut.mark is Mark.ITEM), 0)
    return place.end <= first


def _danger_first(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: (one.urgency is not Urgency.EMERGENCY, one.start)))
