"""Find what a mail newly says, above, below or between what it quotes (PROTOCOL 9).

Each line becomes a letter (`lines`), and a few plain rules over the letters decide. They look only from one end or
for one position, so that time stays linear; when in doubt a line is kept, and nothing is ever deleted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from parsers.email.html import is_mark, render, strip_marks, without_marks
from parsers.email.lines import classify, header_kind, is_proof_of_head, is_unknown_introduction

MAX_LINES = 2000
MAX_CHARACTERS = 100_000
_WORTH_READING = 7
"""So many lines of text below a quote are an answer; fewer are a signature."""
_PROSE_WORDS = 8
_PROSE_IN_SIGNATURE = 2
_GREETING_WORDS = 4
"""So few words above a quote are a greeting; the answer stands below."""
_HEADER_REACH = 12
_PLAIN_DIVIDERS = frozenset({"--", "—", "__", "–"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A mail's text in two: what is new, and what is quoted or a signature."""

    new_text: str
    quoted_text: str = ""


def split_reply(text: str, html: str | None = None) -> Reply:
    """Split `text`; `html`, where `text` was made from it, tells more about where mail programs put the quote.

    Never empty when there is something. Total and linear.
    """
    plain = strip_marks(text)
    reply = split_rendered(render(html)) if html else split_rendered(plain)
    return reply if reply.new_text.strip() else Reply(new_text=plain.strip("\n"))


def own_words(text: str) -> str:
    """What somebody wrote in a text, or nothing where it is only a signature, a footer or a notice."""
    letters = classify(text.split("\n")[:MAX_LINES])
    return split_rendered(text).new_text.strip() if "t" in letters or "h" in letters else ""


def split_rendered(text: str) -> Reply:
    """Split text that may hold the marks of `html.render`; they are gone from both halves."""
    reply = _split(text)
    return reply if reply.new_text.strip() else Reply(new_text=without_marks(text))


def _split(text: str) -> Reply:
    lines = text.replace("\r\n", "\n").split("\n")
    limit = _reading_limit(lines)
    letters = classify(lines[:limit]) + "t" * _WORTH_READING * (limit < len(lines))
    reading = _Reading(lines=lines, letters=letters, end=len(lines))
    if not reading.has_words_before(len(letters)):
        return Reply(new_text=_join(lines))
    for rule in _RULES:
        rule(reading)
    return reading.reply()


def _reading_limit(lines: list[str]) -> int:
    total = 0
    for index, line in enumerate(lines[:MAX_LINES]):
        total += len(line)
        if total > MAX_CHARACTERS:
            return index + 1
    return min(len(lines), MAX_LINES)


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What is still thought to be new: `letters` of the lines from `start` on, without the lines in `folded`.

    Lines beyond those that are read count as a few lines of text.
    """

    lines: list[str]
    letters: str
    end: int
    start: int = 0
    folded: set[int] = field(default_factory=set)

    def has_words_before(self, position: int) -> bool:
        return any(letter in "tfh" for letter in self.letters[:position])

    def cut(self, position: int) -> None:
        """Everything from `position` on is quoted, unless nothing would be left."""
        if 0 <= position < len(self.letters) and self.has_words_before(position):
            self.letters = self.letters[:position]
            self.end = position

    def fold(self, start: int, end: int) -> None:
        """These lines are not new; they count as empty, so that they separate nothing."""
        self.folded.update(range(start, end))
        self.letters = self.letters[:start] + "e" * (end - start) + self.letters[end:]

    def fold_all(self, letter: str) -> None:
        for position in [index for index, found in enumerate(self.letters) if found == letter]:
            self.fold(position, position + 1)

    def words(self, start: int, end: int) -> int:
        """How many words of the sender stand in these lines."""
        return sum(
            len(self.lines[index].split())
            for index in range(max(start, self.start), min(end, len(self.letters), len(self.lines)))
            if self.letters[index] in "th"
        )

    def reply(self) -> Reply:
        new: list[str] = []
        old: list[str] = []
        for index, line in enumerate(self.lines):
            is_new = self.start <= index < self.end and index not in self.folded
            (new if is_new else old).append(line)
        return Reply(new_text=_join(new), quoted_text=_join(old))


def _join(lines: list[str]) -> str:
    return "\n".join(line for line in lines if not is_mark(line)).strip("\n")


def _fold_notices(reading: _Reading) -> None:
    reading.fold_all("n")


def _cut_at_our_line(reading: _Reading) -> None:
    """What we ask people to write above is the surest cut, with the line above it that introduces our mail."""
    position = reading.letters.find("r")
    if position < 0:
        return
    end = _above_our_line(reading, position)
    if reading.has_words_before(end) and not _has_answers_below(reading, position):
        reading.cut(end)
    while (position := reading.letters.find("r")) >= 0:
        reading.folded.add(position)
        reading.letters = f"{reading.letters[:position]}q{reading.letters[position + 1 :]}"


def _above_our_line(reading: _Reading, position: int) -> int:
    """Where our mail begins whose line stands at `position`: with what introduces it, in whatever language."""
    end = position
    while end and (reading.letters[end - 1] in "eb" or is_mark(reading.lines[end - 1])):
        end -= 1
    if end and is_unknown_introduction(reading.lines[end - 1]):
        return end - 1
    head = len(reading.letters[:end].rstrip("h"))
    kinds = {header_kind(line) for line in reading.lines[head:end]}
    return head if end - head > 1 and "from" in kinds else end


def _has_answers_below(reading: _Reading, position: int) -> bool:
    """Whether words stand between the lines that a mail program quoted below our line, and not for bad wrapping."""
    if not reading.lines[position].lstrip().startswith(">"):
        return False
    last = reading.letters.rfind("q")
    answers = re.finditer(r"e+t[th]*(?=e)|[th]{2,}", reading.letters[position:last])
    return sum(reading.words(position + found.start(), position + found.end()) for found in answers) > 0


def _keep_forwarded(reading: _Reading) -> None:
    """A mail that the sender passes on holds facts; it is new here, with all that it quotes."""
    position = reading.letters.find("f")
    if position < 0:
        return
    own = reading.letters[:position].rstrip("e")
    while own.endswith("b") and is_mark(reading.lines[len(own) - 1]):
        own = own[:-1].rstrip("e")  # The container of a mail program begins a forwarded mail too.
    own = own.ljust(position, "e")
    reading.letters = own + "f" * (len(reading.letters) - position)


def _cut_at_original(reading: _Reading) -> None:
    reading.cut(reading.letters.find("o"))


def _cut_at_header(reading: _Reading) -> None:
    """`From:`, `Sent:`, `To:`, `Subject:` below each other are the head of the mail that is answered."""
    for position, letter in enumerate(reading.letters):
        if letter == "h" and is_mail_head(reading.lines[position : position + _HEADER_REACH]):
            reading.cut(position)
            return


def is_mail_head(lines: Sequence[str]) -> bool:
    """A resident's own `From: 12 Oak St` is not enough: it takes three kinds, and an address or an exact time."""
    kinds: set[str] = set()
    proof = False
    gap = 0
    for line in lines:
        kind = header_kind(line)
        gap = 0 if kind else gap + bool(line.strip())
        if gap > 2:
            break
        if kind:
            kinds |= {kind, "address"} if "@" in line else {kind}
            proof = proof or is_proof_of_head(line, kind)
    names = kinds - {"cc", "address"}
    return proof and len(names) >= 3 and "from" in names and bool(kinds & {"subject", "sent", "address"})


