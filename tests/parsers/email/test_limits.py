"""Hostile sizes and shapes cost the standard library minutes; none may cost us a second (PROTOCOL 8.3, 9.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from parsers.email import Mail, html_to_text, read_mail, split_reply
from tests.own_time import done_within

Given = TypeVar("Given")
Result = TypeVar("Result")
HEAD = b"From: anne@x.example\r\nTo: 311@elmcity.example\r\nSubject: hole\r\n"
PARAMETERS = b"; a*0*=x" * 20_000
EMPTY_HTML = b"Content-Type: text/html\r\n\r\n" + b"<p>" * 1000 + b"\r\n--%s\r\n"


def _multipart(boundary: bytes) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n" % (boundary, boundary)


def _nested(depth: int) -> bytes:
    levels = (
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    return b"".join(levels)


HOSTILE: dict[str, tuple[bytes, str]] = {
    "content_type_of_160_kb": (HEAD + b"Content-Type: text/plain" + PARAMETERS + b"\r\n\r\nhi", "header_cut"),
    "disposition_of_160_kb": (HEAD + b"Content-Disposition: inline" + PARAMETERS + b"\r\n\r\nhi", "header_cut"),
    "20000_encoded_words": (b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n\r\nhi", "header_cut"),
    "20000_addresses": (HEAD + b"Cc: " + b", ".join([b"b@y.example"] * 20_000) + b"\r\n\r\nhi", "header_cut"),
    "20000_brackets": (b"From: " + b"(" * 20_000 + b"\r\n\r\nhi", "header_cut"),
    "100000_parts": (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
        "too_many_parts",
    ),
    "1000_levels": (HEAD + _nested(1000) + b"\r\nhi", "nested_too_deep"),
    "1000_mails_inside": (HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1000 + b"hi", "mails_too_deep"),
    "header_of_1_mb": (HEAD + b"X-Long: " + b"x" * 1_000_000 + b"\r\n\r\nhi", "header_cut"),
    "130000_headers": (HEAD + b"X-A: b\r\n" * 130_000 + b"\r\nhi", "headers_cut"),
    "boundaries_that_nearly_are": (
        HEAD + b"".join(_multipart(b"b%d" % level) for level in range(49)) + b"\r\n--b48x" * 400_000,
        "nested_too_deep",
    ),
    "guessed_boundaries_of_spaces": (
        HEAD + _multipart(b"b") + (b"Content-Type: multipart/mixed\r\n\r\n--" + b" " * 7000 + b"x\r\n--b\r\n") * 400,
        "boundary_missing",
    ),
    "html_in_450_parts": (
        HEAD + _multipart(b"b") + (b"Content-Type: text/html\r\n\r\n" + b"<p>a hole" * 500 + b"\r\n--b\r\n") * 450,
        "html_cut",
    ),
    "text_in_450_parts": (HEAD + _multipart(b"b") + (b"\r\n" + b"hole " * 1000 + b"\r\n--b\r\n") * 450, "text_cut"),
    "mails_of_many_parts_in_a_mail": (
        HEAD
        + _multipart(b"b")
        + (b"Content-Type: message/rfc822\r\n\r\n" + _multipart(b"c") + b"x\r\n--c\r\n" * 90) * 90,
        "too_many_parts",
    ),
    "empty_html_on_each_level": (
        HEAD + b"".join(_multipart(b"b%d" % n) + EMPTY_HTML % (b"b%d" % n) for n in range(45)) + b"\r\n" + b"x",
        "",
    ),
    "uuencode_of_empty_lines": (
        HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n" + b"\r\n" * 1_000_000,
        "",
    ),
    "text_of_5_mb": (HEAD + b"\r\n" + b"hole " * 1_000_000, "text_cut"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_8_3_hostile_mail_is_cut_and_flagged_within_a_second(name: str) -> None:
    """F8.1: what is too much is cut with a flag; the mail is still read."""
    raw, flag = HOSTILE[name]
    mail = _timed(read_mail, raw, seconds=1.0)
    assert flag in {*mail.flags, ""}
    assert mail.error is None


def test_8_3_limits_leave_a_large_ordinary_mail_alone() -> None:
    """Two hundred recipients and forty photos are a neighbourhood, not an attack."""
    people = b", ".join(b"Neighbour %d <n%d@x.example>" % (number, number) for number in range(200))
    photo = b"--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 1000 + b"\r\n"
    body = b"--b\r\n\r\nA hole\r\n" + photo * 40 + b"--b--\r\n"
    mail = read_mail(HEAD + b"Cc: " + people + b"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + body)
    assert mail.flags == ()
    assert len(mail.to) == 201
    assert [attachment.size for attachment in mail.attachments] == [3000] * 40


def test_depth_just_below_the_limit_is_read() -> None:
    """Mail that has passed many gateways is nested too."""
    mail = read_mail(HEAD + _nested(40) + b"\r\nA hole")
    assert mail.text == "A hole"
    assert "nested_too_deep" not in mail.flags


REDOS = {
    "on_on_on": "On " * 340_000,
    "on_lines_with_dates": "On Mon 10:00\n" * 80_000,
    "blankish_lines": " \n" * 500_000,
    "quote_marks": ">" * 1_000_000,
    "quoted_lines": "> x\n" * 250_000,
    "introductions": "On 1 May 2026 anne@x.example wrote:\n> x\ntext\n" * 20_000,
    "headers": "From: x\n" * 125_000,
    "dashes": "-" * 1_000_000,
    "dividers": "text\n--\n" * 140_000,
    "underscores": "_" * 1_000_000,
    "colons": ":" * 1_000_000,
    "addresses": "anne@x.example " * 66_000,
}


@pytest.mark.parametrize("name", REDOS)
def test_f9_2_hostile_text_of_1_mb_is_split_in_half_a_second(name: str) -> None:
    """Two published libraries hang on a few kilobytes of the first and the third."""
    reply = _timed(split_reply, REDOS[name], seconds=0.5)
    assert reply.new_text or reply.quoted_text


MARKUP = [
    "<!--",
    '<a "',
    "<a '>' ",
    '<a ">" ',
    "<div>",
    "<blockquote>",
    "<script>",
    "<style",
    "&#",
    "&#x41414141414141;",
    "<",
    "</a ",
    "<![CDATA[",
    "<p style='display:none'>",
    "<td>",
    "<pre>\n",
    "<img alt=''>",
]


@pytest.mark.parametrize("piece", MARKUP)
def test_8_7_hostile_html_of_256_kb_is_read_within_a_second(piece: str) -> None:
    """Tree builders are quadratic in depth; the standard parser hangs on the first."""
    text = _timed(html_to_text, "<p>A hole</p>" + piece * (256 * 1024 // len(piece)), seconds=1.0)
    assert text.startswith("A hole")


def test_character_reference_of_5000_digits_does_no_harm() -> None:
    """Python refuses to read so long a number, with an exception."""
    assert html_to_text("<p>&#" + "9" * 5000 + "; hole</p>") == "\ufffd hole"


def test_6_1_bounce_with_a_large_original_is_read_quickly() -> None:
    """F6.3: only the first part of a report is looked at."""
    text = (
        b"This is the mail system\r\n<bart@y.example>: 550 5.1.1 user unknown\r\n"
        + b"deliver fail <a@b.example>\r\n" * 300_000
    )
    mail = _timed(read_mail, b"From: MAILER-DAEMON@mx.example\r\nSubject: failure notice\r\n\r\n" + text, seconds=1.5)
    assert mail.bounce is not None


def _timed(function: Callable[[Given], Result], given: Given, *, seconds: float) -> Result:
    """The result, and proof that it took less than `seconds` of this process's own time."""
    return done_within(seconds, lambda: function(given))


def test_typical_mail_is_read_in_a_few_milliseconds() -> None:
    """The parser's share of the 15 ms that the whole road may take for a mail of 10 kB."""
    line = b"There is a big hole in front of my house at 12 Oak St.\r\n"
    html = b"<html><body>" + b"<div>" + line + b"</div>" * 80 + b"</body></html>\r\n"
    parts = b"--z\r\n\r\n" + line * 80 + b"--z\r\nContent-Type: text/html\r\n\r\n" + html + b"--z--\r\n"
    raw = HEAD + b"Content-Type: multipart/alternative; boundary=z\r\n\r\n" + parts
    mails: list[Mail] = done_within(20 * 0.010, lambda: [read_mail(raw) for _ in range(20)])
    assert all(mail.text for mail in mails)
