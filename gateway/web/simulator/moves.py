"""Reads back which move of the dialogue a text was, as filing noted it in the history of the ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.conversation import Move, Says, State, next_move


def read_move(noted: Mapping[str, Any] | None) -> Move | None:
    """The move, or None where none was noted: a mail, or a text of an earlier version."""
    state, says = str((noted or {}).get("state", "")), str((noted or {}).get("says", ""))
    if state not in State.__members__ or says not in Says.__members__:
        return None
    return next_move(State[state], Says[says])
