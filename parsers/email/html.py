"""Turn HTML into plain text in one linear pass, without building a tree.

Tree builders are quadratic in depth and the standard parser hangs on `<!--` (LIBRARIES); text needs no tree. Block
quotes become `> ` lines, and the containers in which mail programs put the mail they answer become marks, so that
one reader of lines finds the new text in both kinds of mail (PROTOCOL 9.3).
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field

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
_NAMED = re.compile(r"\b(?:class|id|name)\s*=", re.IGNORECASE)
_QUOTE_NAMES = re.compile(r"gmail_attr|moz-cite-prefix|protonmail_quote\b|yahoo_quoted_header", re.IGNORECASE)
_END_NAMES = re.compile(
    r"divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|"
    r"ms-outlook-mobile-reference-message|reply-intro-section|yahoo_quoted|ymail_android_quote|zmail_extra|"
    r"tutanota_quote|hey_quote|front-blockquote|reply_above_line",
    re.IGNORECASE,
)
_SIGNATURE_NAMES = re.compile(
    r"gmail_signature|moz-signature|AppleMailSignature|protonmail_signature_block|ms-outlook-mobile-signature|"
    r"yahoo-signature|zimbra_signature|tutanota_signature|front-signature|cm_signature|(?:^|\s)Signature(?:$|\s)",
    re.IGNORECASE,
)

_NAMES = re.compile(
    "|".join(
        pattern.pattern.replace("(?:^|\\s)Signature(?:$|\\s)", "Signature")
        for pattern in (_QUOTE_NAMES, _END_NAMES, _SIGNATURE_NAMES)
    ),
    re.IGNORECASE,
)


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
        if _NAMED.search(tag.attributes) and _NAMES.search(tag.attributes):
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
        names = f"{tag.attribute('class')} {tag.attribute('id')} {tag.attribute('name')}"
        for pattern, mark in ((_QUOTE_NAMES, QUOTE_MARK), (_END_NAMES, END_MARK), (_SIGNATURE_NAMES, SIGNATURE_MARK)):
            if pattern.search(names):
                self.break_line()
                self.line.append(mark)
                self.break_line()
                return

    def break_line(self) -> None:
        """End the line, behind one `> ` for each quote that it stands in."""
        depth = min(sum(self.quotes[-_MAX_QUOTES:]), _MAX_QUOTES)
        prefix = ">" * depth + " " * bool(depth)
        text = "".join(self.line)
        self.lines.append((prefix + (text if self.preformatted else _SPACE.sub(" ", text).strip())).rstrip())
        self.line.clear()
