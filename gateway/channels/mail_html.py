"""The HTML of an outgoing mail, made from its plain text: the same words, the city's colour, and nothing to fetch.

No picture, no script, no style sheet, no pixel that tells when it was read (PROTOCOL 11.7). Only the band has colours
of its own; everything else takes those of the reader's mail program, so that a dark screen stays dark and readable.
The band is a table, because Outlook on Windows draws no padding around a block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from gateway.routing.look import DEFAULT_COLOR

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_BETWEEN_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")
_LEADING_SPACES = re.compile(r"^[ \t]+")
_ACT = re.compile(
    r"(?P<label>[^:<>]{1,40}): (?P<address>mailto:r\+[a-z0-9.]+@(?P<domain>[a-z0-9.-]+)\?[\w%=&.~-]*)",
    re.ASCII | re.IGNORECASE,
)
_NOT_OF_A_LINK = ".,;:!?'\")]}>"
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """What stands around the words of a mail; `marker` and `footer` may be empty."""

    city: str
    language: str
    links: tuple[str, ...] = ()
    """Addresses of ours and of the map: only they and what lies below them become clickable."""
    color: str = DEFAULT_COLOR
    marker: str = ""
    footer: str = ""
    domain: str = ""
    """Our own mail domain: a line such as `Close it: mailto:…` becomes a link where its address is in it."""
    pages: str = ""
    """How the addresses of residents' pages begin: a line and such an address below it become a button."""

    @property
    def direction(self) -> str:
        """How the language is written, as HTML's `dir` says it."""
        return "rtl" if self.language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def render_html(text: str, paper: Stationery) -> str:
    """A whole HTML document with the words of `text`; the same input is always the same octets."""
    side = "right" if paper.direction == "rtl" else "left"
    parts = (
        f'<p class="reply_above_line" dir="auto" style="margin:0 0 16px;font-size:13px">{escape(paper.marker)}</p>'
        if paper.marker
        else "",
        _band(paper, side),
        *(_button(part, paper) or _paragraph(part, paper) for part in _paragraphs(text)),
        _footer(paper),
    )
    attributes = f'lang="{escape(paper.language)}" dir="{paper.direction}"'
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f"<html {attributes}>",
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="supported-color-schemes" content="light dark">',
            f"<title>{escape(paper.city)}</title>",
            "</head>",
            '<body style="margin:0;padding:0">',
            # Gmail and Outlook on the web keep the first element and drop what stands on html and body.
            f'<div {attributes} style="max-width:640px;padding:16px;{_FONT};overflow-wrap:break-word">',
            *(part for part in parts if part),
            "</div>",
            "</body>",
            "</html>",
            "",
        )
    )


def _band(paper: Stationery, side: str) -> str:
    """The city's name in white letters on its colour; `bgcolor` is what Outlook reads."""
    cell = f"padding:12px 16px;background-color:{paper.color};color:#ffffff;font-size:18px;font-weight:bold"
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>'
        f'<td bgcolor="{paper.color}" align="{side}" style="{cell};{_FONT.partition(";")[0]}">'
        f'<span style="color:#ffffff">{escape(paper.city)}</span></td></tr></table>'
    )


def _footer(paper: Stationery) -> str:
    if not paper.footer:
        return ""
    style = "margin:24px 0 0;padding:12px 0 0;border-top:1px solid #8a8a8a;font-size:13px"
    return f'<p dir="auto" style="{style}">{_lines(paper.footer, paper)}</p>'


def _paragraph(part: str, paper: Stationery) -> str:
    return f'<p dir="auto" style="margin:16px 0">{_lines(part, paper)}</p>'


def _button(part: str, paper: Stationery) -> str:
    """The way to the resident's page, large enough for a thumb; empty where the words are no such invitation."""
    label, _, link = part.partition("\n")
    if not paper.pages or not re.fullmatch(re.escape(paper.pages) + r"[a-z0-9.]+", link, re.ASCII):
        return ""
    style = f"display:inline-block;padding:12px 20px;background-color:{paper.color};color:#ffffff;border-radius:6px"
    words = f'<span style="color:#ffffff">{escape(label.rstrip(" :："))}</span>'
    return f'<p dir="auto" style="margin:24px 0"><a href="{escape(link)}" style="{style}">{words}</a></p>'


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in _BETWEEN_PARAGRAPHS.split(text) if part.strip()]


def _lines(text: str, paper: Stationery) -> str:
    """Lines of one paragraph, which stay lines, because facts stand one below the other."""
    return "<br>\n".join(_line(line.rstrip(), paper) for line in text.split("\n"))


def _line(line: str, paper: Stationery) -> str:
    if act := _act(line, paper):
        return act
    links = paper.links
    indent = _LEADING_SPACES.match(line)
    spaces = "&nbsp;" * min(len(indent.group().expandtabs(4)), 40) if indent else ""
    return spaces + _linked(line.lstrip(" \t"), links)


def _act(line: str, paper: Stationery) -> str:
    """A word that opens a mail to us which knows its ticket; empty for every other line."""
    found = _ACT.fullmatch(line)
    if found is None or not paper.domain or found["domain"].lower() != paper.domain.lower():
        return ""
    return f'<a href="{escape(found["address"])}">{escape(found["label"])}</a>'


def _linked(line: str, links: tuple[str, ...]) -> str:
    """The words, escaped; a resident's links stay words, for a city's mail must not vouch for them."""
    if not links:
        return escape(line)
    pieces, end = [], 0
    for found in _our_links(links).finditer(line):
        url = found.group().rstrip(_NOT_OF_A_LINK)
        pieces += [escape(line[end : found.start()]), f'<a href="{escape(url)}">{escape(url)}</a>']
        end = found.start() + len(url)
    return "".join([*pieces, escape(line[end:])])


@lru_cache(maxsize=8)
def _our_links(links: tuple[str, ...]) -> re.Pattern[str]:
    """Our address or one below it; neither `https://city.example.evil.example` nor `https://city.example@evil` is."""
    known = "|".join(re.escape(link.rstrip("/")) for link in links)
    return re.compile(rf"(?:{known})(?:[/?#][\w\-.~:/?#@!$&'()*+,;=%]*)?(?![\w@%-]|[.:]\w)", re.ASCII)
