"""Words of danger that the sender did not write: our own quoted back, and those of companies (PROTOCOL 9.7)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers import DEFAULT_CITY, parse
from parsers.email import read_mail, split_reply
from parsers.email.reply_marker import reply_marker
from parsers.values import InboundMessage, Medium, Urgency

RECEIVED = datetime(2026, 6, 3, 16, 0, tzinfo=UTC)
NEW = "Thank you, it is in front of number 14."
OURS = f"""{reply_marker("en")}

We have your report. Is it a gas leak? Do you smell gas? If somebody is in danger, call 911 now.
A wire is down or a house is on fire: leave at once and call 911."""
QUOTED = "\n".join(f"> {line}".rstrip() for line in OURS.split("\n"))
HEAD = "From: Elm City <311@elmcity.example>\nSent: Monday, May 4, 2026 9:12 AM\nTo: Anne\nSubject: Re: Gas leak?"
QUOTES = {
    "gmail": f"On Mon, May 4, 2026 at 9:12 AM Elm City <311@elmcity.example> wrote:\n\n{QUOTED}",
    "gmail_es": f"El lun, 4 may 2026 a las 9:12, Elm City (<311@elmcity.example>)\nescribió:\n\n{QUOTED}",
    "apple": f"Sent from my iPhone\n\n> On May 4, 2026, at 9:12 AM, Elm City <311@elmcity.example> wrote:\n>\n{QUOTED}",
    "outlook": f"{HEAD}\n\n{OURS}",
    "outlook_phone": f"Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n{HEAD}\n\n{OURS}",
    "yahoo": f"    On Monday, May 4, 2026 at 09:12:00 AM EDT, Elm City <311@elmcity.example> wrote:  \n \n {OURS}",
    "samsung": f"Sent from my Galaxy\n\n-------- Original message --------\n{HEAD}\n\n{OURS}",
    "groupwise": f">>> Elm City <311@elmcity.example> 5/4/2026 9:12 AM >>>\n{OURS}",
    "unknown_program": f"Elm City, 4.5.2026:\n\n{OURS}",
    "without_our_line": "On 5/4/26 9:12, Elm City wrote:\n" + QUOTED.split("\n", 2)[2],
}


ENGLISH = """CONFIDENTIALITY NOTICE: This email and any attachments are intended only for the addressee. If you
received it in error, delete it. This mailbox is not read at night: in an emergency, a fire or a gas leak call 911."""
SPANISH = """Este mensaje es confidencial y va dirigido exclusivamente a su destinatario. Si lo ha recibido
por error, avise al remitente y elimínelo. En caso de emergencia o fuga de gas llame al 911."""
NOTICES = (ENGLISH, SPANISH)


def _urgency(text: str, *, follow_up: bool, notices: str = "") -> Urgency:
    reply = split_reply(text)
    message = InboundMessage(
        medium=Medium.EMAIL,
        sender="anne@mail.example",
        received_at=RECEIVED,
        text=text,
        reply_text=reply.new_text,
        quoted_text=reply.quoted_text,
        notices=notices,
        follow_up=follow_up,
    )
    return parse(message, DEFAULT_CITY).understanding.urgency


@pytest.mark.parametrize("program", QUOTES)
def test_f9_3_our_own_words_of_danger_quoted_back_are_no_emergency(program: str) -> None:
    """Our acknowledgement speaks of gas and fire; a thank-you above it must not send the fire brigade."""
    assert _urgency(f"{NEW}\n\n{QUOTES[program]}", follow_up=True) is Urgency.ROUTINE
    assert split_reply(f"{NEW}\n\n{QUOTES[program]}").new_text == NEW


@pytest.mark.parametrize("program", QUOTES)
def test_f9_3_danger_above_our_words_is_an_emergency(program: str) -> None:
    """Whatever is quoted, what the resident writes is read."""
    assert _urgency(f"I smell gas in the house now!\n\n{QUOTES[program]}", follow_up=True) is Urgency.EMERGENCY


@pytest.mark.parametrize("notice", NOTICES)
def test_9_7_notice_of_a_company_in_a_first_mail_sets_off_nothing(notice: str) -> None:
    """A first mail is kept whole but for what no person wrote, which is folded away and not read."""
    raw = f"From: anne@mail.example\r\nSubject: Pothole\r\n\r\nThere is a hole at 14 Oak St.\r\n\r\n{notice}\r\n"
    mail = read_mail(raw.encode())
    assert mail.text == "There is a hole at 14 Oak St."
    assert mail.notices.split() == notice.split()
    assert _urgency(mail.text, follow_up=False, notices=mail.notices) is Urgency.ROUTINE


def test_9_6_first_mail_is_not_cut() -> None:
    """Signature and quoted mail may hold the facts: who lives where, and what was written before."""
    quoted = "On 4 May 2026 Bart <bart@x.example> wrote:\r\n> In front of 16"
    body = f"The lamp is dark.\r\n\r\n-- \r\nAnne, 14 Oak Street\r\n\r\n{quoted}"
    mail = read_mail(f"From: anne@mail.example\r\nSubject: Lamp\r\n\r\n{body}\r\n".encode())
    assert "14 Oak Street" in mail.text
    assert "In front of 16" in mail.text
    assert mail.reply_text == "The lamp is dark."
    assert mail.notices == ""


def test_9_5_mail_that_is_only_a_notice_is_shown_whole() -> None:
    """Somebody sent it for a reason."""
    notice = "This email is confidential and intended only for the addressee; if you received it in error, delete it."
    mail = read_mail(f"From: anne@mail.example\r\nSubject: x\r\n\r\n{notice}\r\n".encode())
    assert (mail.text, mail.reply_text, mail.notices) == (notice, notice, "")
