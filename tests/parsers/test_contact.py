"""Who wrote, how to reach them, and whether they want to be reached, in eight languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.contact import find_contact
from parsers.names import find_names
from parsers.words import flatten

_CORPUS = (Path(__file__).parent / "corpus/contact.txt").read_text(encoding="utf-8")


def part(name: str) -> list[str]:
    """The lines below a heading of the corpus."""
    return _CORPUS.split(f"== {name}\n")[1].split("\n== ")[0].strip("\n").split("\n")


@pytest.mark.parametrize("line", part("names"))
def test_people_are_named_and_nothing_else_is(line: str) -> None:
    """A street or a department is nobody, and a name is one in any usual way of giving it."""
    said, _, wanted = line.replace("\\n", "\n").rpartition(" =>")
    assert " | ".join(name.text for name in find_names(said, flatten(said))) == wanted.strip()


@pytest.mark.parametrize("text", part("no contact"))
def test_who_wants_no_call_is_heeded(text: str) -> None:
    """No need to call, do not contact me, I want to stay anonymous."""
    contact = find_contact(text)
    assert (contact.wants_no_contact, contact.wants_no_messages) == (True, False)


@pytest.mark.parametrize("text", part("no messages"))
def test_who_wants_no_messages_is_heeded(text: str) -> None:
    """Then not even an acknowledgement goes out."""
    assert find_contact(text).wants_no_messages


@pytest.mark.parametrize("text", part("neither"))
def test_complaints_about_silence_are_no_such_wish(text: str) -> None:
    """Nobody called me back is the opposite."""
    contact = find_contact(text)
    assert (contact.wants_no_contact, contact.wants_no_messages) == (False, False)


@pytest.mark.parametrize(
    ("text", "timezone", "phone"),
    [
        ("call 203-555-0199", "America/New_York", "+12035550199"),
        ("Rückruf unter 07531 123456", "Europe/Berlin", "+497531123456"),
        ("rappelez-moi au 06 12 34 56 78", "Europe/Paris", "+33612345678"),
        ("ligue (11) 91234-5678", "America/Sao_Paulo", "+5511912345678"),
        ("gọi số 0912 345 678", "Asia/Ho_Chi_Minh", "+84912345678"),
        ("0049 7531 123456", "America/New_York", "+497531123456"),
        ("my office: 203-555-0142", "America/New_York", None),
        ("pole number 2035550188", "America/New_York", None),
    ],
)
def test_numbers_are_dialled_as_in_the_city_s_country(text: str, timezone: str, phone: str | None) -> None:
    """A number without a country code is one of the city's country; the city's own is not the sender's."""
    assert find_contact(text, timezone=timezone, own=frozenset({"+12035550142"})).phone == phone
