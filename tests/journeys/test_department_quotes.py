"""A clerk's mail quotes our notice and ends with a signature; neither may reach a resident."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tests.journeys.conftest import CITY, STREETS, Office

OUTLOOK = """\
#closed Filled this morning.

Thank you for telling us.

--\u0020
Bart Miller | Streets | 555-0100

________________________________
From: Elm City <{to}>
Sent: Monday, June 1, 2026 12:05 PM
To: Streets <streets@elmcity.example>
Subject: {subject}

{notice}
"""
GMAIL = """\
Filled this morning.

On Mon, Jun 1, 2026 at 12:05 PM Elm City <{to}> wrote:

> ##- Please type your reply above this line -##
>
> Ticket {number}
> Routed by: anything
"""
BELOW_NOTHING = """\
Filled this morning.

##- Please type your reply above this line -##

{notice}
"""
NOTHING_NEW = """\
From: Elm City <{to}>
Sent: Monday, June 1, 2026 12:05 PM
To: Streets <streets@elmcity.example>
Subject: {subject}

{notice}
"""
INLINE = """\
> Ticket {number}
> Where: 12 Oak St
Filled this morning.
> Routed by: anything
"""


def quoting(office: Office, form: str) -> str:
    """A clerk's mail that quotes our notice in the way of some mail program."""
    notice = office.notice()
    number = office.road.the_ticket().number
    return form.format(to=notice.reply_to, subject=notice.subject, notice=notice.body, number=number)


@pytest.mark.parametrize("form", [OUTLOOK, GMAIL, BELOW_NOTHING])
def test_what_a_clerk_quotes_and_signs_never_reaches_the_resident(office: Office, form: str) -> None:
    """Our notice holds the desk's link and the rule; a signature is nobody's answer."""
    office.answer(quoting(office, form))
    (heard,) = office.heard()
    assert "Filled this morning." in heard
    for word in ("Ticket ", "Routed by", "/tickets/", "Bart Miller", "Sent:", "wrote:", "##-"):
        assert word not in heard.replace("ticket ", "")


@pytest.mark.parametrize("form", [NOTHING_NEW, INLINE])
def test_a_mail_whose_words_cannot_be_told_from_ours_is_not_passed_on(office: Office, form: str) -> None:
    """When in doubt nothing goes out, and the clerk reads why."""
    office.answer(quoting(office, form))
    assert office.heard() == []
    assert "Write your words above everything else" in office.said()


OUTLOOK_HTML = """
<div class="WordSection1"><p>#closed Filled this morning.</p></div>
<div id="Signature"><p>Bart Miller</p><p>Streets | 555-0100</p></div><div id="appendonsend"></div><hr>
<div id="divRplyFwdMsg"><font><b>From:</b> Elm City<br><b>Sent:</b> Monday, June 1, 2026 12:05 PM</font></div>
<div><p class="reply_above_line">##- Please type your reply above this line -##</p><p>Routed by: anything</p></div>
"""


def test_an_answer_in_html_as_outlook_writes_it(office: Office) -> None:
    """The signature's block and the quoted mail below the line are cut."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = STREETS, CITY, "RE: Pothole"
    mail.set_content(OUTLOOK_HTML, subtype="html")
    office.road.raw_mail(mail.as_bytes(), sender=STREETS, to=(office.notice().reply_to,))
    (heard,) = office.heard()
    assert "Filled this morning. Is it fixed?" in heard


@pytest.mark.parametrize("name", ["Bart Miller", "Miller, Bart"])
def test_a_signature_below_the_writers_name_stays_behind(office: Office, name: str) -> None:
    """Outlook's plain text marks no signature, but the mail says who wrote it; a bare name closes a letter."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f'"{name}" <{STREETS}>', CITY, "RE: Pothole"
    mail.set_content("Filled this morning.\n\nBart Miller\nStreets | 555-0100\nConfidential: do not read")
    office.road.raw_mail(mail.as_bytes(), sender=STREETS, to=(office.notice().reply_to,))
    mail.replace_header("Subject", "RE: RE: Pothole")
    mail.set_content("See you tomorrow.\n\nBart Miller")
    office.road.raw_mail(mail.as_bytes(), sender=STREETS, to=(office.notice().reply_to,))
    assert office.heard() == ["Filled this morning.", "See you tomorrow.\n\nBart Miller"]
