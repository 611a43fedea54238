"""Headers as people's mail programs really write them, and as attackers do (PROTOCOL 2.9, 4.3, 8.2, 8.4-8.6)."""

from __future__ import annotations

import pytest

from parsers.email import read_mail

BODY = b"\r\n\r\nA hole\r\n"


def _headers(*lines: bytes) -> bytes:
    return b"\r\n".join((b"To: 311@elmcity.example", *lines)) + BODY


@pytest.mark.parametrize(
    ("written", "address", "name"),
    [
        (b"Anne <Anne@X.example>", "anne@x.example", "Anne"),
        (b'"Example, Anne" <anne@x.example>', "anne@x.example", "Example, Anne"),
        (b"anne@x.example (Anne Example)", "anne@x.example", "Anne Example"),
        (b"=?utf-8?q?Ann=C3=A9?= <anne@x.example>", "anne@x.example", "Anné"),
        ("Anné <anne@x.example>".encode(), "anne@x.example", "Anné"),
        ("Anné <anne@x.example>".encode("latin-1"), "anne@x.example", "Anné"),
        (b"=?utf-8?q?Anne_=3Cboss=40city.example=3E?= <anne@x.example>", "anne@x.example", "Anne <boss@city.example>"),
        (b"=?utf-8?q?Anne=0D=0ABcc:_x?= <anne@x.example>", "anne@x.example", "Anne Bcc: x"),
        (b"<<anne@x.example>>", "anne@x.example", ""),
        (b"anne@x.example,", "anne@x.example", ""),
        (b"mailto:anne@x.example", "anne@x.example", ""),
    ],
)
def test_8_2_sender_is_read_from(written: bytes, address: str, name: str) -> None:
    """Forms of From that occur; the address is what counts, the name is shown beside it."""
    mail = read_mail(_headers(b"From: " + written))
    assert (mail.sender, mail.sender_name) == (address, name)


@pytest.mark.parametrize(
    "written", [b"<", b'"', b"a@", b"(" * 4000, b"undisclosed:;", b"", b",", b"\xff\xfe", b"@", b"=?x"]
)
def test_8_2_sender_that_makes_the_standard_parser_raise_is_only_missing(written: bytes) -> None:
    """IndexError, ValueError and RecursionError there; here the mail is kept and flagged."""
    mail = read_mail(_headers(b"From: " + written))
    assert mail.sender == ""
    assert "no_sender" in mail.flags
    assert mail.text == "A hole"
    assert mail.error is None


@pytest.mark.parametrize(
    ("lines", "message_id"),
    [
        ([], None),
        ([b"Message-ID: <>"], None),
        ([b"Message-ID: "], None),
        ([b"Message-ID: <[abc@microsoft.example]>"], "<[abc@microsoft.example]>"),
        ([b"Message-ID: <1@x.example>", b"Message-ID: <2@x.example>"], "<1@x.example>"),
        ([b"Message-ID: <>", b"Message-ID: <2@x.example>"], "<2@x.example>"),
        ([b"message-id: 3@x.example"], "<3@x.example>"),
        ([b"Message-ID:\r\n <4@x.example>"], "<4@x.example>"),
    ],
)
def test_f4_3_message_id(lines: list[bytes], message_id: str | None) -> None:
    """Missing, empty, Microsoft's bracketed one, two of them: never an exception, the first that can be read."""
    assert read_mail(_headers(*lines)).message_id == message_id


