"""What of a text is for the gateway while a question of ours is open: an answer, its place, or a command after all."""

from __future__ import annotations

from dataclasses import replace

from parsers.answered_place import find_answered_place
from parsers.answers import AnswerReading, split_verdict
from parsers.command_words import STATUS_WORDS, Command, fold_phrase
from parsers.commands import CommandReading
from parsers.gazetteer import Gazetteer
from parsers.location import find_location
from parsers.values import Asked, Location, LocationKind

_ABOUT_PLACE = frozenset({Asked.CONFIRM_PLACE, Asked.PHOTO_PLACE})
_YES_OR_NO = _ABOUT_PLACE | {Asked.FIXED}
_OPEN = frozenset({Asked.PLACE, Asked.WHAT, Asked.DETAIL})
"""Questions that any words may answer."""
_WORTH_A_STREET = 0.5
"""Behind no yes or no, a bare name is believed from this confidence on to be the right place."""


def is_heeded(reading: CommandReading, text: str, asked: Asked) -> bool:
    """Whether a command counts although something is `asked`: `check valve` may be what is broken, `Lakeside` where."""
    if asked not in _OPEN:
        return True
    match reading.command:
        case Command.PERSISTS:
            return False
        case Command.STATUS:
            words = fold_phrase(text).split()
            is_one_word = len(words) == 1 and text.strip().isalpha() and words[0] not in STATUS_WORDS
            return not is_one_word and (reading.ticket_number is not None or STATUS_WORDS.issuperset(words))
        case _:
            return True


def read_opened_answer(text: str, asked: Asked) -> AnswerReading | None:
    """The yes or no that opens `text`, unless the words behind a no name the right place: then that is the answer."""
    verdict = split_verdict(text) if asked in _YES_OR_NO else None
    if verdict is None:
        return None
    if asked in _ABOUT_PLACE and not verdict.agrees and find_answered_place(verdict.rest) is not None:
        return None
    return AnswerReading(agrees=verdict.agrees)


def without_verdict(text: str, asked: Asked) -> str:
    """`text` with its opening yes or no blanked out: in `No, I smell gas` the no denies our question, not the gas."""
    verdict = split_verdict(text) if asked in _YES_OR_NO else None
    return " " * (len(text) - len(verdict.rest)) + verdict.rest if verdict else text


def find_asked_place(text: str, asked: Asked, gazetteer: Gazetteer) -> Location | None:
    """The place that `text` names, as loosely as the question that was `asked` allows."""
    if asked is Asked.PLACE:
        return find_answered_place(text, gazetteer)
    if asked not in _ABOUT_PLACE:
        return find_location(text, gazetteer)
    verdict = split_verdict(text)
    if verdict is None:
        found = find_answered_place(text, gazetteer)
        is_name = found is not None and found.kind is LocationKind.STREET and found.confidence <= _WORTH_A_STREET
        return None if is_name else found
    read = find_location if verdict.agrees else find_answered_place
    return _moved(read(verdict.rest, gazetteer), len(text) - len(verdict.rest))


def _moved(found: Location | None, behind: int) -> Location | None:
    return replace(found, start=found.start + behind, end=found.end + behind) if found else None
