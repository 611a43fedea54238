"""The page for developers says what is sent: every type with its sentence, and every field of a real body."""

from __future__ import annotations

import json
import re
from typing import Any

from gateway.casework import change_status
from gateway.webhooks.types import ALL_TYPES, PING, VERSION
from tests.conftest import ROOT
from tests.webhooks.conftest import CLERK, Hooks

PAGE = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")


def shape(document: Any) -> Any:
    """The names of a document's fields, without what stands in them."""
    return {key: shape(value) for key, value in document.items()} if isinstance(document, dict) else None


def test_every_type_is_on_the_page_word_for_word() -> None:
    """Whoever writes a receiver reads the page and not the code."""
    rows = dict(re.findall(r"^\| `((?:ticket|webhook)\.\w+)` \| (.+) \|$", PAGE, re.MULTILINE))
    assert PING in rows
    assert {name: says for name, says in rows.items() if name != PING} == {news.name: news.says for news in ALL_TYPES}


def test_the_example_has_the_fields_of_a_real_body(hooks: Hooks) -> None:
    """No more and no less, at every depth."""
    hooks.add(has_words=True, events=("ticket.status_changed",))
    hooks.road.mail("Pothole at 12 Oak St", subject="Pothole")
    ticket_id = hooks.road.the_ticket().id
    note = "We filled the hole."
    change_status(hooks.road.gateway, ticket_id=ticket_id, status="closed", note=note, actor=CLERK, reason="repaired")
    hooks.tell()
    (example,) = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    sent = hooks.receiver.got[0].document
    assert (shape(example), example["version"], example["type"]) == (shape(sent), VERSION, sent["type"])