def test_3_6_references_come_with_the_newest_first() -> None:
    """The nearest ancestor is the best thread; a hundred old ones are not looked at."""
    chain = b" ".join(b"<%d@x.example>" % number for number in range(100))
    mail = read_mail(_headers(b"In-Reply-To: <99@x.example>", b"References: " + chain))
    assert mail.references[:2] == ("<99@x.example>", "<98@x.example>")
    assert len(mail.references) == 20


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        (b"=?utf-8?q?hi=0d=0aBcc:_x?=", "hi Bcc: x"),
        (b"=?utf-8?b?w6k=?= =?utf-8?b?w6k=?=", "éé"),
        (b"=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é"),
        (b"=?gb2312?B?v9M=?=", "坑"),
        (b"=?unknown-8bit?q?Caf=C3=A9?=", "Café"),
        (b"=?utf-7?q?+ADw-script+AD4-?=", "+ADw-script+AD4-"),
        (b"=?unicode_escape?q?\\x41?=", "\\x41"),
        (b"=?idna?q?xn--a?=", "xn--a"),
        (b"=?undefined?q?hole?=", "hole"),
        (b"=?utf-8?b?====?=", ""),
        (b"=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("Café".encode(), "Café"),
        ("Café".encode("cp1252"), "Café"),
        ("\u202ehole\u202c \u2066x\u2069".encode(), "hole x"),
        (b"a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("حفرة في الشارع".encode(), "حفرة في الشارع"),
        ("🕳 hole".encode(), "🕳 hole"),
        (b"folded\r\n line", "folded line"),
    ],
)
def test_f8_3_subject_is_readable_and_harmless(written: bytes, subject: str) -> None:
    """Labels are looked up in our own list, and no control character gets through."""
    assert read_mail(_headers(b"Subject: " + written)).subject == subject


def test_f8_3_raw_subject_is_read_in_the_charset_of_the_body() -> None:
    """Older programs write headers in the body's charset without saying so."""
    raw = (
        b"Subject: "
        + "坑".encode("gb2312")
        + b"\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n"
        + "坑".encode("gb2312")
    )
    mail = read_mail(raw)
    assert (mail.subject, mail.text) == ("坑", "坑")


@pytest.mark.parametrize(
    ("label", "octets", "text"),
    [
        ("utf-8", "Café".encode(), "Café"),
        ("iso-8859-1", "Café “x”".encode("cp1252"), "Café “x”"),
        ("iso-8859-1", "Café".encode(), "Café"),
        ("us-ascii", "Café".encode(), "Café"),
        ("utf-8", "Café".encode("latin-1"), "Café"),
        ("iso-8859-15", "12 €".encode("iso8859-15"), "12 €"),
        ("windows-1251", "Яма".encode("cp1251"), "Яма"),
        ("koi8-r", "Яма".encode("koi8-r"), "Яма"),
        ("shift_jis", "穴".encode("cp932"), "穴"),
        ("iso-2022-jp", "穴".encode("iso2022_jp"), "穴"),
        ("", "穴".encode("iso2022_jp"), "穴"),
        ("ks_c_5601-1987", "구멍".encode("cp949"), "구멍"),
        ("big5", "坑洞".encode("big5"), "坑洞"),
        ("gb2312", "坑".encode("gb18030"), "坑"),
        ("utf-16", "hole".encode("utf-16"), "hole"),
        ("windows-1258", "hố".encode(), None),
        ("no-such-charset", "Café".encode(), "Café"),
        ("punycode", b"hole-xyz", "hole-xyz"),
        ("utf-7", b"+ADw-script+AD4-", "+ADw-script+AD4-"),
        ("unicode_escape", b"\\x41", "\\x41"),
        ("idna", b"xn--a", "xn--a"),
        ("undefined", b"hole", "hole"),
        ("rot13", b"ubyr", "ubyr"),
        ("base64", b"aG9sZQ==", "aG9sZQ=="),
        ("'utf-8'", "Café".encode(), "Café"),
        ("utf-8" * 1000, "Café".encode(), "Café"),
    ],
)
def test_f8_3_charset(label: str, octets: bytes, text: str | None) -> None:
    """Each charset that residents' programs declare, and each label that Python's codecs would do harm with."""
    found = read_mail(b"Content-Type: text/plain; charset=" + label.encode() + b"\r\n\r\n" + octets).text
    assert found == text if text is not None else "\x00" not in found


def test_8_4_a_few_broken_characters_do_not_spoil_a_long_text() -> None:
    """A text cut inside a character is still UTF-8."""
    text = "Él está aquí. " * 20
    assert read_mail(b"X: y\r\n\r\n" + text.encode() + b"\xc3").text.startswith("Él está aquí. Él está")


