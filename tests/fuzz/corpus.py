"""The mails that mutation begins with: our own samples, and shapes that no sample file has."""

from __future__ import annotations

import base64
from pathlib import Path

from tests.parsers.email import samples

MAILS = Path(__file__).resolve().parents[1] / "parsers" / "email" / "mails"
MAX_OCTETS = 6_000
"""Of one mail: a defeat that needs more octets is looked for by the tests of the limits."""
_PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\nHole at 12 Oak St, 203-555-0142"
_HTML = b'Content-Type: text/html\r\n\r\n<div>Hole <img src="cid:a@x"></div><blockquote>&lt;quoted&#8364;</blockquote>'
_CALENDAR = b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR"
_PICTURE = (
    b"Content-Type: image/jpeg; name*=utf-8''h%C3%B6le.jpg\r\nContent-ID: <a@x>\r\nContent-Disposition: inline\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(samples.PHOTO[:300])
)
_RTF = rb"{\rtf1\ansi\ansicpg1252\fromhtml1{\fonttbl{\f0 A;}}{\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 Hole \'e9\u8364?}"
_CHARSETS = (
    "utf-16",
    "iso-2022-jp",
    "gb18030",
    "big5",
    "shift_jis",
    "euc-kr",
    "koi8-r",
    "windows-1256",
    "utf-7",
    "idna",
)


def winmails() -> tuple[bytes, ...]:
    """The octets of `winmail.dat`, to be damaged before they are encoded."""
    inner = samples.winmail(samples.words(samples.text_property(0x37, "Inner")), samples.file("b.txt", b"bee"))
    plain = samples.words(samples.text_property(0x1000, "Hole at 12 Oak"), samples.number_property(0x3FDE, 65001))
    return (
        samples.winmail(plain, samples.file("hole.jpg", samples.PHOTO[:200]), samples.message(inner)),
        samples.winmail(samples.words(samples.sized_property(0x1009, 0x102, samples.rich_text(_RTF)))),
    )


def envelopes() -> tuple[bytes, ...]:
    """The octets of opaque S/MIME, likewise."""
    return (
        samples.signed(_PLAIN),
        samples.signed(_PLAIN, pieces=[_PLAIN[:20], _PLAIN[20:]]),
        samples.signed(b"", kind=3),
    )


def mails() -> tuple[bytes, ...]:
    """Whole mails, none longer than `MAX_OCTETS`."""
    files = [path.read_bytes() for path in sorted(MAILS.glob("*.eml"))]
    return tuple(mail for mail in (*files, *_made()) if len(mail) <= MAX_OCTETS)


def _made() -> list[bytes]:
    everything = samples.mixed(_PLAIN, _HTML, _CALENDAR, _PICTURE)
    nested = everything
    for _ in range(4):
        nested = samples.mixed(_PLAIN, b"Content-Type: message/rfc822\r\n\r\n" + nested[:1200])
    flowed = (
        b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n> a \r\n> b \r\nhole \r\nat 12 Oak\r\n-- \r\nAnne"
    )
    return [
        everything,
        nested,
        samples.mixed(_PLAIN, _HTML, kind=b"alternative"),
        samples.mixed(_HTML, _PICTURE, kind=b"related"),
        samples.mail(b"message/rfc822", everything),
        samples.mixed(flowed),
        samples.mixed(b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n&02!H;VQE\r\n`\r\nend"),
        *(samples.mail(b"application/ms-tnef; name=winmail.dat", octets) for octets in winmails()),
        *(samples.mail(b"application/pkcs7-mime; smime-type=signed-data", octets) for octets in envelopes()),
        *(_in_charset(charset) for charset in _CHARSETS),
    ]


def _in_charset(charset: str) -> bytes:
    octets = bytes(range(27, 256)) * 3
    subject = f"Subject: =?{charset}?b?{base64.b64encode(octets[:60]).decode()}?=\r\n".encode()
    return samples.mail(f"text/plain; charset={charset}".encode(), octets, more=subject)
