"""Mail that is passed on, as each mail program writes it: who wrote it, what, and what was said above it.

A block of the corpus names subject, author, inner subject and note; `|` lines are the mail and `+` lines the author's.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from parsers.email import read_mail
from parsers.email.forwarding import bare_subject, find_forwarded, is_forward_subject
from parsers.values import Forwarded

FOLDER = Path(__file__).parent / "forwards"
HOLE = "There is a deep hole at 14 Oak Street."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One mail and what must be found in it."""

    name: str
    why: str
    fields: dict[str, str]
    text: str
    words: str


def _read_sample(block: str) -> Sample:
    head, *lines = block.removesuffix("\n").split("\n")
    name, _, why = head.partition(": ")
    fields = dict(line.split(":", 1) for line in lines if line[:1] not in {"|", "+"})
    text, words = ("\n".join(line[2:] for line in lines if line[:1] == sign) for sign in "|+")
    return Sample(
        name=name, why=why, fields={key: value.strip() for key, value in fields.items()}, text=text, words=words
    )


SAMPLES = [
    _read_sample(block)
    for path in sorted(FOLDER.glob("*.txt"))
    for block in path.read_text(encoding="utf-8").split("=== ")[1:]
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_9_6_forwarded_mail_is_told_from_its_forwarder(sample: Sample) -> None:
    """Every program has its own way to say who wrote what."""
    found = find_forwarded(sample.fields["subject"], sample.text)
    assert found is not None, sample.why
    author = f"{found.sender_name} <{found.sender}>" if found.sender_name else found.sender
    assert author == sample.fields["from"]
    assert (found.subject, found.text) == (sample.fields["inner"], sample.words)
    assert " ".join(found.note.split()) == sample.fields["note"]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Re: Pothole",
            f"{HOLE}\n\nFrom: Bart <bart@mail.example>\nSent: Monday, 9:12\nTo: Anne\nSubject: Pothole\n\nx",
        ),
        ("Pothole", f"{HOLE}\n\nOn 4 May 2026 Bart <bart@mail.example> wrote:\n> x"),
        ("FW: Pothole", HOLE),
        ("FW: Pothole", f"{HOLE}\n\nFrom: Bart\nSent: Monday, May 4, 2026 9:12 AM\nTo: Anne\nSubject: Pothole\n\nx"),
        ("Fwd: lights", "From: 12 Oak\nTo: Elm Street\nEverything is dark."),
        ("The forwarded message", "I never got the forwarded message that you speak of."),
        (
            "Re: Pothole",
            "Yes.\n\n> ---------- Forwarded message ---------\n> From: Bart <bart@mail.example>\n> Date: x\n>\n> x",
        ),
        ("", ""),
    ],
)
def test_answers_and_nameless_forwards_are_not_forwarded_mail(subject: str, text: str) -> None:
    """Without an address nobody can be answered, and what an answer quotes is nobody's report."""
    assert find_forwarded(subject, text) is None


def _attached(subject: str, note: str, *, mails: int = 1) -> EmailMessage:
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "Bart <bart@mail.example>", "anne@elmcity.example", "Pothole"
    inner["Message-ID"] = "<bart-1@mail.example>"
    inner.set_content(f"{HOLE}\n")
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = "Anne <anne@elmcity.example>", "311@elmcity.example", subject
    outer.set_content(note)
    for _ in range(mails):
        outer.add_attachment(inner)
    return outer


def test_forward_as_attachment_tells_author_words_and_message_id() -> None:
    """The attached mail is the report; its Message-ID lets our answer join its author's thread."""
    found = read_mail(bytes(_attached("Pothole on Oak", "Please look at this.\n"))).forwarded
    assert found == Forwarded(
        sender="bart@mail.example",
        sender_name="Bart",
        subject="Pothole",
        text=HOLE,
        note="Please look at this.",
        message_id="<bart-1@mail.example>",
    )


def test_attached_mail_beside_a_report_or_another_is_evidence() -> None:
    """Who tells a long story and attaches a mail reports in their own name; of two mails none is the report."""
    story = "The landlord never answered, and the water still runs down the wall of the kitchen every night. " * 6
    assert read_mail(bytes(_attached("Water", story))).forwarded is None
    assert read_mail(bytes(_attached("Fwd: two", "", mails=2))).forwarded is None


def test_chain_of_forwards_tells_each_author() -> None:
    """Who is a clerk and who a resident is for the city to say; here both stand below each other."""
    resident = (
        f"From: Cris <cris@mail.example>\nSent: Sunday, May 3, 2026 8:00 AM\nTo: Bart\nSubject: Pothole\n\n{HOLE}"
    )
    member = f"From: Bart <bart@elmcity.example>\nSent: Monday, 9:12\nSubject: FW: Pothole\n\nAnne, help.\n\n{resident}"
    found = find_forwarded("FW: FW: Pothole", f"See below.\n\n{member}")
    assert found is not None
    assert found.inner is not None
    assert (found.sender, found.note) == ("bart@elmcity.example", "See below.")
    assert (found.inner.sender, found.inner.note, found.inner.text) == ("cris@mail.example", "Anne, help.", HOLE)
    assert found.inner.inner is None


@pytest.mark.parametrize(
    "prefix", ["Fwd:", "FW:", "Fw :", "RV:", "TR :", "WG:", "ENC:", "转发：", "轉寄:", "[EXT] FW:"]
)
def test_prefix_of_a_forward_is_known_and_taken_off(prefix: str) -> None:
    """The resident's subject is theirs, without what a clerk's program wrote before it."""
    assert is_forward_subject(f"{prefix} Pothole")
    assert bare_subject(f"{prefix} Re: Pothole") == "Pothole"
    assert not is_forward_subject("Re: Pothole")
    assert bare_subject("Forward is the street") == "Forward is the street"
