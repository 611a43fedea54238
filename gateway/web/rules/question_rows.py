"""The questions of a service as rows of a form, and back; a question that nobody touched is written as it stood."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.routing.open311_sections import QuestionText
from gateway.web.rules.condition_rows import load_kept

TYPES = (
    ("string", "One line"),
    ("text", "Several lines"),
    ("number", "A number"),
    ("datetime", "A day and time"),
    ("choice", "One of the choices"),
    ("choices", "Some of the choices"),
)
_PLAIN_TYPE = TYPES[0][0]
_APART = " | "
"""What stands between the names of a choice in two languages."""
_KEYED = re.compile(r"\s*([a-z][a-z0-9_]*)\s*:\s*(.*)")
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_LONGEST_KEY = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """One question; `was` is how it stands in the file, and `was_key` its key there: both None for a new one."""

    key: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    """By language; of a question that is the same in all, under the city's first."""
    type: str = _PLAIN_TYPE
    is_required: bool = False
    choices: tuple[str, ...] = ()
    """A line each: the key, a colon, and the names in the order of the languages."""
    was: Any = None
    was_key: str | None = None

    @property
    def was_text(self) -> str:
        """How it stands in the file, to be carried through the form."""
        return json.dumps([self.was_key, self.was], ensure_ascii=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not self.words and not self.choices


def read_questions(asked: Any, languages: tuple[str, ...]) -> tuple[QuestionRow, ...]:
    """The questions of a service as rows."""
    return tuple(_read(key, one, languages) for key, one in asked.items()) if isinstance(asked, Mapping) else ()


def questions_of_form(form: MultiDict[str, str], languages: tuple[str, ...]) -> tuple[QuestionRow, ...]:
    """The rows as they were sent; one that never asked anything and asks nothing now is left out."""
    numbers = sorted((name[1:-4] for name in form if re.fullmatch(r"q\d{1,4}-was", name)), key=int)
    rows = (_row_of_form(form, f"q{number}-", languages) for number in numbers)
    return tuple(row for row in rows if not row.is_empty or row.was_key is not None)


def write_questions(rows: tuple[QuestionRow, ...], languages: tuple[str, ...]) -> dict[str, Any]:
    """The questions for the file; one whose words were emptied is gone."""
    return {row.key: _write(row, languages) for row in rows if not row.is_empty}


def find_key_mistakes(rows: tuple[QuestionRow, ...]) -> Iterator[tuple[int, str]]:
    """The numbers of rows without a key of their own, each with what to write."""
    seen = set[str]()
    for number, row in enumerate(rows):
        if not row.is_empty and not row.key:
            yield number, "Give the question a key, such as `pole`."
        elif not row.is_empty and row.key in seen:
            yield number, f"Another question has the key `{row.key}`. Choose another one."
        seen.add(row.key)


def _read(key: str, written: Any, languages: tuple[str, ...]) -> QuestionRow:
    is_form = isinstance(written, Mapping) and any(name in written for name in QuestionText.model_fields)
    whole: Mapping[str, Any] = written if is_form else {"question": written}
    choices = whole.get("choices")
    return QuestionRow(
        key=key,
        words=_by_language(whole.get("question"), languages),
        type=str(whole.get("type", _PLAIN_TYPE)),
        is_required=whole.get("required") is True,
        choices=tuple(_line(one, names, languages) for one, names in choices.items())
        if isinstance(choices, Mapping)
        else (),
        was=written,
        was_key=key,
    )


def _by_language(texts: Any, languages: tuple[str, ...]) -> dict[str, str]:
    if isinstance(texts, Mapping):
        return {str(language): str(text) for language, text in texts.items()}
    return {languages[0]: str(texts)} if texts is not None and languages else {}


def _line(key: str, names: Any, languages: tuple[str, ...]) -> str:
    told = _by_language(names, languages)
    shown = dict.fromkeys([*(languages if isinstance(names, Mapping) else ()), *told])
    return _one_line(f"{key}: {_APART.join(told.get(language, '') for language in shown)}")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _row_of_form(form: MultiDict[str, str], prefix: str, languages: tuple[str, ...]) -> QuestionRow:
    carried = load_kept(form.get(f"{prefix}was", "null"))
    was_key, was = carried if isinstance(carried, list) and len(carried) == 2 else (None, None)
    known = dict.fromkeys([*languages, *_by_language(_question_of(was), languages)])
    words = {language: _one_line(form.get(f"{prefix}words-{language}", "")) for language in known}
    return QuestionRow(
        key=form.get(f"{prefix}key", "").strip(),
        words={language: text for language, text in words.items() if text},
        type=form.get(f"{prefix}type") or _PLAIN_TYPE,
        is_required=form.get(f"{prefix}required") == "1",
        choices=tuple(_one_line(line) for line in form.get(f"{prefix}choices", "").splitlines() if line.strip()),
        was=was,
        was_key=was_key if isinstance(was_key, str) else None,
    )


def _question_of(was: Any) -> Any:
    return was.get("question", was) if isinstance(was, Mapping) else was


def _write(row: QuestionRow, languages: tuple[str, ...]) -> Any:
    if row.was_key is not None and _content(row) == _content(_read(row.key, row.was, languages)):
        return row.was
    question = _words(row, languages)
    if row.type == _PLAIN_TYPE and not row.is_required and not row.choices:
        return question
    choices = dict(_choice(line, languages) for line in row.choices)
    told = {"question": question, "type": row.type, "required": row.is_required or None, "choices": choices or None}
    return {name: value for name, value in told.items() if value is not None}


def _words(row: QuestionRow, languages: tuple[str, ...]) -> Any:
    """One plain text stays one while no other language is told."""
    is_plain = row.was_key is not None and isinstance(_question_of(row.was), str)
    if set(row.words) == set(languages[:1]) and (is_plain or len(languages) == 1):
        return row.words[languages[0]]
    return dict(row.words)


def _choice(line: str, languages: tuple[str, ...]) -> tuple[str, Any]:
    keyed = _KEYED.fullmatch(line)
    names = [name.strip() for name in (keyed[2] if keyed else line).split("|")]
    key = keyed[1] if keyed else _key_of(names[0])
    told = {language: name for language, name in zip(languages, names, strict=False) if name}
    return key, names[0] if len(names) == 1 else told


def _key_of(name: str) -> str:
    """`A pothole!` is `a_pothole`: whoever types names alone need not think of keys."""
    apart = unicodedata.normalize("NFKD", name.lower())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    key = _NO_LETTER.sub("_", bare).strip("_")[:_LONGEST_KEY]
    return key if key[:1].isalpha() else f"c_{key}".rstrip("_")


def _content(row: QuestionRow) -> tuple[Any, ...]:
    words = {language: _one_line(text) for language, text in row.words.items()}
    return words, row.type, row.is_required, row.choices
