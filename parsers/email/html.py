"""Turn HTML into plain text in one linear pass, without building a tree.

Tree builders are quadratic in depth and the standard parser hangs on `<!--` (LIBRARIES); text needs no tree. Block
quotes become `> ` lines, and the containers in which mail programs put the mail they answer become marks, so that
one reader of lines finds the new text in both kinds of mail (PROTOCOL 9.3).
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field
from functools import lru_cache

from parsers.clean import clean_text
from parsers.email.html_tags import Tag, cut_tags

QUOTE_MARK = "\ue000"
"""Stands where a mail program put the line that introduces the mail it answers."""
END_MARK = "\ue001"
"""Everything below it is the mail that is answered."""
SIGNATURE_MARK = "\ue002"

MAX_HTML = 500_000
_MAX_QUOTES = 20
_LONG_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{8,}+;?")
_MARKS = re.compile(f"[{QUOTE_MARK}{END_MARK}{SIGNATURE_MARK}]")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_BLANKS = re.compile(r"\n(?:[> ]*\n){2,}")
_MAP_LINK = re.compile(
    r"https?://(?:www\.)?(?:maps\.app\.goo\.gl|goo\.gl/maps|maps\.google\.|google\.[a-z.]{2,6}/maps|maps\.apple\.com|"
    r"openstreetmap\.org|osm\.org|waze\.com|bing\.com/maps)[^\s\"'<>]{0,300}"
)
_NEW_LINE = frozenset(
    {"div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "address", "form", "center", "body", "hr"}
)
_NEW_PARAGRAPH = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "pre", "blockquote"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr"})
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_NOT_A_QUOTE = re.compile(r"border\s*:\s*(?:none|0|medium none)", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:class|id|name|data-marker)\s*=", re.IGNORECASE)
_QUOTE_NAMES = (
    r"gmail_attr|gmail_quote|moz-cite-prefix|protonmail_quote|yahoo_quoted_header|airmail_on|cm_quote|reply-intro|"
    r"messageReplySection|spark_quote|AppleOriginalContents|sh-quoted-content|missive_quote|freshdesk_quote|"
    r"ntes-(?:mailmaster|pcmail)-quote|__QUOTED_TEXT__|edo-message|mailspring-quote"
)
_END_NAMES = (
    r"divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|stopSpelling|"
    r"ms-outlook-mobile-reference-message|yahoo_quoted\b|ymail_android_quote|zmail_extra|zwchr|__DIVIDER__|__HEADERS__|"
    r"tutanota_quote|hey_quote|front-blockquote|reply_above_line|isReplyContent"
)
_SIGNATURE_NAMES = (
    r"gmail_signature|moz-signature|AppleMailSignature|lineBreakAtBeginningOfSignature|protonmail_signature|"
    r"ms-outlook-mobile-signature|yahoo-signature|ydp\w{1,12}signature|ymail_android_signature|zimbra_signature|"
    r"__SIG_(?:PRE|POST)__|tutanota_signature|front-signature|cm_signature|cm_footer|messageSignatureSection|bloop_sign|"
    r"edo-signature|sh-signature|missive_signature|composer_signature|io-ox-signature|_rc_sig|zm-_id_-sgn|"
    r"ntes-\w{1,10}-signature|OutlookSignature|(?<![\w-])Signature(?![\w-])"
)
_MARKED = tuple(
    (re.compile(names, re.IGNORECASE), mark)
    for names, mark in ((_END_NAMES, END_MARK), (_SIGNATURE_NAMES, SIGNATURE_MARK), (_QUOTE_NAMES, QUOTE_MARK))
)
_NAMES = re.compile(f"{_QUOTE_NAMES}|{_END_NAMES}|{_SIGNATURE_NAMES}", re.IGNORECASE)
_OUTLOOK_LINE = re.compile(r"border-top\s*:\s*solid\s+#?(?:E1E1E1|B5C4DF)\b", re.IGNORECASE)
"""The line that desktop Outlook draws above the head of the mail it answers."""


def html_to_text(html: str) -> str:
    """The readable text of `html`. Total and linear; quotes come as `> ` lines, scripts and hidden parts not at all."""
    return without_marks(render(html))


def without_marks(text: str) -> str:
    """Rendered text for a reader: the lines that only hold a mark are gone."""
    if not _MARKS.search(text):
        return text.strip("\n")
    lines = (line for line in text.split("\n") if not is_mark(line))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n")


def strip_marks(text: str) -> str:
    """Text from outside, in which our private characters mean nothing."""
    return _MARKS.sub("", text)


def is_mark(line: str) -> bool:
    """True for a line that stands for a container of a mail program, not for words."""
    return bool(line) and line.lstrip("> ") in {QUOTE_MARK, END_MARK, SIGNATURE_MARK}


def render(html: str) -> str:
    """The text of `html` with a line of its own for each mark."""
    html = strip_marks(html[:MAX_HTML])
    page = _fill(html)
    if page.hidden:  # A hidden element that never ends would hide the whole mail.
        page = _fill(_HIDDEN.sub("", html))
    return _BLANKS.sub("\n\n", clean_text("\n".join(page.lines))).strip("\n")


def has_client_marks(html: str) -> bool:
    """Whether a mail program named the containers of quotes or signatures in `html`."""
    return _NAMES.search(html, 0, MAX_HTML) is not None or _OUTLOOK_LINE.search(html, 0, MAX_HTML) is not None


def _fill(html: str) -> _Page:
    page = _Page()
    for piece in cut_tags(html):
        page.add(piece)
    page.break_line()
    return page


@dataclass(slots=True)
class _Page:
    """The text so far; `hidden` counts how deep we are inside an element that nobody sees."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    quotes: list[bool] = field(default_factory=list)
    hidden_name: str = ""
    hidden: int = 0
    preformatted: int = 0

    def add(self, piece: Tag | str) -> None:
        match piece:
            case str():
                self._add_text(piece)
            case Tag() if self.hidden:
                self._add_hidden(piece)
            case Tag(is_end=True):
                self._close(piece.name)
            case Tag():
                self._open(piece)

    def _add_text(self, text: str) -> None:
        if self.hidden:
            return
        words = _MARKS.sub("", entities.unescape(_LONG_REFERENCE.sub("\ufffd", text))) if "&" in text else text
        if self.preformatted:
            first, *rest = words.split("\n")
            self.line.append(first)
            for line in rest:
                self.break_line()
                self.line.append(line)
        else:
            self.line.append(_SPACE.sub(" ", words))

    def _add_hidden(self, tag: Tag) -> None:
        if tag.name == self.hidden_name:
            self.hidden += -1 if tag.is_end else 1

    def _open(self, tag: Tag) -> None:
        if tag.attributes and self._is_hidden(tag):
            self.hidden_name, self.hidden = tag.name, 1
            return
        self._break_before(tag.name)
        self._mark(tag)
        match tag.name:
            case "blockquote":
                self.quotes.append(not _NOT_A_QUOTE.search(tag.attribute("style")))
            case "pre":
                self.preformatted += 1
            case "br":
                self.break_line()
            case "td" | "th" if self.line:
                self.line.append(" ")
            case "li":
                self.line.append("- ")
            case "img":
                self._add_text(tag.attribute("alt") if len(tag.attribute("alt")) <= 2 else "")
            case "a" if link := _MAP_LINK.match(entities.unescape(tag.attribute("href")[:1000])):
                self.line.append(f" {clean_text(link[0])} ")

    def _is_hidden(self, tag: Tag) -> bool:
        if tag.name in _VOID or not _HIDDEN.search(tag.attributes):
            return False
        return _HIDDEN.search(tag.attribute("style")) is not None

    def _close(self, name: str) -> None:
        if name == "blockquote" and self.quotes:
            self._end_line()
            self.quotes.pop()
        self._break_before(name)
        match name:
            case "pre":
                self.preformatted = max(0, self.preformatted - 1)

    def _break_before(self, name: str) -> None:
        if name in _NEW_LINE or name in _NEW_PARAGRAPH:
            self._end_line()
            if name in _NEW_PARAGRAPH and self.lines and self.lines[-1].strip("> "):
                self.break_line()

    def _end_line(self) -> None:
        if "".join(self.line).strip():
            self.break_line()
        self.line.clear()

    def _mark(self, tag: Tag) -> None:
        mark = _find_mark(tag)
        if mark and not (tag.name == "blockquote" and mark == QUOTE_MARK):
            self.break_line()
            self.line.append(mark)
            self.break_line()

    def break_line(self) -> None:
        """End the line, behind one `> ` for each quote that it stands in."""
        depth = min(sum(self.quotes[-_MAX_QUOTES:]), _MAX_QUOTES)
        prefix = ">" * depth + " " * bool(depth)
        text = "".join(self.line)
        self.lines.append((prefix + (text if self.preformatted else _SPACE.sub(" ", text).strip())).rstrip())
        self.line.clear()


@lru_cache(maxsize=256)
def _find_mark(tag: Tag) -> str:
    """What a container of a mail program stands for; empty for everything else. A mail repeats its few tags."""
    if tag.name == "signature":
        return SIGNATURE_MARK
    if not tag.attributes:
        return ""
    if tag.name == "div" and _OUTLOOK_LINE.search(tag.attributes):
        return END_MARK
    if not (_NAMED.search(tag.attributes) and _NAMES.search(tag.attributes)):
        return ""
    names = " ".join(tag.attribute(name) for name in ("class", "id", "name", "data-marker"))
    return next((mark for pattern, mark in _MARKED if pattern.search(names)), "")
