"""Cut HTML into tags and text in linear time, whatever a sender wrote (PROTOCOL 8.7, LIBRARIES).

Every search that can fail to find its end is made once only, and tags that never close have a budget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_MAX_TAG = 8192
_MAX_UNCLOSED_TAGS = 200
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:]{0,40})((?:[^>"']++|"[^"]*+"|'[^']*+'|["'])*+)>""")
_MARKUP = re.compile(r"<(?=[a-zA-Z!?]|/[a-zA-Z])")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:]{0,40})")
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(class|id|name|style|href|alt|type|data-marker)\s*=\s*("[^"]*+"|'[^']*+'|[^\s>"']++)""", re.IGNORECASE
)
_SKIPPED = frozenset({"script", "style", "head", "title", "template", "svg", "xml", "iframe"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag; `attributes` is what stands between its name and `>`, not yet read."""

    name: str
    is_end: bool
    attributes: str

    def attribute(self, name: str) -> str:
        """The value of one of the few attributes that matter to us, or nothing."""
        for match in _ATTRIBUTE.finditer(self.attributes):
            if match[1].lower() == name:
                return match[2].strip("\"'")
        return ""


def cut_tags(html: str) -> Iterator[Tag | str]:
    """Tags and the text between them, entities not yet read; comments, scripts and styles are left out."""
    return _Cutter(html=html).cut()


@dataclass(slots=True, kw_only=True)
class _Cutter:
    html: str
    position: int = 0
    unclosed_tags: int = 0
    missing: set[str] = field(default_factory=set)

    def cut(self) -> Iterator[Tag | str]:
        while self.position < len(self.html):
            found = _MARKUP.search(self.html, self.position)
            start = found.start() if found else len(self.html)
            if start > self.position:
                yield self.html[self.position : start]
            self.position = start
            if ">" in self.missing:  # Nothing that follows can be a tag; it may still be words.
                yield self.html[start:]
                return
            if start < len(self.html):
                yield from self._markup()

    def _markup(self) -> Iterator[Tag | str]:
        if self.html.startswith(("<!", "<?"), self.position):
            self._skip_declaration()
            return
        tag = self._tag()
        if tag.name in _SKIPPED and not tag.is_end:
            self._skip_element(tag.name)
        yield tag

    def _tag(self) -> Tag:
        """The tag that begins here; a tag with an odd number of quotes ends at the next `>`."""
        match = None
        if self.unclosed_tags < _MAX_UNCLOSED_TAGS:
            match = _TAG.match(self.html, self.position, self.position + _MAX_TAG)
        if match:
            self.position = match.end()
            return Tag(name=match[2].lower(), is_end=bool(match[1]), attributes=match[3])
        return self._unclosed_tag()

    def _unclosed_tag(self) -> Tag:
        self.unclosed_tags += 1
        name = _NAME.match(self.html, self.position)
        is_end = self.html.startswith("</", self.position)
        self._skip_past(">", name.end() if name else self.position + 1)
        return Tag(name=name[1].lower() if name else "", is_end=is_end, attributes="")

    def _skip_declaration(self) -> None:
        start = self.position
        if self.html.startswith("<!--", start) and self._skip_past("-->", start + 4):
            return
        self._skip_past(">", start + (4 if self.html.startswith("<!--", start) else 2))

    def _skip_past(self, end: str, start: int) -> bool:
        """Go behind the next `end`; without one only behind `start`. What is missing once is missing ever after."""
        found = -1 if end in self.missing else self.html.find(end, start)
        if found < 0:
            self.missing.add(end)
        self.position = start if found < 0 else found + len(end)
        return found >= 0

    def _skip_element(self, name: str) -> None:
        end = None if name in self.missing else re.compile(f"</{name}", re.IGNORECASE).search(self.html, self.position)
        if end:
            self.position = end.start()
        else:
            self.missing.add(name)
