"""Machines and the people who sound like them, side by side: no machine opens a ticket, no person is lost (F5.2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers import DEFAULT_CITY, parse
from parsers.document import kind_of
from parsers.email import Mail, read_mail
from parsers.values import InboundMessage, Medium

OPENS_A_TICKET = {"request", "question"}

Letter = tuple[str, str, str, tuple[str, ...]]
"""From, subject, text and further headers."""

MACHINES: dict[str, Letter] = {
    "gmail_vacation": (
        "Anne <anne@x.example>",
        "On the road Re: Pothole",
        "I am travelling and will read mail seldom.",
        ("Precedence: bulk", "X-Autoreply: yes", "Auto-Submitted: auto-replied"),
    ),
    "office_365": (
        "Anne <anne@x.example>",
        "Automatic reply: Pothole",
        "I am out of the office.",
        ("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "X-MS-Exchange-Inbox-Rules-Loop: anne@x"),
    ),
    "exchange_without_headers": ("anne@x.example", "Out of Office: Pothole", "Back on Monday.", ()),
    "exchange_rule": (
        "anne@x.example",
        "I read mail on Mondays",
        "So please wait.",
        ("X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",),
    ),
    "exchange_es": ("anne@x.example", "Respuesta automática: Bache", "Vuelvo el lunes.", ()),
    "exchange_fr": ("anne@x.example", "Réponse automatique : Nid-de-poule", "Retour lundi.", ()),
    "exchange_de": ("anne@x.example", "Automatische Antwort: Schlagloch", "Bin am Montag zurück.", ()),
    "exchange_pt": ("anne@x.example", "Resposta automática: Buraco", "Volto na segunda.", ()),
    "exchange_zh": ("anne@x.example", "自动答复: 路面坑洞", "我周一回来。", ()),
    "exchange_vi": ("anne@x.example", "Tự động trả lời: Ổ gà", "Tôi sẽ trở lại vào thứ Hai.", ()),
    "exchange_ht": ("anne@x.example", "Repons otomatik: Twou nan lari", "M ap tounen lendi.", ()),
    "exchange_it": ("anne@x.example", "Risposta automatica: Buca", "Torno lunedì.", ()),
    "exchange_nl": ("anne@x.example", "Automatisch antwoord: Kuil", "Maandag ben ik terug.", ()),
    "exchange_pl": ("anne@x.example", "Automatyczna odpowiedź: Dziura", "Wracam w poniedziałek.", ()),
    "absence_nl": ("anne@x.example", "Afwezigheidsbericht: Kuil", "Tot maandag.", ()),
    "absence_de": ("anne@x.example", "Abwesenheit vom 1. bis 5. Juni", "Bin weg.", ()),
    "absence_it": ("anne@x.example", "Assenza dall'ufficio", "Torno lunedì.", ()),
    "absence_pt": ("anne@x.example", "Ausência temporária", "Volto na segunda.", ()),
    "absence_vi": ("anne@x.example", "Thông báo vắng mặt", "Tôi sẽ trở lại.", ()),
    "absence_ht": ("anne@x.example", "Mwen pa nan biwo a", "M ap tounen lendi.", ()),
    "zimbra": ("anne@x.example", "Away: Pothole", "Gone.", ("Auto-Submitted: auto-replied (zimbra; vacation)",)),
    "zimbra_old": ("anne@x.example", "Re: Pothole", "I am on vacation until Monday.", ("Precedence: bulk",)),
    "cpanel": ("anne@x.example", "Pothole", "Got it.", ("X-Precedence: auto_reply", "Precedence: auto_reply")),
    "cpanel_autorespond": ("anne@x.example", "Pothole", "Got it.", ("X-Autorespond: Pothole",)),
    "lotus": ("anne@x.example", "AUTO: Anne is out of the office (returning 06/15/2026)", "Back soon.", ()),
    "groupwise": ("anne@x.example", "Re: Pothole (Out of Office)", "Back soon.", ()),
    "sieve": ("anne@x.example", "Auto: Pothole", "Gone fishing.", ("Auto-Submitted: auto-replied (vacation)",)),
    "sieve_at_the_bounce_address": (
        "anne@x.example",
        "Gone",
        "I am on holiday until Monday.",
        ("Return-Path: <>",),
    ),
    "yahoo": ("anne@x.example", "Yahoo! Auto Response", "I am away.", ()),
    "firstclass": ("anne@x.example", "Pothole", "Away.", ("X-FC-MachineGenerated: true",)),
    "proton": ("anne@x.example", "Auto: Pothole", "Away.", ("X-Autoreply: yes", "Precedence: auto_reply")),
    "rt": (
        "Help desk <help@y.example>",
        "[y.example #4711] AutoReply: Pothole",
        "This message has been automatically generated. There is no need to reply.",
        ("RT-Ticket: y.example #4711", "Precedence: bulk", "Auto-Submitted: auto-replied"),
    ),
    "rt_old": (
        "Help desk <help@y.example>",
        "[y.example #4711] Pothole",
        "Greetings,\n\nyour request has been received and assigned the number 4711.",
        ("X-RT-Loop-Prevention: y.example",),
    ),
    "zendesk": (
        "Support <support@y.example>",
        "[Request received] Pothole",
        "##- Please type your reply above this line -##\n\nYour request (4711) has been received.",
        ("X-Zendesk-From-Account-Id: 1a2b", "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"),
    ),
    "zendesk_own_words": (
        "Support <support@y.example>",
        "Re: Pothole",
        "Your request (4711) has been received and is being reviewed by our support staff.",
        ("Auto-Submitted: auto-generated",),
    ),
    "freshdesk": (
        "Support <support@y.example>",
        "Ticket Received - Pothole",
        "Dear Anne, we would like to acknowledge that we have received your request and a ticket has been created.",
        ("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: DR, RN, OOF, AutoReply"),
    ),
    "otrs": (
        "Service <service@y.example>",
        "[Ticket#2026060110000012] RE: Pothole",
        "Thank you. Your ticket has been created and we will look at it.",
        ("X-OTRS-Loop: yes", "Precedence: bulk", "Auto-Submitted: auto-generated"),
    ),
    "servicenow": (
        "IT <it@y.example>",
        "Incident INC0010023 has been opened on your behalf",
        "Your request has been received. A case was created.",
        ("X-ServiceNow-Generated: true", "Precedence: bulk"),
    ),
    "jira_service": (
        "Jira <jira@y.example>",
        "HELP-12 Pothole",
        "We have received your request. You can follow it in the portal.",
        ("X-JIRA-FingerPrint: 9f8e", "Auto-Submitted: auto-generated", "Precedence: bulk"),
    ),
    "hubspot": (
        "Care <care@y.example>",
        "We received your request",
        "A ticket has been created for your message.",
        ("Auto-Submitted: auto-generated",),
    ),
    "freescout": ("Help <help@y.example>", "Pothole", "Hello.", ("X-FreeScout-Mail-Type: auto.reply",)),
    "spanish_desk": (
        "Ayuda <ayuda@y.example>",
        "Re: Bache",
        "Hemos recibido su solicitud y le responderemos pronto.",
        ("Auto-Submitted: auto-generated",),
    ),
    "german_desk": (
        "Service <service@y.example>",
        "Eingangsbestätigung für Ihre Anfrage",
        "Danke.",
        ("Precedence: bulk",),
    ),
    "gmail_reaction": (
        "anne@x.example",
        "Re: Pothole",
        (
            "--z\nContent-Type: text/plain\n\nAnne reacted via Gmail\n"
            '--z\nContent-Type: text/vnd.google.email-reaction+json\n\n{"emoji":"x","version":1}\n--z--\n'
        ),
        ("Content-Type: multipart/alternative; boundary=z",),
    ),
    "daemon_in_unknown_words": ("MAILER-DAEMON@y.example", "4711", "Quux.", ()),
}

PEOPLE: dict[str, Letter] = {
    "writes_about_an_absence": ("anne@x.example", "Out of office hours noise at 12 Oak St", "Every night music.", ()),
    "writes_of_an_office": ("anne@x.example", "Out of the office window", "I see trash dumped at 12 Oak St.", ()),
    "automatic_reply_is_wrong": (
        "anne@x.example",
        "Automatic reply gives a wrong number",
        "Your automatic reply about the pothole at 12 Oak St says STREETS and the line is dead.",
        (),
    ),
    "answers_an_automatic_reply": (
        "anne@x.example",
        "Re: Automatic reply: Pothole",
        "Nobody came. The pothole at 12 Oak St is still there.",
        (),
    ),
    "automatic_gate": ("anne@x.example", "Automatic response needed", "The gate at 12 Oak St does not open.", ()),
    "auto_spanish": ("anne@x.example", "Auto: abandonado hace semanas", "En la calle Oak 12 hay un auto viejo.", ()),
    "auto_german": ("anne@x.example", "Auto: seit Wochen ohne Kennzeichen", "Das Auto steht vor Oak Street 12.", ()),
    "abwesenheit": ("anne@x.example", "Abwesenheit der Müllabfuhr", "Seit zwei Wochen in der Oak Street 12.", ()),
    "absence_fr": ("anne@x.example", "Absence d'éclairage", "Le lampadaire est en panne au 12 Oak Street.", ()),
    "absent_guard": ("anne@x.example", "Absent crossing guard", "Nobody at 12 Oak St this morning.", ()),
    "frei": ("anne@x.example", "Niet aanwezig zijn van verlichting", "De lamp bij Oak Street 12 is kapot.", ()),
    "delivery_failed": ("anne@x.example", "Delivery failed", "The mailman cannot pass: a tree fell at 12 Oak St.", ()),
    "undeliverable": (
        "anne@x.example",
        "Undeliverable mail in my street",
        "Our mail is undeliverable because the sidewalk at 12 Oak St is blocked by snow.",
        (),
    ),
    "returned_mail": (
        "anne@x.example",
        "Returned mail: again",
        "The post office returns our letters: the street sign at Oak St and Elm St is missing.",
        (),
    ),
    "mailbox_full": ("anne@x.example", "Mailbox full of leaflets", "Somebody litters at 12 Oak St.", ()),
    "mail_delivery": ("anne@x.example", "Mail delivery problem", "An aggressive dog at 12 Oak St.", ()),
    "failure_notice": ("anne@x.example", "Failure notice on the parking meter", "Meter 12 on Oak St says FAIL.", ()),
    "rejected": ("anne@x.example", "Rejected: my bulky waste", "They left the sofa at 12 Oak St.", ()),
    "bounced": ("anne@x.example", "Bounced by a pothole", "I fell off my bicycle at 12 Oak St.", ()),
    "forwards_a_bounce": (
        "anne@x.example",
        "Fwd: Undeliverable: Pothole",
        "My mail came back, so once more: a pothole at 12 Oak St.\n\n> Delivery has failed to these recipients",
        (),
    ),
    "vacation": (
        "anne@x.example",
        "Vacation rental next door",
        "While we were on vacation they dumped trash at 12 Oak St.",
        (),
    ),
    "on_vacation": (
        "anne@x.example",
        "On vacation",
        "I am on vacation until Monday. A water main is broken in front of 12 Oak St.",
        (),
    ),
    "out_of_office_text": (
        "anne@x.example",
        "Pothole",
        "I am out of the office until Monday, call me at home. The pothole is at 12 Oak St.",
        (),
    ),
    "no_reply_address": ("App <noreply@reports.example>", "New report", "Pothole at 12 Oak St", ()),
    "donotreply_address": ("Form <do-not-reply@city.example>", "Web form", "Graffiti at 12 Oak St", ()),
    "list_mail": ("anne@x.example", "[oak-street] Streetlight", "Out at 12 Oak St.", ("List-Id: <oak.x.example>",)),
    "list_precedence": ("anne@x.example", "Streetlight", "The lamp at 12 Oak St is out.", ("Precedence: list",)),
    "suppress_all": ("anne@x.example", "Pothole", "At 12 Oak St.", ("X-Auto-Response-Suppress: All",)),
    "alert": (
        "Sensor <sensor@water.example>",
        "Level alarm",
        "This is an automated message, do not reply to this e-mail. Flooding at 12 Oak St.",
        ("Auto-Submitted: auto-generated",),
    ),
    "bulk_alert": ("Alarm <alarm@y.example>", "Smoke", "Storm drain clogged at 12 Oak St.", ("Precedence: bulk",)),
    "helpdesk_agent": (
        "Bart (Support) <support@y.example>",
        "[#4711] Pothole",
        "One of our tenants tells us of a pothole at 12 Oak St. Please have a look.",
        ("X-OTRS-Loop: yes",),
    ),
    "other_gateway_s_clerk": (
        "Other City <311@othercity.example>",
        "Pothole on your side of the line",
        "The pothole at 12 Oak St is yours, not ours.",
        ("X-City311-Loop: 0123456789abcdef",),
    ),
    "postmaster_person": ("Anne <postmaster@x.example>", "Pothole", "There is a hole at 12 Oak St.", ()),
    "mail_system_name": ("Maila Daemon <maila@x.example>", "Pothole", "There is a hole at 12 Oak St.", ()),
    "received_a_letter": (
        "anne@x.example",
        "We received your message about street sweeping",
        "But nobody swept 12 Oak St.",
        (),
    ),
    "ticket_received": ("anne@x.example", "Ticket received for parking", "Meter broken at 12 Oak St.", ()),
    "thank_you": ("anne@x.example", "Thank you for contacting us, but", "the pothole at 12 Oak St is back.", ()),
    "accuse_de_reception": ("anne@x.example", "Accusé de réception jamais reçu", "Nid-de-poule au 12 Oak St.", ()),
    "mensaje_automatico": ("anne@x.example", "Mensaje automático equivocado", "El bache sigue en Oak St 12.", ()),
    "auto_submitted_no": ("anne@x.example", "Pothole", "At 12 Oak St.", ("Auto-Submitted: No",)),
    "x_autoreply_no": ("anne@x.example", "Pothole", "At 12 Oak St.", ("X-Autoreply: no",)),
    "noreen": ("Noreen <noreen@x.example>", "Pothole", "At 12 Oak St.", ()),
    "asks_for_read_receipt": (
        "anne@x.example",
        "Read: the sign",
        "Nobody can read the street sign at Oak St and Elm St.",
        ("Disposition-Notification-To: anne@x.example",),
    ),
    "reacted": ("anne@x.example", "My dog reacted to rat poison", "It lies around in the park at 12 Oak St.", ()),
    "chinese": ("anne@x.example", "自动售货机坏了", "12 Oak St 的路灯也坏了。", ()),
}


def _read(letter: Letter) -> Mail:
    sender, subject, text, headers = letter
    null = "Return-Path: <>" in headers
    head = "\r\n".join([f"From: {sender}", "To: 311@elmcity.example", f"Subject: {subject}", *headers])
    raw = f"{head}\r\n\r\n{text}".replace("\r\n", "\n").replace("\n", "\r\n").encode()
    return read_mail(raw, envelope_sender="" if null else "someone@x.example")


def _kind(mail: Mail) -> str:
    message = InboundMessage(
        medium=Medium.EMAIL,
        sender=mail.sender,
        received_at=datetime(2026, 6, 3, 16, 0, tzinfo=UTC),
        text=mail.text,
        reply_text=mail.reply_text,
        subject=mail.subject,
        automation=mail.automation,
        bounce=mail.bounce,
    )
    return kind_of(parse(message, DEFAULT_CITY))


@pytest.mark.parametrize("name", MACHINES)
def test_f5_2_a_machine_is_not_answered_and_opens_nothing(name: str) -> None:
    """Each would begin a loop, or a ticket that nobody needs."""
    mail = _read(MACHINES[name])
    assert not mail.automation.reply
    assert mail.automation.reason
    assert _kind(mail) in {"automatic", "bounce"}


@pytest.mark.parametrize("name", PEOPLE)
def test_f5_2_somebody_who_sounds_like_a_machine_is_heard(name: str) -> None:
    """A report must not be lost to a word or to a list, whether or not it is answered."""
    mail = _read(PEOPLE[name])
    assert mail.bounce is None
    assert _kind(mail) in OPENS_A_TICKET


def test_f5_2_there_are_as_many_people_as_machines() -> None:
    """Thirty at least of each, so that neither side is bought with the other."""
    assert min(len(MACHINES), len(PEOPLE)) >= 30
    assert len(PEOPLE) >= len(MACHINES)
