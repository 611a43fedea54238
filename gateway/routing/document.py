"""Read YAML into plain values that remember their line and column, and refuse what no clerk writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from gateway.routing.problems import MOST_KEPT, Problem, RulebookError
from gateway.routing.yaml_events import (
    ALIASES,
    DOCUMENTS,
    ENDS,
    LIBYAML_ERRORS,
    MAPPINGS,
    SCALARS,
    SEQUENCES,
    Event,
    blank_before,
    careful_events,
    find_line,
    find_line_read_otherwise,
    quick_events,
)

MAX_OCTETS = 6 * 1024 * 1024
"""Ten thousand rules with their examples take four."""
MAX_DEPTH = 30
MAX_VALUES = 1_000_000
"""Four times what ten thousand rules have; a few megabytes of brackets and commas would fill the memory."""

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}

_NUMERIC = frozenset("+-.0123456789")

Path = tuple[int | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value of the file with its place; `style` is YAML's: empty for plain, `|`, `>`, or the quotation mark."""

    value: Any
    line: int
    column: int
    style: str = ""
    keys: dict[str, Node] = field(default_factory=dict)
    """Of a mapping: its keys as they stand in the file."""
    parts: dict[int | str, Node] = field(default_factory=dict)
    """Of a mapping or list: its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole file, or several as one: plain `data`, and the way back from a path in it to the line."""

    source: str
    root: Node
    owners: Mapping[Path, str] = field(default_factory=dict)
    """The file of what does not stand in `source`, by section or by section and entry."""

    @property
    def data(self) -> Any:
        """Dictionaries, lists, texts, numbers, true, false and nothing."""
        return self.root.value

    def find(self, path: Path) -> Node:
        """The node at `path`; parts of the path that the file does not have are passed over."""
        node = self.root
        for part in path:
            node = node.parts.get(part, node)
        return node

    def source_of(self, path: Path) -> str:
        """The file that the value at `path` stands in."""
        return self.owners.get(path[:2]) or self.owners.get(path[:1]) or self.source

    def problem(self, path: Path, message: str, hint: str = "", *, lines_below: int = 0) -> Problem:
        """A problem with the value at `path`, or with a line below its start."""
        node = self.find(path)
        column = 1 if lines_below else node.column
        source = self.source_of(path)
        return Problem(source=source, line=node.line + lines_below, column=column, message=message, hint=hint)

    def key_problem(self, path: Path, message: str, hint: str = "") -> Problem:
        """A problem with the key that `path` ends in."""
        owner = self.find(path[:-1])
        node = owner.keys.get(str(path[-1]), owner)
        return Problem(source=self.source_of(path), line=node.line, column=node.column, message=message, hint=hint)


def read_document(text: str, source: str) -> Document:
    """Read `text`; raises `RulebookError` with the first thing that is not YAML, and with every doubled key."""
    if len(text) > MAX_OCTETS or len(text.encode(errors="replace")) > MAX_OCTETS:
        most = MAX_OCTETS // 1024 // 1024
        raise _error(source, 1, 1, f"The file is larger than {most} MB.", "Keep words and polygons short.")
    composer, root = _Composer(source), None
    line = find_line_read_otherwise(text)
    if line is None:
        try:
            root = composer.compose(quick_events(text))
        except (*LIBYAML_ERRORS, RulebookError) as error:
            if composer.values > MAX_VALUES:
                raise
            line = _line_of(error)
    if root is None:
        composer, root = _read_carefully(text, source, line)
    if composer.problems:
        raise RulebookError(composer.problems)
    return Document(source=source, root=root)


def _read_carefully(text: str, source: str, line: int | None) -> tuple[_Composer, Node]:
    """What is not read quickly, or the reason in words; of a long text first the part around `line`, from 0."""
    if line is not None and (part := blank_before(text, line)) != text:
        try:
            _compose_carefully(part, source)
        except RulebookError as error:
            if error.problems[0].line > line:
                raise
    return _compose_carefully(text, source)


def _line_of(trouble: Exception) -> int | None:
    """The line, counted from 0, that the quick reading could not get over."""
    return trouble.problems[0].line - 1 if isinstance(trouble, RulebookError) else find_line(trouble)


def _compose_carefully(text: str, source: str) -> tuple[_Composer, Node]:
    composer = _Composer(source)
    try:
        return composer, composer.compose(careful_events(text))
    except MarkedYAMLError as error:
        raise _syntax_error(source, error) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position)
        column = error.position - text.rfind("\n", 0, error.position)
        message = f"There is a character that no text has (U+{error.character:04X})."
        raise _error(source, line + 1, column, message, "Remove it, or write the word again.") from None
    except (YAMLError, ValueError) as error:
        raise _error(source, 1, 1, f"The file is not readable as YAML: {error}.") from None


