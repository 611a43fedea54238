"""The verdict table: one test a row, and the ways of writing that other gateways got wrong (PROTOCOL 5.1-5.9)."""

from __future__ import annotations

import pytest

from parsers.email import read_mail
from parsers.email.absences import is_absence_subject
from parsers.email.answering_words import reads_like_answer
from parsers.values import Automation, Origin


def _verdict(
    *lines: str, text: str = "A hole at 12 Oak St", envelope_sender: str | None = "anne@x.example"
) -> Automation:
    head = "\r\n".join(["From: Anne <anne@x.example>", "Subject: Pothole", *lines])
    return read_mail(f"{head}\r\n\r\n{text}".encode(), envelope_sender=envelope_sender).automation


def test_a_person_gets_an_answer() -> None:
    """The rule that all the others are exceptions to."""
    assert _verdict() == Automation(origin=Origin.HUMAN, reply=True, reason="")


@pytest.mark.parametrize("envelope_sender", ["", "<>", " <> "])
def test_5_1_null_envelope_sender_is_never_answered(envelope_sender: str) -> None:
    """RFC 5321 4.5.5: such mail must not cause mail."""
    verdict = _verdict(envelope_sender=envelope_sender)
    assert (verdict.origin, verdict.reply) == (Origin.AUTO_GENERATED, False)


def test_5_1_return_path_tells_where_the_envelope_is_unknown() -> None:
    """A mail fetched from a mailbox has only the trace of its envelope; a known envelope is believed before it."""
    assert not _verdict("Return-Path: <>", envelope_sender=None).reply
    assert _verdict("Return-Path: <>", envelope_sender="anne@x.example").reply
    assert _verdict(envelope_sender=None).reply


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("no", Origin.HUMAN),
        ("No", Origin.HUMAN),
        ("no; by=me", Origin.HUMAN),
        ("auto-replied", Origin.AUTO_REPLY),
        ("AUTO-REPLIED; x=y", Origin.AUTO_REPLY),
        ("auto-replied (vacation)", Origin.AUTO_REPLY),
        ("auto-generated", Origin.AUTO_GENERATED),
        ("auto-notified; owner-email=x", Origin.AUTO_GENERATED),
        ("yes", Origin.AUTO_GENERATED),
    ],
)
@pytest.mark.parametrize("name", ["Auto-Submitted", "auto-submitted", "AUTO-SUBMITTED"])
def test_f5_5_auto_submitted(name: str, value: str, origin: Origin) -> None:
    """RFC 3834 section 5: everything but `no` is a machine; names, values and parameters in any form."""
    verdict = _verdict(f"{name}: {value}")
    assert verdict.origin is origin
    assert verdict.reply is (origin is Origin.HUMAN)


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("bulk", Origin.AUTO_GENERATED),
        ("Junk", Origin.AUTO_GENERATED),
        ("LIST", Origin.LIST),
        ("auto_reply", Origin.AUTO_REPLY),
    ],
)
def test_5_3_precedence(value: str, origin: Origin) -> None:
    """Mailman's own check misses these for want of folding case."""
    verdict = _verdict(f"Precedence: {value}")
    assert (verdict.origin, verdict.reply) == (origin, False)


@pytest.mark.parametrize("value", ["All", "AutoReply", "oof", "DR, RN, OOF", "all "])
def test_f5_4_suppress_header_stops_the_answer_but_not_the_ticket(value: str) -> None:
    """It asks us to be silent; it does not say that a machine wrote."""
    verdict = _verdict(f"X-Auto-Response-Suppress: {value}")
    assert (verdict.origin, verdict.reply) == (Origin.HUMAN, False)
    assert "X-Auto-Response-Suppress" in verdict.reason


def test_5_4_asking_for_no_receipts_only_is_no_reason_to_be_silent() -> None:
    """`DR` and `RN` are delivery and read receipts."""
    assert _verdict("X-Auto-Response-Suppress: DR, RN").reply


