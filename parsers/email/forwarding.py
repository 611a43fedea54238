"""Find the mail that somebody passes on: who wrote it, what, and what was said above it.

Mail programs write a line (`Forwarded message`), a block of headers, or both; or they attach the mail. The outermost
counts. What it passes on itself is told too (`inner`), because only who knows the city's staff can say whether its
author is a resident or one more clerk. An answer with what it answers is no such thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.email.addresses import Mailbox, read_mailboxes, read_message_id
from parsers.email.bodies import gather_contents
from parsers.email.html import without_marks
from parsers.email.lines import classify, header_kind, header_value, introduction_length, is_forward_line
from parsers.email.mail_file import MailFile
from parsers.email.quote_words import ANSWERED, PASSED_ON
from parsers.email.quoting import MAX_LINES, is_mail_head, own_words
from parsers.email.reply_text import fold_notices
from parsers.email.structure import cut_parts
from parsers.email.words import safe_header
from parsers.values import Forwarded

MAX_CHAIN = 3
"""So many mails inside each other are told."""
MOST_WORDS_ABOVE = 80
"""A longer text of one's own with a mail attached is a report with evidence, not a forward."""
_MAX_TEXT = 200_000
_MAX_NESTING = 10
_HEAD_REACH = 12
_HEAD_LINES = 30
_TAGS = r"\s*(?:\[[^\]]{1,30}\]\s*){0,3}"
_FORWARD_SUBJECT = re.compile(rf"{_TAGS}(?:{'|'.join(PASSED_ON)})\s?[:：]", re.IGNORECASE)
_PREFIX = re.compile(rf"{_TAGS}(?:{'|'.join((*PASSED_ON, *ANSWERED))})\s?(?:\[\d{{1,3}}\])?[:：]\s*", re.IGNORECASE)
_SERVER_TAG = re.compile(r"\A\s*\[(?:external|ext|extern[aeo]?)(?: e?-?mail| sender)?\]\s*", re.IGNORECASE)
_MAIL_TYPES = frozenset({"message/rfc822", "message/global"})
_DOUBLED = re.compile(r"<mailto:[^<>\s]{1,300}>", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[(]mailto:([^\]\s)]{1,300})[\])]", re.IGNORECASE)
_BLANK_START = re.compile(r"\A(?:[^\S\n]*\n)+")
_NAME_BEFORE = re.compile(r"[,，]\s*([^,，<>:\d]{2,80}?)\s*[<(]")


def is_forward_subject(subject: str) -> bool:
    """Whether a mail program marked the subject as passed on, in any of our languages."""
    return _FORWARD_SUBJECT.match(subject) is not None


def bare_subject(subject: str) -> str:
    """The subject as its author wrote it: without `FW:`, `Re:` and the tags of mail servers before them."""
    for _ in range(6):
        if not (found := _PREFIX.match(subject)):
            break
        subject = subject[found.end() :]
    return without_server_tag(subject)


def without_server_tag(subject: str) -> str:
    """The subject without the `[EXTERNAL]` that the city's own mail server wrote before it."""
    return _SERVER_TAG.sub("", subject, count=1).strip()


def find_forwarded(subject: str, text: str, files: Sequence[MailFile] = ()) -> Forwarded | None:
    """The mail that is passed on in `text` or as a file, or None. Total and linear."""
    return _find_inline(subject, text[:_MAX_TEXT], MAX_CHAIN) or _find_attached(subject, text, files)


def _find_attached(subject: str, text: str, files: Sequence[MailFile]) -> Forwarded | None:
    mails = [file for file in files if file.declared_type in _MAIL_TYPES]
    if len(mails) != 1:
        return None
    note = own_words(text)
    if len(note.split()) > MOST_WORDS_ABOVE and not is_forward_subject(subject):
        return None
    root, _ = cut_parts(mails[0].octets, max_nesting=_MAX_NESTING)
    senders = read_mailboxes(root.header("from"))
    if not senders:
        return None
    inner_subject = safe_header(root.header("subject"))
    words = without_marks(gather_contents(root).rendered)[:_MAX_TEXT]
    found = _forwarded(_Head(subject=inner_subject), senders[0], words, MAX_CHAIN)
    return replace(found, note=note, message_id=read_message_id(root.header("message-id")) or "")


@dataclass(slots=True, kw_only=True)
class _Head:
    """The headers of a mail as they stand in a text, and how far they go."""

    sender: Mailbox | None = None
    subject: str = ""
    end: int = 0
    kinds: set[str] = field(default_factory=set)


