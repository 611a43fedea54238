"""What could not be read is said on the ticket, in sentences (PROTOCOL 8.1, 8.6, 8.9)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.web.noticed import SENTENCES, tell_noticed
from tests.conftest import ROOT

READERS = [*(ROOT / "parsers/email").glob("*.py"), ROOT / "gateway/edges/arrivals.py", ROOT / "gateway/conversation.py"]
_SET = re.compile(
    r"""flags\.add\("(\w+)"\)|frozenset\(\{"(\w+)"\}|flags=\("(\w+)",|flags \| \{"(\w+)"\}|\{"(\w+)"\} if"""
)


def _flags_set_in(path: Path) -> set[str]:
    return {name for found in _SET.findall(path.read_text(encoding="utf-8")) for name in found if name}


def test_every_flag_of_the_readers_has_a_sentence() -> None:
    """A word such as `html_cut` tells a clerk nothing."""
    flags = set().union(*map(_flags_set_in, READERS))
    assert {"text_cut", "encrypted", "signed", "mails_too_deep", "winmail_damaged", "several_senders"} <= flags
    assert flags - {"multipart"} <= set(SENTENCES)


@pytest.mark.parametrize("sentence", SENTENCES.values())
def test_each_is_a_sentence(sentence: str) -> None:
    """It stands behind others on the ticket."""
    assert re.fullmatch(r"[A-Z].*[^.]\.", sentence)


def test_flag_without_a_sentence_is_told_all_the_same() -> None:
    """Better a bare word than nothing."""
    assert tell_noticed(["encrypted", "odd_thing"]) == f"{SENTENCES['encrypted']} Odd thing."