class _Composer:
    def __init__(self, source: str) -> None:
        self._source = source
        self.values = 0
        self.problems: list[Problem] = []

    def compose(self, events: Iterator[Event]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, DOCUMENTS) and root is not None:
                raise self._fail(event, "A second document starts here.", "Remove the line `---`.")
            if isinstance(event, _NODES):
                root = self._node(event, events, 0)
        return root or Node(value=None, line=1, column=1)

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        self.values += 1
        is_too_much = depth > MAX_DEPTH or self.values > MAX_VALUES
        if is_too_much or isinstance(event, ALIASES) or event.anchor or event.tag:
            raise self._refusal(event)
        if isinstance(event, SCALARS):
            return _scalar(event)
        if isinstance(event, MAPPINGS):
            return self._mapping(event, events, depth)
        return self._sequence(event, events, depth)

    def _refusal(self, event: Event) -> RulebookError:
        if isinstance(event, ALIASES) or event.anchor:
            hint = "Write the words again, or put quotes around them."
            return self._fail(event, "Anchors (&) and aliases (*) are not read.", hint)
        if event.tag:
            return self._fail(
                event, f"The tag {event.tag} is not read.", "Put quotes around a text that starts with `!`."
            )
        if self.values > MAX_VALUES:
            return self._fail(event, f"The file has more than {MAX_VALUES:,} values.", "Make polygons simpler.")
        return self._fail(event, f"Things are nested more than {MAX_DEPTH} deep.", "Split the rule.")

    def _mapping(self, start: Event, events: Iterator[Event], depth: int) -> Node:
        node = _place(start, {}, keys={}, parts={})
        for event in events:
            if isinstance(event, ENDS):
                break
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            self._keep(node, key, value)
        return node

    def _keep(self, node: Node, key: Node, value: Node) -> None:
        if isinstance(key.value, dict | list):
            self._complain(key, "A list or mapping cannot be a name.", "Put quotes around it.")
            return
        name = key.value if isinstance(key.value, str) else str(key.value)
        if name in node.keys:
            first = node.keys[name].line
            self._complain(
                key, f"`{name}` stands here twice; the first is on line {first}.", "Remove one of them or join them."
            )
            return
        node.keys[name] = key
        if value.value is None:
            self._complain(
                key, f"`{name}` is empty.", "Write something after it, or remove it. What begins with # needs quotes."
            )
        node.parts[name] = value
        node.value[name] = value.value

    def _sequence(self, start: Event, events: Iterator[Event], depth: int) -> Node:
        node = _place(start, [], parts={})
        for event in events:
            if isinstance(event, ENDS):
                break
            item = self._node(event, events, depth + 1)
            node.parts[len(node.value)] = item
            node.value.append(item.value)
        return node

    def _complain(self, node: Node, message: str, hint: str) -> None:
        if len(self.problems) >= MOST_KEPT:
            return
        self.problems.append(
            Problem(source=self._source, line=node.line, column=node.column, message=message, hint=hint)
        )

    def _fail(self, event: Event, message: str, hint: str) -> RulebookError:
        return _error(self._source, event.start_mark.line + 1, event.start_mark.column + 1, message, hint)


_NODES = (*SCALARS, *MAPPINGS, *SEQUENCES, *ALIASES)
_NONE: dict[Any, Node] = {}
"""What a plain value has of keys and parts; one for all of them, since a file has hundreds of thousands."""


def _place(event: Event, value: Any, *, keys: dict[str, Node] = _NONE, parts: dict[int | str, Node] = _NONE) -> Node:
    mark = event.start_mark
    return Node(value=value, line=mark.line + 1, column=mark.column + 1, keys=keys, parts=parts)


def _scalar(event: Event) -> Node:
    mark, style, text = event.start_mark, event.style or "", event.value
    value = text if style else _plain_value(text)
    return Node(value=value, line=mark.line + 1, column=mark.column + 1, style=style, keys=_NONE, parts=_NONE)


def _plain_value(text: str) -> Any:
    """YAML 1.2's core values; `no`, `12:30` and `2026-07-04` stay the texts that people meant."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


_IN_PLAIN_WORDS = (
    ("found character '\\t'", "There is a tab.", "Use spaces."),
    (
        "mapping values are not allowed",
        "There is a `:` where none can be.",
        "Put quotes around a text with `: ` in it.",
    ),
    (
        "expected <block end>",
        "This does not line up with what stands above.",
        "Check its indentation, quotes and brackets.",
    ),
    ("expected ','", "A bracket or quotation mark is not closed.", "Close it, or put a comma between two things."),
    ("but found '<stream end>'", "The text ends in the middle of something.", "Write what is missing, or close it."),
    ("unexpected end of stream", "A quotation mark is not closed.", "Close it."),
)


def _syntax_error(source: str, error: MarkedYAMLError) -> RulebookError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    told = str(error.problem or error)
    plain = (words[1:] for words in _IN_PLAIN_WORDS if words[0] in told)
    message, hint = next(plain, (f"This is not YAML: {told}.", "Check this line and the one above."))
    begun = error.context_mark.line + 1 if error.context_mark else line
    return _error(source, line, column, message, hint if begun == line else f"{hint} It began on line {begun}.")


def _error(source: str, line: int, column: int, message: str, hint: str = "") -> RulebookError:
    return RulebookError([Problem(source=source, line=line, column=column, message=message, hint=hint)])
