"""Read `winmail.dat`, the envelope in which Outlook hides files and words from every other mail program (MS-OXTNEF).

One linear pass over a list of attributes. Nothing is executed and nothing unpacked; what is damaged is read as far as
it goes and says so, and its mail then keeps the file as it came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from parsers.email.charsets import decode_text
from parsers.email.tnef_properties import DamagedError, Octets, Property, read_properties

MAX_DEPTH = 3
MAX_FILES = 500
_SIGNATURE = 0x223E9F78
_LABELS = {65001: "utf-8", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 866: "ibm866", 20866: "koi8-r"}
_MESSAGE_INTERFACE = bytes.fromhex("0703020000000000c000000000000046")
"""What stands before a mail that is attached as such and not as a file."""


class _Attribute(IntEnum):
    """The lower half of an attribute's identifier; the upper half only repeats its type."""

    SUBJECT = 0x8004
    BODY = 0x800C
    FILE_OCTETS = 0x800F
    FILE_TITLE = 0x8010
    NEW_FILE = 0x9002
    MESSAGE_PROPERTIES = 0x9003
    FILE_PROPERTIES = 0x9005
    CODE_PAGE = 0x9007


class _Tag(IntEnum):
    """The properties that mean something to us (MS-OXPROPS)."""

    SUBJECT = 0x0037
    PLAIN = 0x1000
    RICH = 0x1009
    HTML = 0x1013
    SHOWN_NAME = 0x3001
    DATA = 0x3701
    SHORT_NAME = 0x3704
    LONG_NAME = 0x3707
    DECLARED_TYPE = 0x370E
    CONTENT_ID = 0x3712
    CODE_PAGE = 0x3FDE


@dataclass(frozen=True, slots=True, kw_only=True)
class TnefFile:
    """A file inside; name, type and content id are as the sender wrote them, not yet safe."""

    name: str
    declared_type: str
    content_id: str
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tnef:
    """What was inside. The three bodies are versions of the same words; `rich` is compressed RTF as it came."""

    subject: str = ""
    plain: str = ""
    html: str = ""
    rich: bytes = b""
    files: tuple[TnefFile, ...] = ()
    messages: tuple[Tnef, ...] = ()
    """Mails that were attached to the mail."""
    is_damaged: bool = False


def read_tnef(data: bytes) -> Tnef:
    """Everything in a `winmail.dat`. Total and linear; `is_damaged` when it is cut off, changed or not one at all."""
    return _read(data, 0)


def _read(data: bytes, depth: int) -> Tnef:
    reader = _Reader()
    try:
        for identifier, value in _attributes(data):
            reader.take(identifier, value)
    except DamagedError:
        reader.is_damaged = True
    return reader.result(depth)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    octets = Octets(data=data)
    if octets.number(4) != _SIGNATURE:
        raise DamagedError
    octets.number(2)
    while not octets.is_at_end:
        octets.number(1)
        identifier = octets.number(4) & 0xFFFF
        value = octets.take(octets.number(4))
        yield identifier, value
        if sum(value) & 0xFFFF != octets.number(2):
            raise DamagedError


@dataclass(slots=True, eq=False)
class _File:
    """A file as far as it has been told."""

    title: bytes = b""
    octets: bytes = b""
    properties: dict[int, Property] = field(default_factory=dict)

    @property
    def message(self) -> bytes:
        """The mail that it is, in the same format; nothing for a file."""
        data = self.properties.get(_Tag.DATA)
        is_message = data is not None and data.octets.startswith(_MESSAGE_INTERFACE)
        return data.octets[len(_MESSAGE_INTERFACE) :] if data and is_message else b""

    def result(self, label: str) -> TnefFile:
        data = self.properties.get(_Tag.DATA)
        names = (self._text(tag, label) for tag in (_Tag.LONG_NAME, _Tag.SHORT_NAME, _Tag.SHOWN_NAME))
        title = decode_text(self.title[:1000], label).rstrip("\x00")
        return TnefFile(
            name=next(filter(None, names), title) or title,
            declared_type=self._text(_Tag.DECLARED_TYPE, ""),
            content_id=self._text(_Tag.CONTENT_ID, ""),
            octets=self.octets or (data.octets if data else b""),
        )

    def _text(self, tag: _Tag, label: str) -> str:
        return self.properties[tag].text(label) if tag in self.properties else ""


@dataclass(slots=True)
class _Reader:
    """Takes one attribute after the other; what belongs to a file follows the mark of a new one."""

    label: str = ""
    subject: bytes = b""
    body: bytes = b""
    properties: dict[int, Property] = field(default_factory=dict)
    files: list[_File] = field(default_factory=list)
    is_damaged: bool = False

    def take(self, identifier: int, value: bytes) -> None:
        match identifier:
            case _Attribute.CODE_PAGE:
                self.label = _label(int.from_bytes(value[:4], "little"))
            case _Attribute.SUBJECT:
                self.subject = value
            case _Attribute.BODY:
                self.body = value
            case _Attribute.MESSAGE_PROPERTIES:
                self._keep(self.properties, value)
            case _Attribute.NEW_FILE if len(self.files) >= MAX_FILES:
                raise DamagedError
            case _Attribute.NEW_FILE:
                self.files.append(_File())
            case _ if self.files:
                self._take_of_file(self.files[-1], identifier, value)

    def _take_of_file(self, file: _File, identifier: int, value: bytes) -> None:
        match identifier:
            case _Attribute.FILE_OCTETS:
                file.octets = value
            case _Attribute.FILE_TITLE:
                file.title = value
            case _Attribute.FILE_PROPERTIES:
                self._keep(file.properties, value)

    def _keep(self, properties: dict[int, Property], value: bytes) -> None:
        """Properties that cannot be read to their end do not keep the attributes behind them from being read."""
        try:
            for identifier, found in read_properties(value):
                properties.setdefault(identifier, found)
        except DamagedError:
            self.is_damaged = True

    def result(self, depth: int) -> Tnef:
        opened = {file: message for file in self.files if depth < MAX_DEPTH and (message := file.message)}
        messages = tuple(_read(message, depth + 1) for message in opened.values())
        rich = self.properties.get(_Tag.RICH)
        return Tnef(
            subject=self._text(_Tag.SUBJECT, self.subject),
            plain=self._text(_Tag.PLAIN, self.body),
            html=self._html(),
            rich=rich.octets if rich else b"",
            files=tuple(file.result(self.label) for file in self.files if file not in opened),
            messages=messages,
            is_damaged=self.is_damaged or any(message.is_damaged for message in messages),
        )

    def _text(self, tag: _Tag, otherwise: bytes) -> str:
        found = self.properties.get(tag)
        return found.text(self.label) if found else decode_text(otherwise, self.label).rstrip("\x00")

    def _html(self) -> str:
        """HTML is in the code page that a property of its own names."""
        found, page = self.properties.get(_Tag.HTML), self.properties.get(_Tag.CODE_PAGE)
        return found.text(_label(page.number) if page else self.label) if found else ""


def _label(code_page: int) -> str:
    """The charset that a number of Windows stands for, by a name that `charsets` may know."""
    if 28591 <= code_page <= 28606:
        return f"iso-8859-{code_page - 28590}"
    return _LABELS.get(code_page, f"windows-{code_page}")
