"""Changes a mail in the ways in which gateways, mail programs and attackers do: octets, headers, parts, encodings."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Sequence

from tests.fuzz.corpus import MAX_OCTETS, envelopes, mails, winmails
from tests.parsers.email import samples

_PIECES = (
    *(b"\r\n", b"\n", b"\r", b"\x00", b"\xff", b'"', b"<", b">", b"(", b"--", b"--zz", b"--zz--", b"=?utf-8?q?", b"?="),
    *(
        b";",
        b"=",
        b"=\r\n",
        b"> ",
        b"wrote:\r\n",
        b"<!--",
        b"<blockquote>",
        b"<div style='display:none'>",
        b"</",
        b"&#",
    ),
    *(
        b"\xe2\x80\xae",
        b"\xf0\x9f\x95\xb3",
        b"\x1b$B",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"%s",
        b"{{",
        b"\\'e9",
        b"cid:a@x",
    ),
    *(b"On Mon, 4 May 2026 Bart wrote:\r\n> ", b"-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\n", b"-- \r\n", b"Fwd: "),
    *(b"##- Please type your reply above this line -##", b"-----Original Message-----\r\nFrom: Bart <b@y.example>\r\n"),
)
_HEADERS = (
    *(
        b"From: <",
        b'From: "mayor@city.example" <x@y.example>',
        b"From: a@, b@c.example",
        b"To: undisclosed:;",
        b"Subject:",
    ),
    *(b"Message-ID: <>", b"Message-ID: <" + b"a" * 200 + b"@x>", b"In-Reply-To: <a@x> <b@x>", b"Return-Path: <>"),
    *(
        b"Content-Type: message/rfc822",
        b"Content-Type: message/delivery-status",
        b"Content-Type: text/html; charset=utf-7",
    ),
    *(
        b'Content-Type: multipart/mixed; boundary="zz"',
        b"Content-Type: multipart/digest; boundary=zz",
        b"Content-Type: x",
    ),
    *(b"Content-Type: multipart/report; report-type=delivery-status; boundary=zz", b"Content-Type: multipart/signed"),
    *(b"Content-Type: application/ms-tnef", b"Content-Type: application/pkcs7-mime", b"Content-Type: text/calendar"),
    *(b"Content-Type: text/plain; format=flowed; delsp=yes", b"Content-Type: text/plain; charset*0*=''u; charset*1=tf"),
    *(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable"),
    *(
        b"Content-Transfer-Encoding: x-uuencode",
        b"Content-Disposition: attachment; filename*=utf-16''%ff",
        b"X-City311-Loop: x",
    ),
    *(
        b"Content-Disposition: attachment; filename=../../etc/passwd",
        b"Auto-Submitted: auto-replied",
        b"Subject: =?x?b?/?=",
    ),
)
_CHARSETS = (
    b"utf-7",
    b"idna",
    b"punycode",
    b"unicode_escape",
    b"utf-16",
    b"iso-2022-jp",
    b"gb18030",
    b"big5",
    b"x",
    b"",
)
_CHARSET = re.compile(rb"charset=\"?[\w-]*\"?", re.IGNORECASE)
_BOUNDARY = re.compile(rb"\r\n--[^\r\n]{1,80}")

Mutation = Callable[[bytes, random.Random], bytes]
MAILS = mails()


def make_mail(seed: int, number: int) -> bytes:
    """The mail of this number: the same for the same seed, samples and mutations."""
    chance = random.Random(f"{seed}:{number}")
    raw = chance.choice(MAILS) if chance.random() < 0.8 else _damaged_inside(chance)
    for _ in range(chance.randint(1, 6)):
        raw = chance.choice(_MUTATIONS)(raw, chance)
    return raw[: 4 * MAX_OCTETS]


def _damaged_inside(chance: random.Random) -> bytes:
    """Octets that were damaged before they were encoded, so that the readers of formats meet them."""
    if chance.random() < 0.6:
        return samples.mail(b"application/ms-tnef; name=winmail.dat", _octets(chance.choice(winmails()), chance))
    return samples.mail(b"application/pkcs7-mime; name=smime.p7m", _octets(chance.choice(envelopes()), chance))


def _octets(raw: bytes, chance: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 2, 4, 40, 200)))
        match chance.randrange(6):
            case 0:
                del data[start:end]
            case 1:
                data[start:start] = data[start:end] * chance.randint(1, 5)
            case 2:
                data[start:start] = chance.choice(_PIECES)
            case 3:
                data[start:end] = chance.randbytes(end - start)
            case 4 if start < len(data):
                data[start] ^= 1 << chance.randrange(8)
            case _:
                data[start:end] = chance.choice((b"\x00", b"\xff", b"\x80", b" ")) * (end - start)
    return bytes(data)


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _add_header(raw: bytes, chance: random.Random) -> bytes:
    """Above the others, in the middle, or in a part."""
    places = [match.end() for match in re.finditer(rb"\r\n", raw[:3000])] or [0]
    place = chance.choice((0, chance.choice(places)))
    return raw[:place] + chance.choice(_HEADERS) + b"\r\n" + raw[place:]


def _shuffle_headers(raw: bytes, chance: random.Random) -> bytes:
    head, blank, body = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    match chance.randrange(3):
        case 0:
            chance.shuffle(lines)
        case 1:
            del lines[chance.randrange(len(lines))]
        case _:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return b"\r\n".join(lines) + blank + body


def _change_charset(raw: bytes, chance: random.Random) -> bytes:
    return _CHARSET.sub(b"charset=" + chance.choice(_CHARSETS), raw, count=chance.randint(1, 3))


def _change_boundary(raw: bytes, chance: random.Random) -> bytes:
    found = _BOUNDARY.findall(raw)
    if not found:
        return raw
    return raw.replace(chance.choice(found), b"\r\n--" + chance.choice((b"zz", b"z", b"zz--", b"", b"other ")), 1)


def _splice(raw: bytes, chance: random.Random) -> bytes:
    """The head of one mail above the tail of another; both cut at a line."""
    other = chance.choice(MAILS)
    return raw[: _line(raw, chance)] + other[_line(other, chance) :]


def _insert_part(raw: bytes, chance: random.Random) -> bytes:
    """A whole mail as a part of this one, as it is or in base64."""
    found = list(_BOUNDARY.finditer(raw))
    inner = chance.choice(MAILS)
    if chance.random() < 0.5:
        head = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        inner = head + base64.encodebytes(inner).replace(b"\n", b"\r\n")
    else:
        inner = b"Content-Type: message/rfc822\r\n\r\n" + inner
    if not found:
        return samples.mixed(raw[:MAX_OCTETS], inner)
    place = chance.choice(found)
    return raw[: place.start()] + place[0] + b"\r\n" + inner + raw[place.start() :]


def _wrap(raw: bytes, chance: random.Random) -> bytes:
    kind = chance.choice((b"mixed", b"alternative", b"related", b"signed", b"encrypted", b"digest", b"report", b"x"))
    inner = b"Content-Type: message/rfc822\r\n\r\n" if chance.random() < 0.5 else b""
    return samples.mixed(inner + raw, kind=kind)


def _line(raw: bytes, chance: random.Random) -> int:
    return max(raw.find(b"\n", chance.randrange(len(raw) + 1)) + 1, 0)


_MUTATIONS: Sequence[Mutation] = (
    *(_octets, _octets, _octets, _cut, _add_header, _add_header, _shuffle_headers),
    *(_change_charset, _change_boundary, _splice, _insert_part, _wrap),
)