def _find_inline(subject: str, text: str, chain: int) -> Forwarded | None:
    lines = text.split("\n")
    found = _find_start(lines, subject)
    if found is None:
        return None
    start, after = found
    head = _read_head(lines, after)
    if head.sender is None:
        return None
    inner, below = _inner_lines(lines, start, head.end)
    note = "\n\n".join(filter(None, (own_words("\n".join(lines[:start])), own_words("\n".join(below)))))
    head.subject = head.subject or subject
    return replace(_forwarded(head, head.sender, "\n".join(inner), chain), note=note)


def _find_start(lines: Sequence[str], subject: str) -> tuple[int, int] | None:
    """The line at which the other mail begins and the one from which its headers are read."""
    is_marked = is_forward_subject(subject)
    bare = [_unquoted(line) for line in lines[:MAX_LINES]]
    for position, line in enumerate(bare):
        if is_forward_line(line) and (is_marked or not lines[position].lstrip().startswith(">")):
            return position, position + 1
    return _find_head(bare) if is_marked else None


def _find_head(lines: Sequence[str]) -> tuple[int, int] | None:
    """Under a subject that was passed on, what else would introduce the mail that is answered."""
    for position, letter in enumerate(classify(lines)):
        if letter == "o":
            return position, position + 1
        if letter == "b" or (letter == "h" and is_mail_head(lines[position : position + _HEAD_REACH])):
            return position, position
    return None


def _read_head(lines: Sequence[str], start: int) -> _Head:
    """The headers from `start` on, or the line that introduces a quote in their place."""
    head = _Head(end=start)
    last = ""
    for position in range(start, min(start + _HEAD_LINES, len(lines))):
        line = _unquoted(lines[position])
        kind = header_kind(line)
        if kind is None and head.kinds and not _goes_on(line, last):
            break
        if kind is None and not head.kinds and line.strip():
            return _read_introduction(lines, position)
        if kind or head.kinds:
            _add_field(head, kind or last, header_value(line) if kind else line.strip())
            head.end = position + 1
        last = kind or last
    return head if {"from"} < head.kinds else replace(head, sender=None)


def _goes_on(line: str, last: str) -> bool:
    """Whether a line without a name belongs to the header above it: more addresses, as long as nothing is blank."""
    return bool(line.strip()) and last in {"from", "to", "cc"} and "@" in line


def _add_field(head: _Head, kind: str, value: str) -> None:
    head.kinds.add(kind)
    if kind == "from" and head.sender is None:
        head.sender = _read_sender(value)
    if kind == "subject" and not head.subject:
        head.subject = value[:300]


def _read_introduction(lines: Sequence[str], position: int) -> _Head:
    bare = [_unquoted(line) for line in lines[position : position + 8]]
    length = introduction_length(bare, 0)
    words = " ".join(line.strip() for line in bare[:length])
    sender = _read_sender(words) if length else None
    if sender is not None:
        named = _NAME_BEFORE.search(words)
        sender = Mailbox(address=sender.address, name=named[1].strip(' "') if named else "")
    return _Head(sender=sender, end=position + length)


def _read_sender(value: str) -> Mailbox | None:
    value = _BRACKETED.sub(r"<\1>", _DOUBLED.sub("", value[:1000])).replace("*", "").strip(" ;")
    boxes = read_mailboxes(value.encode("utf-8", "replace"))
    return boxes[0] if boxes else None


def _inner_lines(lines: Sequence[str], start: int, end: int) -> tuple[list[str], list[str]]:
    """The other mail's own lines, and what the sender wrote below it where the whole of it is quoted."""
    if not any(line.lstrip().startswith(">") for line in lines[start:end]):
        return list(lines[end:]), []
    last = max((index for index in range(end, len(lines)) if lines[index].startswith(">")), default=end - 1)
    return [_unquoted(line) for line in lines[end : last + 1]], list(lines[last + 1 :])


def _unquoted(line: str) -> str:
    return line.lstrip().removeprefix(">").removeprefix(" ") if line.lstrip().startswith(">") else line


def _forwarded(head: _Head, sender: Mailbox, text: str, chain: int) -> Forwarded:
    """The mail under `head`, with the one that it passes on itself."""
    return Forwarded(
        sender=sender.address,
        sender_name=sender.name,
        subject=bare_subject(head.subject),
        text=fold_notices(_without_blank_ends(text)).new_text,
        inner=_find_inline(head.subject, text, chain - 1) if chain > 1 else None,
    )


def _without_blank_ends(text: str) -> str:
    return _BLANK_START.sub("", text.rstrip())
