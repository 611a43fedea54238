"""Mail systems tell in words that a mail did not arrive; people who write about mail are none (PROTOCOL 6)."""

from __future__ import annotations

import pytest

from parsers.email import Mail, read_mail
from parsers.returned import Bounce, Failure
from parsers.values import Origin

DAEMON = "Mail Delivery Subsystem <mailer-daemon@mx.example>"


def _mail(sender: str, subject: str, text: str, *headers: str) -> Mail:
    head = "\r\n".join([f"From: {sender}", "To: b+1.abc@elmcity.example", f"Subject: {subject}", *headers])
    return read_mail((head + "\r\n\r\n" + text.replace("\n", "\r\n")).encode())


FORMATS = {
    "gmail": (
        "Delivery Status Notification (Failure)",
        (
            "Delivery to the following recipient failed permanently:\n\n     bart@y.example\n\n"
            "Technical details of permanent"
            " failure:\nThe error that the other server returned was:\n550 5.1.1 <bart@y.example>: User unknown\n\n"
            "----- Original message -----\n\nFrom: Elm City <311@elmcity.example>\nTo: bart@y.example\n"
        ),
    ),
    "gmx": (
        "Mail delivery failed: returning message to sender",
        (
            "This message was created automatically by mail delivery software.\n\nThe following address\nfailed:\n\n"
            "bart@y.example:\nSMTP error from remote server for RCPT TO command: 550 5.1.1 User unknown\n\n"
            "--- The header of the original message is following. ---\n\nReceived: from x\nFrom: 311@elmcity.example\n"
        ),
    ),
    "exchange_2003": (
        "Undeliverable: Your report",
        (
            "Your message did not reach some or all of the intended recipients.\n\n  Subject: Your report\n"
            "\nThe following"
            " recipient(s) could not be reached:\n\n  bart@y.example on 5/4/2026 3:36 PM\n"
            "     The e-mail account does not exist.\n"
        ),
    ),
    "exchange_2007": (
        "Undeliverable: Your report",
        (
            "Delivery has failed to these recipients:\n\nbart@y.example<mailto:bart@y.example>\n"
            "The address was not found.\n\n"
            "Diagnostic information for administrators:\n\nbart@y.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound ##\n"
        ),
    ),
    "office_365": (
        "Undeliverable: Your report",
        "Your message to bart@y.example couldn't be delivered.\nbart wasn't found at y.example.\n",
    ),
    "opensmtpd": (
        "Delivery status notification: error",
        (
            "    Hi!\n\n    An error has occurred while attempting to deliver a message for\n    the following list of"
            " recipients:\n\nbart@y.example: 550 5.1.1 User unknown\n\n    Below is a copy of the original message:\n"
        ),
    ),
    "courier": (
        "NOTICE: mail delivery status.",
        (
            "The original message was received on Mon, 4 May 2026\n\n            UNDELIVERABLE MAIL\n\n"
            "Your message to the"
            " following recipients cannot be delivered:\n\n<bart@y.example>:\n<<< 550 User unknown\n"
        ),
    ),
    "notes": (
        "DELIVERY FAILURE: User bart not listed in Domino Directory",
        (
            "Your message\n\n  Subject: Your report\n\nwas not delivered to:\n\n  bart@y.example\n\n"
            "because:\n\n  User unknown\n"
        ),
    ),
    "imail": (
        "Undeliverable Mail",
        "Unknown user: bart@y.example\n\nOriginal message follows.\n\nFrom: 311@elmcity.example\n",
    ),
    "sendmail": (
        "Returned mail: User unknown",
        (
            "   ----- The following addresses had permanent fatal errors -----\n<bart@y.example>\n\n"
            "   ----- Transcript of session follows -----\n>>> RCPT To:<bart@y.example>\n<<< 550 5.1.1 User unknown\n"
        ),
    ),
    "no_known_subject": (
        "Processing Error",
        "Intended recipient: bart@y.example\n\nThe mail has been returned because of an error.",
    ),
    "spanish": ("No se puede entregar", "No se pudo entregar el mensaje a estos destinatarios:\n\nbart@y.example\n"),
    "german": ("Unzustellbar: Ihr Bericht", "Die Nachricht konnte nicht zugestellt werden an:\n\nbart@y.example\n"),
    "french": ("Non remis", "Votre message n'a pas pu être remis aux destinataires suivants :\n\nbart@y.example\n"),
    "portuguese": ("Mensagem não entregue", "A mensagem não pôde ser entregue ao destinatário:\n\nbart@y.example\n"),
    "chinese": ("系统退信", "抱歉，您的邮件无法送达以下收件人：\n\nbart@y.example\n"),
    "russian": ("Недоставленное сообщение", "Ваше сообщение не доставлено адресату:\n\nbart@y.example\n"),
    "japanese": ("Undelivered Mail", "次の宛先へのメールは配信できませんでした。\n\n<bart@y.example>: user unknown\n"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_f6_1_bounce_in_words_names_the_right_address(name: str) -> None:
    """Only part of the world's mail systems follow RFC 3464."""
    mail = _mail(DAEMON, *FORMATS[name])
    assert mail.bounce is not None
    assert mail.bounce.addresses == ("bart@y.example",)
    assert not mail.bounce.temporary
    assert (mail.automation.origin, mail.automation.reply) == (Origin.BOUNCE, False)


def test_6_1_several_addresses_in_words() -> None:
    """One mail to two people comes back once."""
    text = (
        "Your message could not be delivered to:\n\n bart@y.example (mailbox full, 5.2.2)\n cris@z.example (unknown)\n"
    )
    bounce = _mail(DAEMON, "failure notice", text).bounce
    assert bounce is not None
    assert (bounce.addresses, bounce.status) == (("bart@y.example", "cris@z.example"), "5.2.2")
    assert not bounce.temporary


def test_6_3_delay_in_words_is_temporary() -> None:
    """The mail system still tries; nothing must be concluded."""
    text = (
        "THIS IS A WARNING MESSAGE ONLY.\n\nDelivery to the following recipient has been delayed:\n\n  bart@y.example\n"
    )
    bounce = _mail(DAEMON, "Delivery Status Notification (Delay)", text + "\nMessage will be retried.\n").bounce
    assert bounce is not None
    assert bounce.temporary


def test_6_1_null_sender_makes_a_mail_system_of_anybody() -> None:
    """Some filters write from a person's address, but nobody else may use the null sender."""
    mail = _mail(
        "bart@y.example",
        "Rejected: your mail",
        "Your message to cris@y.example was rejected: user unknown.",
        "Return-Path: <>",
    )
    assert mail.bounce is not None
    assert mail.bounce.addresses == ("cris@y.example",)


def test_6_1_report_without_a_readable_address_is_still_a_bounce() -> None:
    """Privacy filters cut addresses up; the token in the recipient tells us which mail it was."""
    report = (
        "--z\n\nfailed\n--z\nContent-Type: message/delivery-status\n\n"
        "Final-Recipient: rfc822;bart...@y.example\nAction: failed\n--z--\n"
    )
    mail = _mail(DAEMON, "x", report, "Content-Type: multipart/report; report-type=delivery-status; boundary=z")
    assert mail.bounce == Bounce(failures=(Failure(),))
    assert mail.bounce.addresses == ()


def test_6_1_report_in_base64_is_read() -> None:
    """Nothing forbids a mail system to encode it."""
    status = "RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGJhcnRAeS5leGFtcGxlDQpBY3Rpb246IGZhaWxlZA0KU3RhdHVzOiA1LjEuMQ0K"
    report = f"--z\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n{status}\n--z--\n"
    mail = _mail(DAEMON, "x", report, "Content-Type: multipart/report; report-type=delivery-status; boundary=z")
    assert mail.bounce == Bounce(failures=(Failure(address="bart@y.example", status="5.1.1"),))


def test_f6_3_bounce_of_a_bounce_is_read_once() -> None:
    """The inner report is about another mail; the outer one counts."""
    inner = (
        "Content-Type: message/rfc822\n\nFrom: x@x.example\nSubject: Undelivered\n\n<cris@z.example>: user unknown\n"
    )
    status = (
        "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; bart@y.example\n"
        "Action: failed\nStatus: 5.1.1\n"
    )
    text = f"--z\n\nnot delivered\n--z\n{status}\n--z\n{inner}\n--z--\n"
    mail = _mail(DAEMON, "Undelivered", text, "Content-Type: multipart/report; report-type=delivery-status; boundary=z")
    assert mail.bounce is not None
    assert mail.bounce.addresses == ("bart@y.example",)


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (
            "Anne <anne@x.example>",
            "Mail not delivered",
            "The carrier did not deliver. My mailbox is full. cris@z.example saw it.",
        ),
        ("Anne <anne@x.example>", "Returned mail on the street", "Somebody threw letters away, unable to find whose."),
        ("Anne <anne@x.example>", "Message status", "What is the status of my message?"),
        ("Anne <anne@x.example>", "Permit rejected", "My permit was rejected, the address is no longer valid."),
        ("Anne <postmaster@x.example>", "Pothole", "There is a hole. The mailbox is not found any more, it fell in."),
        (
            "Anne <anne@x.example>",
            "Re: Undeliverable: Your report",
            "My address changed to anne@z.example, mail bounced.",
        ),
        ("Delivery Bart <bart@y.example>", "Failed delivery truck", "A delivery truck failed and blocks Oak St."),
    ],
)
def test_6_1_people_who_write_about_mail_are_not_bounces(sender: str, subject: str, text: str) -> None:
    """A resident taken for a mail system would be lost without an answer."""
    mail = _mail(sender, subject, text)
    assert mail.bounce is None
    assert mail.automation.origin in {Origin.HUMAN, Origin.AUTO_GENERATED}


def test_library_that_raises_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives no promise about mail that no mail system wrote."""
    monkeypatch.setattr("flufl.bounce.all_failures", lambda _message: 1 / 0)
    assert _mail(DAEMON, *FORMATS["gmail"]).bounce is not None
