"""The first lines of a department's reply: what is a command, what is misspelt, and what is only a number sign."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.replies.staff_answers import help_body
from parsers.staff_commands import (
    AssignDepartment,
    AssignPerson,
    KeepNote,
    Office,
    SetDue,
    SetPriority,
    SetStatus,
    ShowHelp,
    StaffCommand,
    StaffMail,
    read_staff_mail,
)
from tests.conftest import ROOT
from tests.own_time import done_within

OFFICE = Office(
    departments={
        "streets": "Streets",
        "parks": "Parks and Trees",
        "front_desk": "Front desk",
        "water": "Water and Sewer",
    },
    received_at=datetime(2026, 6, 1, 12, 0, tzinfo=ZoneInfo("America/New_York")),
    timezone="America/New_York",
)
"""Monday noon."""


def read(text: str) -> StaffMail:
    return read_staff_mail(text, OFFICE)


def closed(note: str = "") -> SetStatus:
    return SetStatus(status="closed", note=note)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("#closed fixed this morning", closed("fixed this morning")),
        ("#close", closed()),
        ("#Done.", closed()),
        ("#CLOSED: Crew 4 filled it", closed("Crew 4 filled it")),
        ("\n\n  #closed - filled\n\nThank you for telling us.", closed("filled\nThank you for telling us.")),
        ("#closed\n\nFilled.\nBart", closed("Filled.\nBart")),
        ("*#closed* filled", closed("filled")),
        ("＃closed filled", closed("filled")),
        ("#closed crew #5 came, see https://elmcity.example/a#note", closed("crew #5 came, see https://elmcity.example/a#note")),
        ("#open", SetStatus(status="open")),
        ("#reopen it is back", SetStatus(status="open", note="it is back")),
        ("#in progress crew is there", SetStatus(status="in_progress", note="crew is there")),
        ("#in-progress", SetStatus(status="in_progress")),
        ("#in_progress", SetStatus(status="in_progress")),
        ("#progress", SetStatus(status="in_progress")),
        ("#waiting Which side of the street?", SetStatus(status="waiting", note="Which side of the street?")),
        ("#assign parks", AssignDepartment(department="parks")),
        ("#assign to Parks and Trees: a branch", AssignDepartment(department="parks", reason="a branch")),
        ("#assign front desk\nWhose is it?", AssignDepartment(department="front_desk", reason="Whose is it?")),
        ("#assign anne@elmcity.example", AssignPerson(address="anne@elmcity.example")),
        ("#assign Anne@x.example<mailto:anne@x.example> pls", AssignPerson(address="anne@x.example", reason="pls")),
        ("#assign me", AssignPerson(address="")),
        ("#note only for us", KeepNote(text="only for us")),
        ("#note\nonly for us\nall of it", KeepNote(text="only for us\nall of it")),
        ("#due friday", SetDue(day=date(2026, 6, 5))),
        ("#due next Friday", SetDue(day=date(2026, 6, 12))),
        ("#due monday", SetDue(day=date(2026, 6, 1))),
        ("#due 2026-07-05", SetDue(day=date(2026, 7, 5))),
        ("#due by 6/12", SetDue(day=date(2026, 6, 12))),
        ("#due 1/10", SetDue(day=date(2027, 1, 10))),
        ("#due the 18th", SetDue(day=date(2026, 6, 18))),
        ("#due tomorrow", SetDue(day=date(2026, 6, 2))),
        ("#due end of the week", SetDue(day=date(2026, 6, 5))),
        ("#due 3 business days", SetDue(span="3 business days")),
        ("#due 6 business hours", SetDue(span="6 business hours")),
        ("#due in two weeks", SetDue(span="2 weeks")),
        ("#due 1 day", SetDue(span="1 day")),
        ("#priority high", SetPriority(priority="high")),
        ("#help", ShowHelp()),
        ("#cerrado reparado esta mañana", closed("reparado esta mañana")),
        ("#en curso", SetStatus(status="in_progress")),
        ("#asignar a parks", AssignDepartment(department="parks")),
        ("#nota solo para nosotros", KeepNote(text="solo para nosotros")),
        ("#vence el viernes", SetDue(day=date(2026, 6, 5))),
        ("#vence 5/6", SetDue(day=date(2026, 6, 5))),
        ("#plazo 3 días hábiles", SetDue(span="3 business days")),
        ("#prioridad alta", SetPriority(priority="high")),
        ("#ayuda", ShowHelp()),
    ],
)  # fmt: skip
def test_a_first_line_is_a_command(text: str, command: StaffCommand) -> None:
    """What a clerk writes in English or Spanish, with the signs that mail programs and habits add."""
    assert read(text) == StaffMail(commands=(command,))


@pytest.mark.parametrize(
    "text",
    [
        "Crew 4 goes there tomorrow.",
        "#12 Oak St is done, #14 follows on Friday.",
        "# of bins: 3",
        "#1 on our list",
        "#: see below",
        "## Summary",
        "Please see ticket #K7WX-4M2P.",
        "Unit #4 was there; pole #3321 is replaced.",
        "https://elmcity.example/page#closed",
        "We are open 9-5, call us.",
        "Fixed.\n#12 Oak St comes next.",
        "Fixed.\n#thankyou",
        "C# is no street",
        "The R&#note sign",
        "",
    ],
)
def test_a_number_sign_in_prose_is_prose(text: str) -> None:
    """The resident gets these words as they are."""
    assert read(text) == StaffMail(words=text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#clsoed fixed this morning", "Did you mean #closed?"),
        ("#asign parks", "Did you mean #assign?"),
        ("#noet only for us", "Did you mean #note?"),
        ("#deu friday", "Did you mean #due?"),
        ("#cerado", "Did you mean #cerrado?"),
        ("#inprogres", "Did you mean #in_progress?"),
        ("#potholes are back", "#potholes is no command."),
        ("# closed fixed", "Write #closed without one."),
        ("Hi,\n\n#closed fixed", "first lines only"),
        ("Fixed.\n#clsoed", "first lines only"),
        ("We fixed it this morning. #closed", "among other words"),
        ("#closed fixed #due friday", "#due stands among other words"),
        ("closed", "Did you mean #closed?"),
        ("Done.", "Did you mean #done?"),
        ("#closed\n#open", "Two commands set the status."),
        ("#assign parks\n#assign water", "Two commands assign the ticket."),
        ("#assign prks", "Did you mean #assign parks?"),
        ("#assign plumbing", "The departments are streets, parks, front_desk, water."),
        ("#assign", "Write behind #assign"),
        ("#due", "There is no day behind #due"),
        ("#due when we can", "names no day"),
        ("#due 2026-03-05", "was Thursday, March 5, 2026: that has passed."),
        ("#due yesterday", "that has passed"),
        ("#due 5/30", "that has passed"),
        ("#priority huge", "one of emergency, high, normal or low"),
        ("#closed fixed\n#asign parks", "Did you mean #assign?"),
    ],
)
def test_a_mistake_is_explained_and_never_text_for_a_resident(text: str, said: str) -> None:
    """A misspelt command does nothing; whoever wrote it reads what was not understood."""
    mail = read(text)
    assert said in " ".join(mail.mistakes)


def test_several_commands_stand_on_lines_of_their_own() -> None:
    """One mail may close, promise and tell."""
    mail = read("#in progress\n#due friday\n#priority high\n\nWe come on Friday.\nBart")
    assert mail.commands == (
        SetStatus(status="in_progress", note="We come on Friday.\nBart"),
        SetDue(day=date(2026, 6, 5)),
        SetPriority(priority="high"),
    )


def test_words_below_a_note_stay_among_staff_whatever_else_is_asked() -> None:
    """A word too few to a resident can be sent later, a word too many cannot be taken back."""
    mail = read("#note the owner shouted\n#closed filled\nHe will complain.")
    assert mail.commands == (KeepNote(text="the owner shouted\nHe will complain."), closed("filled"))
    assert mail.words == ""


def test_words_below_a_date_go_to_the_resident() -> None:
    """A promise changes nothing about whom a clerk answers."""
    assert read("#due friday\nWe come on Friday.").words == "We come on Friday."


def test_every_command_that_we_teach_is_one() -> None:
    """What the page and the answer to `#help` show can be copied as it stands."""
    office = replace(OFFICE, received_at=datetime(2026, 3, 2, 12, 0, tzinfo=OFFICE.received_at.tzinfo))
    page = (ROOT / "docs/departments.md").read_text(encoding="utf-8")
    rows = "\n".join(line.split("|")[1] for line in page.split("\n") if line.startswith("| `#"))
    taught = [
        *re.findall(r"`(#[^`]+)`", rows),
        *re.findall(r"#[^,.]+(?=[,.])", help_body({}).rpartition("español:")[2]),
    ]
    for row in help_body({}).split("\n"):
        taught += row.partition("- ")[2].partition(": ")[0].split(", ") if row.startswith("- #") else []
    assert len(taught) > 25
    assert [(written, wrong) for written in taught if (wrong := _mistakes(written, office))] == []


def _mistakes(written: str, office: Office) -> tuple[str, ...]:
    """Of a command as it is taught; Spanish ones are taught by their first word."""
    mail = read_staff_mail(written, office)
    return tuple(mistake for mistake in mail.mistakes if "is no command" in mistake or " " in written)


@given(st.text(alphabet="#＃ adelnopst:\n@.<-123é", max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_reply_is_read(text: str) -> None:
    """Whatever a mail program makes of the lines, there is an answer, and no known command is left in the words."""
    mail = read(text)
    assert mail.mistakes or "\n#closed" not in f"\n{mail.words}"


@pytest.mark.parametrize("unit", ["#a\n", "#closed ", "a@", "#", "x #close\n", "# \n", "#assign a@", "\n"])
def test_a_megabyte_is_read_in_half_a_second(unit: str) -> None:
    """A hostile reply holds nobody up."""
    text = unit * (1_000_000 // len(unit))
    done_within(0.5, lambda: (read(text), read("#assign " + text)))
