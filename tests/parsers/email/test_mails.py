"""Whole mails beside what must be read from them: the corpus that every change to the mail reader answers to."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from parsers.email import Mail, read_mail

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_mail_is_read_as_expected(path: Path) -> None:
    """F5.2, F5.4, F5.5, F6.1, F8.4, F9.1: each mail with the sentence in its expectation that says why it is here."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    mail = read_mail(path.read_bytes())
    assert expected.pop("why")
    assert set(expected.pop("flags_has", [])) <= set(mail.flags)
    assert expected.pop("text_has", "") in mail.text
    for name, value in expected.items():
        assert _matches(getattr(mail, name), value), f"{name} is {getattr(mail, name)!r}"


def _matches(found: Any, expected: Any) -> bool:
    match expected:
        case dict():
            return dataclasses.is_dataclass(found) and all(
                _matches(getattr(found, key), expected[key]) for key in expected
            )
        case list():
            return len(found) == len(expected) and all(map(_matches, found, expected))
        case str():
            return " ".join(str(found).split()) == " ".join(expected.split())
        case _:
            return bool(found == expected)


def test_no_mail_is_without_expectation() -> None:
    """An eml file without its json would be tested for nothing."""
    assert MAILS
    assert all(path.with_suffix(".json").exists() for path in MAILS)


def test_f5_2_thirty_automatic_mails_are_never_answered() -> None:
    """Each of them would start a loop if we answered."""
    automatic = [read_mail(path.read_bytes()) for path in MAILS if path.stem.startswith("auto_")]
    assert len(automatic) >= 30
    assert not [mail.subject for mail in automatic if mail.automation.reply]
    assert all(mail.automation.reason for mail in automatic)


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_9_5_reply_text_is_never_empty_when_there_is_text(path: Path) -> None:
    """Nobody may see an empty reply where somebody wrote something."""
    mail: Mail = read_mail(path.read_bytes())
    assert mail.reply_text.strip() or not mail.text.strip()