def _fold_signatures(reading: _Reading) -> None:
    """Below a divider stands a signature, as far as the next quote, unless it reads like more of the mail."""
    for match in re.finditer(r"d[^bqof]*", reading.letters):
        if reading.has_words_before(match.start()) and _is_signature(reading, match.start(), match.end()):
            reading.fold(match.start(), match.end())
            return


def _is_signature(reading: _Reading, start: int, end: int) -> bool:
    divider = reading.lines[start]
    if divider == "-- " or is_mark(divider):
        return True
    below = [
        line.split()
        for line, letter in zip(reading.lines[start + 1 : end], reading.letters[start + 1 : end], strict=False)
        if letter == "t"
    ]
    prose = [_is_prose(words) for words in below]
    if divider.strip() not in _PLAIN_DIVIDERS:
        return not any(prose)
    return sum(prose) <= _PROSE_IN_SIGNATURE and not any(prose[:1])


def _is_prose(words: list[str]) -> bool:
    """Names, offices and numbers are short and end in no full stop."""
    return len(words) >= _PROSE_WORDS


def _take_answer_below(reading: _Reading) -> None:
    """Quote first, then all that is new: only the answer is taken."""
    match = re.fullmatch(r"[bqes]*", reading.letters[: _find_words(reading.letters)])
    above = match[0] if match else ""
    below = reading.letters[len(above) :]
    if "b" in above and "q" in above and below and not set(below) & {"q", "b"}:
        reading.start = len(above)
        reading.letters = "e" * len(above) + below


def _find_words(letters: str) -> int:
    return next((index for index, letter in enumerate(letters) if letter in "tfhd"), len(letters))


def _cut_at_marker_without_quote(reading: _Reading) -> None:
    """`Anne wrote:` with no quote marks below it: the rest is Anne's."""
    reading.cut(reading.letters.find("b", reading.letters.rfind("q") + 1))


def _cut_at_marker_with_quote(reading: _Reading) -> None:
    """A quote to the end, at most with a signature below it; below a mere greeting stands the answer."""
    match = re.search(r"b[eqbhs]*([tesd]*)\Z", reading.letters)
    if match is None or match[1].count("t") >= _WORTH_READING:
        return
    above, below = reading.words(0, match.start()), reading.words(match.start(1), match.end())
    if above > _GREETING_WORDS or below <= above or "q" not in match[0]:
        reading.cut(match.start())
    else:
        reading.fold(match.start(), match.start(1))


def _cut_last_quote(reading: _Reading) -> None:
    reading.cut(len(reading.letters.rstrip("qbes")))


def _fold_markers(reading: _Reading) -> None:
    """Answers between the lines stay with what they answer; only the line above the quote goes."""
    reading.fold_all("b")
    reading.fold_all("s")


_RULES: tuple[Callable[[_Reading], None], ...] = (
    _fold_notices,
    _cut_at_our_line,
    _keep_forwarded,
    _cut_at_original,
    _cut_at_header,
    _fold_signatures,
    _take_answer_below,
    _cut_at_marker_without_quote,
    _cut_at_marker_with_quote,
    _cut_last_quote,
    _fold_markers,
)
