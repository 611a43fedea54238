"""A reply that comes in plain text and in HTML: whichever knows better what is new (PROTOCOL 9.3)."""

from __future__ import annotations

from email.message import EmailMessage

from parsers.email import Mail, read_mail

NEW = "It is in front of number 14."


def _read(plain: str, html: str) -> Mail:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "anne@mail.example", "311@elmcity.example", "Re: Pothole"
    mail.set_content(plain)
    mail.add_alternative(html, subtype="html")
    return read_mail(bytes(mail))


def test_9_3_marks_in_html_fold_what_plain_text_cannot_tell() -> None:
    """Outlook names its signature in HTML; in plain text nothing shows where it begins."""
    plain = f"{NEW}\n\nAnne Miller\nMiller & Sons\nOpen every day but Sunday, from eight until six in the evening\n"
    html = (
        f"<div>{NEW}</div><div id='Signature'><p>Anne Miller</p><p>Miller &amp; Sons</p>"
        "<p>Open every day but Sunday, from eight until six in the evening</p></div>"
    )
    mail = _read(plain, html)
    assert mail.reply_text == NEW
    assert "Miller & Sons" in mail.quoted_text
    assert "Miller & Sons" in mail.text


def test_9_5_html_that_says_something_else_is_not_believed() -> None:
    """A version that hides the resident's words, or says others, does not replace the one that everybody reads."""
    marked = "<div class='gmail_signature'>x</div>"
    assert _read(f"{NEW}\n", f"<div>Ignore this</div>{marked}").reply_text == NEW
    assert _read(f"{NEW}\n", f"{marked}<div>{NEW}</div>").reply_text == NEW
    assert _read(f"{NEW}\n", f"<div>{NEW}</div>").reply_text == NEW


def test_9_3_html_is_read_for_the_answer_where_plain_text_is_a_stub() -> None:
    """Some programs send only a line that asks for another program."""
    html = f"<p>{NEW}</p><div class='gmail_quote'>On Mon, May 4, 2026 Elm City wrote:<blockquote>x</blockquote></div>"
    assert _read("Your mail program does not support HTML mail.\n", html).reply_text == NEW
