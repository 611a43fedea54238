"""Turn bytes into text without ever handing a sender's label to Python's codec registry (PROTOCOL 8.4).

Labels are those of the WHATWG Encoding Standard, each mapped to a codec that only maps characters; what is
unknown, dangerous (`utf-7`, `unicode_escape`, `idna`) or wrong is read as UTF-8, and failing that as Windows-1252.
"""

from __future__ import annotations

import codecs

_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 x-unicode20utf8 utf-8-sig",
    "cp1252": "windows-1252 cp1252 x-cp1252 ascii us-ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 "
    "iso88591 iso_8859-1 latin1 l1 cp819 ibm819 8859-1",
    "iso8859-2": "iso-8859-2 iso8859-2 iso_8859-2 latin2 l2",
    "iso8859-3": "iso-8859-3 iso8859-3 latin3 l3",
    "iso8859-4": "iso-8859-4 iso8859-4 latin4 l4",
    "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 iso-8859-6-i iso-8859-6-e arabic ecma-114 asmo-708",
    "iso8859-7": "iso-8859-7 iso8859-7 greek greek8 ecma-118 elot_928",
    "iso8859-8": "iso-8859-8 iso8859-8 iso-8859-8-i iso-8859-8-e hebrew visual logical",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6 l6",
    "iso8859-13": "iso-8859-13 iso8859-13",
    "iso8859-14": "iso-8859-14 iso8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 iso_8859-15 latin-9 latin9 l9",
    "iso8859-16": "iso-8859-16",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 latin5 l5",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp874": "windows-874 dos-874 iso-8859-11 iso8859-11 tis-620",
    "cp866": "ibm866 866 cp866 csibm866",
    "koi8_r": "koi8-r koi koi8 koi8_r cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "mac_roman": "macintosh mac x-mac-roman csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 chinese csgb2312 x-gbk iso-ir-58 hz-gb-2312",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp_ext": "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-2",
    "cp932": "shift_jis shift-jis sjis ms932 ms_kanji windows-31j x-sjis csshiftjis cp932",
    "cp949": "euc-kr korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 cseuckr csksc56011987 "
    "iso-ir-149 cp949",
    "iso2022_kr": "iso-2022-kr csiso2022kr",
    "utf-16": "utf-16 unicode ucs-2 iso-10646-ucs-2 csunicode",
    "utf-16-le": "utf-16le unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
}
_CODEC = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def find_codec(label: str) -> str | None:
    """The Python codec that is safe for a charset label, or None for a label that is not on the list."""
    return _CODEC.get(label.strip().strip("\"'").lower()[:40])


def decode_text(data: bytes, label: str = "") -> str:
    """`data` as text: by its mark, the declared charset, UTF-8 or Windows-1252. Total; control characters stay in."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    declared = find_codec(label)
    if declared is None or declared in {"cp1252", "utf-8"}:
        return _decode_western(data)
    return _decode_strictly(data, declared) or _decode_western(data)


def _decode_strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return _decode_mostly(data, codec)


def _decode_mostly(data: bytes, codec: str) -> str | None:
    """A long text in the declared charset with a few broken characters is still better read than guessed at."""
    text = data.decode(codec, "replace")
    return text if text.count("\ufffd") * 10 < len(text) else None


def _decode_western(data: bytes) -> str:
    """UTF-8 where it is, even where Latin-1 was declared: no natural Latin-1 text happens to be valid UTF-8."""
    if data.isascii():
        return data.decode("iso2022_jp_ext", "replace") if b"\x1b$" in data else data.decode("ascii")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "ignore")
    lost = len(data) - len(text.encode("utf-8"))
    intact = sum(1 for character in text[:20_000] if character > "\x7f")
    return data.decode("utf-8", "replace") if intact > 4 * lost else data.decode("cp1252", "replace")
