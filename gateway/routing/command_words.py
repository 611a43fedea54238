"""A city's own words for the commands of a text, and which words must not become one (PROTOCOL 12.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from gateway.routing.fields import Many, Text, wrong
from parsers.command_words import CARRIER_WORDS, LANGUAGE_NAMES, Command, find_command_of, fold_phrase

_MOST_WORDS = 4
_CALLED = {
    Command.STATUS: "STATUS",
    Command.NEW: "NEW",
    Command.DONE: "DONE",
    Command.FIXED: "FIXED",
    Command.HELP: "HELP",
    Command.OPT_OUT: "STOP",
    Command.OPT_IN: "START",
    Command.THANKS: "thanks",
    Command.GREETING: "a greeting",
}


def _check_word(command: Command, word: str) -> str:
    said = fold_phrase(word)
    if not any(character.isalpha() for character in said) or len(said.split()) > _MOST_WORDS:
        raise wrong(f"`{word}` is no word for a command.", f"Write one to {_MOST_WORDS} words, such as `news`.")
    if said in CARRIER_WORDS:
        raise wrong(
            f"`{word}` belongs to the carriers: they stop, start or answer texts when they see it.",
            "Choose another word.",
        )
    known = find_command_of(said)
    if known is not None and known is not command:
        raise wrong(f"`{word}` already means {_CALLED[known]}.", "Choose another word.")
    if any(said in names for names in LANGUAGE_NAMES.values()):
        raise wrong(f"`{word}` already chooses a language.", "Choose another word.")
    return word


def _of(command: Command) -> AfterValidator:
    return AfterValidator(lambda word: _check_word(command, word))


_Word = Annotated[str, StringConstraints(max_length=60)]


class WordsText(Text):
    """Words that residents of this city say for a command, besides those that are known everywhere."""

    status: Many[Annotated[_Word, _of(Command.STATUS)]] = Field(default_factory=list)
    new: Many[Annotated[_Word, _of(Command.NEW)]] = Field(default_factory=list)
    done: Many[Annotated[_Word, _of(Command.DONE)]] = Field(default_factory=list)
    help: Many[Annotated[_Word, _of(Command.HELP)]] = Field(default_factory=list)

    @model_validator(mode="after")
    def _means_one_thing(self) -> Self:
        seen: dict[str, Command] = {}
        for command, words in self.by_command():
            for word in words:
                if seen.setdefault(fold_phrase(word), command) is not command:
                    raise wrong(f"`{word}` stands under two commands.", "Remove it from one of them.")
        return self

    def by_command(self) -> Iterable[tuple[Command, list[str]]]:
        """Each command with the words that the city adds."""
        return (
            (command, getattr(self, command.value)) for command in Command if command.value in type(self).model_fields
        )


def compile_words(text: WordsText) -> Mapping[Command, frozenset[str]]:
    """The words of each command as the parsers compare them; a command without words is left out."""
    return {command: frozenset(map(fold_phrase, words)) for command, words in text.by_command() if words}
