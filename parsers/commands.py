"""Recognise what is said to the gateway itself: STOP, START, HELP, STATUS, NEW, DONE, a language, thanks and greetings.

Only short messages are commands: "Stop sign is down" is a request. A city's rulebook may have more words for a command.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from parsers.command_words import PHRASES, PRAISE, STATUS_WORDS, THANKFUL, Command, find_language_name
from parsers.persistence import is_persistence
from parsers.reactions import is_reaction
from parsers.refusals import is_refusal
from parsers.ticket_number import find_ticket_number
from parsers.words import fold

CityWords = Mapping[Command, frozenset[str]]
"""The words that a city adds to a command, folded."""
NO_WORDS: CityWords = MappingProxyType({})
_LONGEST = 160
_NUMBERED = re.compile(r"^\w+\s+#?[A-Za-z0-9]{4}-?[A-Za-z0-9]{4}$")
_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandReading:
    """A command, with the canonical ticket number or the ISO 639-1 language that it names, if any."""

    command: Command
    ticket_number: str | None = None
    language: str | None = None


_STATUS = re.compile(
    r"^(?:status|estado|estatus|estat[uú]s|update|track|check)\b"
    r"|\b(?:status|update|progress|news) (?:of|on|for|about|regarding) (?:my|the|our|this|ticket|request|report|case|#)"
    r"|\b(?:what(?:'?s| is) (?:the status|happening with my|going on with my|up with my)|any (?:update|updates|news|"
    r"progress)|"
    r"where is my (?:ticket|request|report)|(?:check|checking|follow(?:ing)? up) on (?:my|the|our|a|ticket|request)|"
    r"has my (?:ticket|request|report|case)|"
    r"(?:ticket|request|case|report) status|status (?:please|check|update)|when will (?:my|the) (?:ticket|request|"
    r"report|case))"
    r"|\b(?:estado|estatus|novedades) (?:de|del|sobre) (?:mi|la|el|ticket|solicitud|reporte|caso)|\bc[oó]mo va (?:mi|"
    r"el|la) (?:solicitud|reporte|caso|ticket)"
    r"|\b(?:alguna |hay )(?:novedad|novedades|noticia|noticias|respuesta)|\bqu[eé] pas[oó] con mi (?:solicitud|"
    r"reporte|caso|ticket)",
    re.IGNORECASE,
)


def read_command(text: str, *, is_answer: bool, city_words: CityWords = NO_WORDS) -> CommandReading | None:
    """The command that `text` is; None for everything else, above all for a message that also says something. Total.

    In an answer to a ticket (`is_answer`) a bare yes, help or greeting speaks to the city, not to the gateway.
    """
    stripped = text.strip()
    if not stripped:
        return None
    if is_reaction(stripped):
        return CommandReading(command=Command.THANKS)
    if len(stripped) > _LONGEST:
        return None
    words = [fold(word) for word in _LETTERS.findall(stripped)]
    if not words:
        return CommandReading(command=Command.THANKS) if _is_cheer(stripped) else None
    return (
        _by_phrase(" ".join(words), is_answer=is_answer, city_words=city_words)
        or _by_language(stripped)
        or _by_meaning(stripped, words)
        or _status(stripped, words)
    )


def _by_phrase(said: str, *, is_answer: bool, city_words: CityWords) -> CommandReading | None:
    for phrases, command in (*PHRASES, *((words, command) for command, words in city_words.items())):
        if said in phrases and not (is_answer and (command is Command.GREETING or said == "yes")):
            return CommandReading(command=command)
    return None


def _by_language(stripped: str) -> CommandReading | None:
    language = find_language_name(stripped)
    return CommandReading(command=Command.LANGUAGE, language=language) if language else None


def _by_meaning(stripped: str, words: list[str]) -> CommandReading | None:
    """A wish for silence, praise, or the word that a problem is still there, when the message says nothing else."""
    if is_refusal(stripped, words):
        return CommandReading(command=Command.OPT_OUT)
    if PRAISE.issuperset(words) and not THANKFUL.isdisjoint(words):
        return CommandReading(command=Command.THANKS)
    return CommandReading(command=Command.PERSISTS) if is_persistence(stripped, words) else None


def _status(stripped: str, words: list[str]) -> CommandReading | None:
    """A question for the state of a ticket: a number with nothing else, or status words with nothing else."""
    number = find_ticket_number(stripped)
    digits = {fold(part) for part in _LETTERS.findall(stripped) if any(character.isdigit() for character in part)}
    strange = [word for word in words if word not in STATUS_WORDS and word not in digits and not _is_of(word, number)]
    if number and not strange:
        return CommandReading(command=Command.STATUS, ticket_number=number)
    if _STATUS.search(stripped) and (len(strange) <= 1 or _NUMBERED.match(stripped)):
        return CommandReading(command=Command.STATUS, ticket_number=number)
    return None


def _is_of(word: str, number: str | None) -> bool:
    return number is not None and word.upper() in number.replace("-", "") and len(word) >= 4


def _is_cheer(stripped: str) -> bool:
    """Whether a text without letters is an emoji or a sign such as a thumb, and not only dots or a question mark."""
    return any(ord(character) > 0x2000 for character in stripped)