@pytest.mark.parametrize("name", ["List-Id", "List-Unsubscribe", "X-Mailing-List", "Mailing-List", "LIST-POST"])
def test_5_5_mailing_lists_are_not_answered(name: str) -> None:
    """An answer would go to everybody."""
    assert _verdict(f"{name}: <neighbours.y.example>") == Automation(
        origin=Origin.LIST, reply=False, reason=f"a mailing list ({name.lower()})"
    )


@pytest.mark.parametrize(
    ("sender", "origin"),
    [
        ("mailer-daemon@mx.example", Origin.BOUNCE),
        ("Postmaster@mx.example", Origin.AUTO_GENERATED),
        ("no-reply@x.example", Origin.HUMAN),
        ("noreply+123@x.example", Origin.HUMAN),
        ("do-not-reply@x.example", Origin.HUMAN),
        ("donotreply@x.example", Origin.HUMAN),
    ],
)
def test_5_7_some_local_parts_are_never_answered(sender: str, origin: Origin) -> None:
    """Nobody reads there; a web form that writes from one may still carry a report."""
    verdict = read_mail(f"From: {sender}\r\nSubject: Pothole\r\n\r\nA hole".encode()).automation
    assert (verdict.origin, verdict.reply) == (origin, False)


@pytest.mark.parametrize("sender", ["noreen@x.example", "nora.replyson@x.example", "postmasters-club@x.example"])
def test_5_7_names_that_only_look_like_it_are_people(sender: str) -> None:
    """Noreen wants an answer."""
    verdict = read_mail(f"From: {sender}\r\nSubject: Pothole\r\n\r\nA hole".encode()).automation
    assert verdict.reply or sender.startswith("postmasters")


@pytest.mark.parametrize("header", ["X-Autoreply: yes", "X-Autorespond: x", "X-FC-MachineGenerated: true"])
def test_5_9_headers_of_answering_machines(header: str) -> None:
    """Each is written by one maker of them."""
    assert _verdict(header).origin is Origin.AUTO_REPLY


def test_5_9_header_that_says_no_is_believed() -> None:
    """Some programs write the header into every mail."""
    assert _verdict("X-Autoreply: no").reply


@pytest.mark.parametrize(
    "subject",
    [
        "Out of Office",
        "Out of the office until Monday",
        "Automatic reply: Pothole",
        "[y.example] Automatic reply: Pothole",
        "Respuesta automática: Bache",
        "Réponse automatique : Nid-de-poule",
        "Abwesenheitsnotiz: Schlagloch",
        "自动回复：坑",
        "Trả lời tự động: Ổ gà",
        "Repons otomatik: twou",
        "[Request received] Pothole",
        "Your request (4711) has been received",
    ],
)
def test_5_9_subjects_of_machines(subject: str) -> None:
    """In the languages of the city's people."""
    assert is_absence_subject(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Automatic reply: Pothole",
        "Automatic gate is broken",
        "Office building out of order",
        "Out of office hours noise",
        "Ticket received for parking on Oak St",
        "Vacation home next door has trash outside",
        "Auto abandonado",
        "Absent crossing guard on Oak St",
        "Fuera de servicio: semáforo",
        "Thank you for fixing the pothole",
        "Leave pickup missed",
        "",
    ],
)
def test_5_9_subjects_of_people(subject: str) -> None:
    """A ticket must not be lost to a word."""
    assert not is_absence_subject(subject)


def test_words_alone_stop_the_answer_but_never_the_ticket() -> None:
    """An answering machine without headers, and a resident who tells where they are, look alike."""
    verdict = _verdict(text="I am out of the office until Monday. The hole is at 12 Oak St.")
    assert (verdict.origin, verdict.reply) == (Origin.HUMAN, False)
    assert not reads_like_answer("I am out of patience. The light has been out since Monday.")


def test_quoted_words_of_a_machine_do_not_silence_a_person() -> None:
    """The verdict looks at what is new, not at our own receipt below it."""
    text = "Thank you!\r\n\r\nOn 5/4/26 9:12 AM, Elm City wrote:\r\n> This is an automated message, do not reply.\r\n"
    assert _verdict(text=text).reply


def test_strongest_sign_speaks() -> None:
    """A vacation note through a list is a vacation note."""
    assert _verdict("List-Id: <x>", "Auto-Submitted: auto-replied").origin is Origin.AUTO_REPLY
