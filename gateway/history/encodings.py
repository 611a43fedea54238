"""How the bytes of an export become text: its encoding found, and no wrong byte able to stop the reading."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gateway.history.values import HistoryError

SAMPLE = 256 * 1024
"""Bytes at the beginning of a file from which its form is told."""

_MENDING = "history-mending"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_CSV = (
    (b"\x1f\x8b", "is compressed with gzip. Unpack it first (gunzip) and give the file that comes out."),
    (b"PK\x03\x04", "is a workbook or a ZIP archive, not CSV. Save the sheet as CSV, or unpack the archive."),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook. Open it and save the sheet as CSV."),
    (b"BZh", "is compressed with bzip2. Unpack it first and give the file that comes out."),
    (b"7z\xbc\xaf", "is a 7-Zip archive. Unpack it first and give the file that comes out."),
    (b"%PDF-", "is a PDF. Ask for the same data as CSV."),
    (b"SQLite format 3", "is a database. Export its table of requests as CSV."),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|[a-z]+>)", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """A file of text whose encoding is known."""

    path: Path
    encoding: str
    size: int
    """Bytes."""

    def open(self) -> tuple[BinaryIO, io.TextIOWrapper]:
        """The bytes, whose position tells how far the reading is, and the text; raises `HistoryError`."""
        try:
            raw = self.path.open("rb")
        except OSError as error:
            raise _cannot_be_read(self.path, error) from None
        return raw, io.TextIOWrapper(raw, encoding=self.encoding, errors=_MENDING, newline="")


def find_text(path: Path) -> TextFile:
    """Look at the beginning of the file; raises `HistoryError` for what is no text, with what to do about it."""
    try:
        with path.open("rb") as file:
            sample = file.read(SAMPLE)
            size = file.seek(0, io.SEEK_END)
    except OSError as error:
        raise _cannot_be_read(path, error) from None
    if not sample.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise HistoryError(f"{path} is empty. Give the city's export of past requests as CSV, with a header line.")
    _refuse_other_kinds(path, sample)
    encoding = _encoding_of(sample)
    if not encoding.startswith(("utf-16", "utf-32")) and len(_CONTROLS.findall(sample)) > len(sample) // 50:
        raise HistoryError(f"{path} holds no text. Give the city's export of past requests as CSV.")
    return TextFile(path=path, encoding=encoding, size=size)


def _cannot_be_read(path: Path, error: OSError) -> HistoryError:
    match error:
        case FileNotFoundError():
            return HistoryError(f"There is no file {path}. Give the CSV export of the city's past requests.")
        case IsADirectoryError():
            return HistoryError(f"{path} is a folder. Name the CSV file in it.")
        case _:
            return HistoryError(
                f"{path} cannot be read ({error.strerror or error}). Name a file that this user may read."
            )


def _refuse_other_kinds(path: Path, sample: bytes) -> None:
    for beginning, sentence in _NOT_CSV:
        if sample.startswith(beginning):
            raise HistoryError(f"{path} {sentence}")
    if _MARKUP.match(sample):
        raise HistoryError(f"{path} holds a web page or XML, not CSV. Download the CSV export again.")
    if sample.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[{")):
        raise HistoryError(f"{path} holds JSON, not CSV. Ask for the same data as CSV.")


def _encoding_of(sample: bytes) -> str:
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    if found := _wide(sample):
        return found
    # Exports that were cut to a width hold half characters, so a wrong byte alone does not make a file cp1252.
    whole = _MULTIBYTE.findall(sample)
    stray = len(_HIGH.findall(sample)) - sum(map(len, whole))
    return "utf-8" if stray <= len(whole) else "cp1252"


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of plain text is zero, and hardly one of the others."""
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if max(odd, even) < len(sample) // 3 or min(odd, even) > len(sample) // 50:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _mend(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8 is read as cp1252, in which most of such bytes were written; else it is the mark U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if not error.encoding.startswith("utf-8"):
        return "\ufffd", error.end
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_MENDING, _mend)