def test_2_9_stray_cr_makes_no_header() -> None:
    """F2.1: the standard parser would find `X-Injected` here; we read a normalised copy and flag it."""
    mail = read_mail(b"Subject: a\rX-Injected: 1\r\nFrom: anne@x.example\r\n\r\nhi")
    assert "x-injected" not in mail.headers
    assert mail.subject == "a X-Injected: 1"
    assert "bare_newline" in mail.flags


def test_2_9_bare_newlines_are_read_and_flagged() -> None:
    """Scripts send them; the mail is fine, but staff may see it."""
    mail = read_mail(b"Subject: a\nFrom: anne@x.example\n\nhi\nthere\n")
    assert (mail.subject, mail.text, mail.flags) == ("a", "hi\nthere", ("bare_newline",))


def test_8_6_first_from_and_subject_win() -> None:
    """The second may be what a filter looked at; staff see that there were two."""
    mail = read_mail(_headers(b"From: anne@x.example", b"From: bart@y.example", b"Subject: one", b"Subject: two"))
    assert (mail.sender, mail.subject) == ("anne@x.example", "one")
    assert {"duplicate_from", "duplicate_subject"} <= set(mail.flags)


def test_8_6_several_mailboxes_in_from_are_flagged() -> None:
    """RFC 5322 allows it, only tricksters do it."""
    mail = read_mail(_headers(b"From: anne@x.example, bart@y.example"))
    assert mail.sender == "anne@x.example"
    assert "several_senders" in mail.flags


def test_headers_are_safe_and_the_first_of_each_name() -> None:
    """Rules look at them; a value is one line without controls."""
    mail = read_mail(_headers(b"X-Thing: =?utf-8?q?a=0Ab?=", b"x-thing: second"))
    assert mail.headers["x-thing"] == "a b"
    with pytest.raises(TypeError):
        mail.headers["x-thing"] = "c"  # type: ignore[index]


def test_junk_between_headers_is_passed_over() -> None:
    """A line that is no header does not end the headers while more follow."""
    mail = read_mail(b"From: anne@x.example\r\nthis is junk\r\nSubject: hole\r\n\r\nhi")
    assert (mail.subject, mail.text) == ("hole", "hi")


def test_missing_blank_line_starts_the_body() -> None:
    """Broken scripts forget it; the words are still read."""
    mail = read_mail(b"From: anne@x.example\r\nSubject: hole\r\nThere is a hole.\r\nIt is deep.\r\n")
    assert mail.text == "There is a hole.\nIt is deep."
    assert "no_blank_line" in mail.flags


def test_mbox_line_is_not_a_header() -> None:
    """Mail from files begins with `From `."""
    mail = read_mail(b"From anne@x.example Mon May  4 10:00:00 2026\r\nFrom: anne@x.example\r\n\r\nhi")
    assert mail.sender == "anne@x.example"


@pytest.mark.parametrize("raw", [b"hello, there is a hole", b"\x00\x01\x02\x03", b"\r\n\r\nonly text"])
def test_what_is_no_mail_is_said_in_one_sentence(raw: bytes) -> None:
    """A person must see why, and the words that were there."""
    mail = read_mail(raw)
    assert mail.error == "The message has no mail headers, so nobody can tell who sent it."
    assert mail.text == raw.decode().translate({0: None, 1: None, 2: None, 3: None}).strip()


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"From: anne@x.example\r\n\r\n", b"From: anne@x.example\r\n"])
def test_empty_mail_is_not_an_error(raw: bytes) -> None:
    """There is nothing to read, and nothing wrong."""
    mail = read_mail(raw)
    assert (mail.text, mail.error) == ("", None)


def test_2_18_internal_headers_from_outside_are_not_seen() -> None:
    """Nobody may steer us with them; only the mark of a loop is looked at, which can but silence us."""
    mail = read_mail(_headers(b"X-City311-Priority: emergency", b"X-City311-Loop: x", b"X-Other: y"))
    assert "x-city311-priority" not in mail.headers
    assert mail.headers["x-other"] == "y"
    assert not mail.automation.reply
