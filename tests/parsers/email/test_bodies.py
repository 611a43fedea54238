"""Parts, files and transfer encodings that are broken in the ways real mail is (PROTOCOL 8.7-8.10, 10.2)."""

from __future__ import annotations

import base64

import pytest

from parsers.email import html_to_text, read_mail
from parsers.email.filenames import safe_filename


def _part(headers: bytes, body: bytes) -> bytes:
    return b"From: anne@x.example\r\n" + headers + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        (b"base64", base64.b64encode(b"A hole"), "A hole"),
        (b"BASE64 ", b"QSBo!b2xl\r\n*junk*", "A hole"),
        (b"base64", b"QSBob2xl" + b"A", "A hole"),
        (b"base64;", b"QSBob2xl", "A hole"),
        (b"quoted-printable", b"A =68ole=\r\n here", "A hole here"),
        (b"quoted-printable", b"A hole =ZZ", "A hole =ZZ"),
        (b"x-uuencode", b"begin 644 a\r\n&02!H;VQE\r\n`\r\nend\r\n", "A hole"),
        (b"x-uuencode", b"A hole", "A hole"),
        (b"7-bit", b"A hole", "A hole"),
        (b"", b"A hole", "A hole"),
        (b"nonsense", b"A hole", "A hole"),
    ],
)
def test_transfer_encoding(encoding: bytes, body: bytes, text: str) -> None:
    """Misspelt and damaged encodings lose as little as can be."""
    assert read_mail(_part(b"Content-Transfer-Encoding: " + encoding, body)).text.startswith(text)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Anne\\hole.jpg", "hole.jpg"),
        ("x\x00.php", "x.php"),
        ("\u202egpj.exe", "gpj.exe"),
        ("a<b>|c?.txt", "a_b_c_.txt"),
        ("..", "attachment.jpg"),
        ("", "attachment.jpg"),
        ("   ", "attachment.jpg"),
        ("line\r\nbreak.txt", "line break.txt"),
        ("ñandú.jpg", "ñandú.jpg"),
    ],
)
def test_10_2_file_name_is_only_for_display(written: str, shown: str) -> None:
    """A name from outside is never a path, and never plays tricks on the eye."""
    assert safe_filename(written, "image/jpeg") == shown


def test_10_2_long_file_name_keeps_its_ending() -> None:
    """The ending tells a clerk what it is."""
    name = safe_filename("x" * 5000 + ".jpeg", "image/jpeg")
    assert len(name) == 150
    assert name.endswith(".jpeg")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'attachment; filename="a.txt"', "a.txt"),
        (b"attachment; filename=a b.txt", "a b.txt"),
        (b"attachment; filename*=utf-8''caf%C3%A9.txt", "café.txt"),
        (b'attachment; filename*0="ca"; filename*1="f.txt"', "caf.txt"),
        (b'attachment; filename="=?utf-8?q?caf=C3=A9=2Etxt?="', "café.txt"),
        ('attachment; filename="café.txt"'.encode(), "café.txt"),
        (b'attachment; filename="a\\"b.txt"', "a_b.txt"),
        (b'attachment; filename="unclosed.txt', "unclosed.txt"),
        (b"attachment; filename*=utf-7''+AGEALgB0AHgAdA-", "+AGEALgB0AHgAdA-"),
    ],
)
def test_file_name_parameter(header: bytes, name: str) -> None:
    """RFC 2231, RFC 2047 where it may not stand, raw octets, missing quotes."""
    mail = read_mail(_part(b"Content-Disposition: " + header, b"x"))
    assert [attachment.filename for attachment in mail.attachments] == [name]


def test_similar_boundaries_do_not_end_a_part() -> None:
    """`b` is the beginning of `bb`."""
    inner = b"Content-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n\r\none\r\n--bb\r\n\r\ntwo\r\n--bb--\r\n"
    assert (
        read_mail(_part(b"Content-Type: multipart/mixed; boundary=b", b"--b\r\n" + inner + b"--b--\r\n")).text
        == "one\n\ntwo"
    )


def test_multipart_without_end_or_without_parts_is_read() -> None:
    """Cut off on the way, or never a multipart: the words are still there."""
    assert read_mail(_part(b"Content-Type: multipart/mixed; boundary=b", b"--b\r\n\r\nA hole")).text == "A hole"
    mail = read_mail(_part(b"Content-Type: multipart/mixed; boundary=b", b"A hole"))
    assert (mail.text, mail.flags) == ("A hole", ("boundary_missing",))


def test_html_of_a_forwarding_filter_without_plain_part_is_joined() -> None:
    """A list footer in plain text below an HTML mail hides neither."""
    body = b"--b\r\nContent-Type: text/html\r\n\r\n<p>A hole</p>\r\n--b\r\n\r\nlist footer\r\n--b--\r\n"
    assert read_mail(_part(b"Content-Type: multipart/mixed; boundary=b", body)).text == "A hole\n\nlist footer"


@pytest.mark.parametrize("smime_type", [b"enveloped-data", b"signed-data"])
def test_8_9_opaque_smime_says_what_the_sender_can_do(smime_type: bytes) -> None:
    """Nobody guesses that from an empty ticket."""
    mail = read_mail(_part(b"Content-Type: application/pkcs7-mime; smime-type=" + smime_type, b"x"))
    assert mail.error is not None
    assert "ask the sender" in mail.error
    assert len(mail.attachments) == 1


def test_8_9_encrypted_text_in_place_is_named() -> None:
    """The armour is not read as words."""
    mail = read_mail(_part(b"X: y", b"-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----\r\n"))
    assert "encrypted" in mail.flags
    assert mail.text == ""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<blockquote>quoted<br>twice</blockquote>own", "> quoted\n> twice\n\nown"),
        ('<blockquote style="border:none">indented</blockquote>', "indented"),
        ("<script>x</script><style>y</style><title>z</title>a", "a"),
        ("<script>never closed", "never closed"),
        ('<div style="display:none">hidden, never closed <p>hole', "hidden, never closed\n\nhole"),
        ('<a title="a > b" href="https://x.example">link</a>', "link"),
        ("<a title='odd>text", "text"),
        ("a <!-- b --> c <!-- d", "a c d"),
        ("<!--[if mso]>x<![endif]-->a", "a"),
        ("&#xE000;&#57345;a", "a"),
        ("&nbsp;a&nbsp;&nbsp;b&nbsp;", "a b"),
        ('<img alt="😀" src="x">', "😀"),
        ("&#0;&#x202e;a&#xd800;", "\ufffda\ufffd"),
        ("", ""),
    ],
)
def test_html_to_text(html: str, text: str) -> None:
    """One page of what mail programs and people write."""
    assert html_to_text(html) == text
