"""Take the words out of Outlook's rich text (RTF, MS-OXRTFEX), for mail that has no others.

Outlook hides the HTML or plain text that somebody wrote inside RTF; the original comes out of it again. What was
written as RTF becomes plain text. One linear pass over tokens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.email.charsets import decode_text
from parsers.email.rich_text_packing import MAX_RICH_TEXT, decompress

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})?\x20?|\\'(?P<octet>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]++)|[\r\n]++|\\",
    re.DOTALL,
)
_SILENT = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "generator", "themedata"}
)
_CHARACTERS = {
    **dict.fromkeys(("par", "line", "sect", "row"), "\n"),
    **dict.fromkeys(("tab", "cell"), "\t"),
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "endash": "–",
    "emdash": "—",
}
_SIGNS = {"\\": b"\\", "{": b"{", "}": b"}", "~": b" ", "_": b"-", "\n": b"\n", "\r": b"\n"}
_LABELS = {65001: "utf-8", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RichText:
    """The words, of which one version is empty, and how many octets were decompressed for them."""

    plain: str = ""
    html: str = ""
    size: int = 0


def read_rich_text(compressed: bytes, *, limit: int = MAX_RICH_TEXT) -> RichText:
    """The words of compressed RTF, `limit` octets at most. Total: what is damaged is read as far as it goes."""
    rtf = decompress(compressed, limit=limit).decode("latin-1")
    is_html = "\\fromhtml" in rtf[:1000]
    words = _Reader(is_html=is_html).read(rtf)
    return RichText(plain="" if is_html else words, html=words if is_html else "", size=len(rtf))


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Goes through the tokens; a group in braces gives back the state that it found when it ends."""

    is_html: bool
    label: str = "windows-1252"
    words: list[str] = field(default_factory=list)
    octets: bytearray = field(default_factory=bytearray)
    is_silent: bool = False
    outer: list[bool] = field(default_factory=list)
    is_after_star: bool = False
    substitutes: int = 1
    """How many characters stand behind a Unicode character for programs that cannot show it."""
    to_skip: int = 0

    def read(self, rtf: str) -> str:
        for token in _TOKEN.finditer(rtf):
            match token.lastgroup:
                case "word" | "number":
                    self._take_word(token["word"], token["number"])
                case "octet":
                    self._say(bytes.fromhex(token["octet"]))
                case "sign":
                    self._take_sign(token["sign"])
                case "brace":
                    self._take_brace(token["brace"])
                case "text":
                    self._say(token["text"].encode("latin-1"))
        self._flush()
        return "".join(self.words).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _take_brace(self, brace: str) -> None:
        self.to_skip = 0
        if brace == "{":
            self.outer.append(self.is_silent)
        elif self.outer:
            self.is_silent = self.outer.pop()

    def _take_sign(self, sign: str) -> None:
        if sign == "*":
            self.is_after_star = True
        else:
            self._say(_SIGNS.get(sign, b""))

    def _take_word(self, word: str, number: str | None) -> None:
        is_known, self.is_after_star = not self.is_after_star, False
        match word:
            case "htmltag" if self.is_html and not is_known:
                self.is_silent = False
            case "htmlrtf" if self.is_html:  # Between them stands what RTF needs and the HTML did not have.
                self.is_silent = number != "0"
            case _ if word in _SILENT or not is_known:
                self.is_silent = True
            case "ansicpg" if number:
                self.label = _LABELS.get(int(number), f"windows-{number}")
            case "uc" if number:
                self.substitutes = min(max(int(number), 0), 10)
            case "u" if number:
                self._say_unicode(chr(int(number) % 0x10000))
                self.to_skip = self.substitutes
            case _ if word in _CHARACTERS:
                self._say_unicode(_CHARACTERS[word])

    def _say(self, octets: bytes) -> None:
        skipped = min(self.to_skip, len(octets))
        self.to_skip -= skipped
        if not self.is_silent:
            self.octets += octets[skipped:]

    def _say_unicode(self, character: str) -> None:
        if not self.is_silent:
            self._flush()
            self.words.append(character)

    def _flush(self) -> None:
        self.words.append(decode_text(bytes(self.octets), self.label))
        self.octets.clear()
