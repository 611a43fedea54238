"""docs/conversation.md is what the code does: the table is drawn from it, and the dialogues were played."""

from __future__ import annotations

from gateway.conversation import State
from tests.house.conversation_page import COMMAND, PAGE, draw_page


def test_the_page_about_the_conversation_is_drawn_from_the_code() -> None:
    """A table that nobody redraws is a lie."""
    assert PAGE.read_text(encoding="utf-8") == draw_page(), f"docs/conversation.md is stale; run {COMMAND}"


def test_the_page_shows_every_state() -> None:
    """Whoever looks for what happens then finds it."""
    page = PAGE.read_text(encoding="utf-8").lower()
    assert [state for state in State if f"### {state.value}" not in page] == []
