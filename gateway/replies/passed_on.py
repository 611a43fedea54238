"""What a clerk reads who passed on a resident's mail: its number, and who was told."""

from __future__ import annotations

from gateway.store.tickets import TicketRow

TOLD = "{author} was told, and gets every answer."
NOT_TOLD = "{author} was not written to now, and gets every later answer."


def passed_on_body(ticket: TicketRow, what_became: str) -> str:
    """One short mail in the language of the staff; `what_became` says whether the author was written to."""
    return "\n".join(
        (
            f"The mail that you passed on is City311 #{ticket.number}.",
            what_became,
            "",
            "You watch this ticket: answer this mail to add something to it.",
        )
    )
