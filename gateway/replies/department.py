"""The notice to a department's mailbox: the whole ticket in plain text, with the way back."""

from __future__ import annotations

from gateway.store.tickets import TicketRow
from parsers.clean import clean_text

_LABELS = (
    ("Service", "service_name"),
    ("Where", "location"),
    ("When", "occurred"),
    ("Urgency", "urgency"),
    ("Language", "language"),
    ("Priority", "priority"),
    ("Routed by", "rule"),
)


def department_subject(ticket: TicketRow) -> str:
    """Emergencies stand out in a full mailbox; the rest says what and where."""
    what = ticket.service_name or "Unsorted request"
    where = f" at {ticket.location}" if ticket.location else ""
    urgent = "EMERGENCY: " if ticket.priority == "emergency" else ""
    return clean_text(f"{urgent}{what}{where} [City311 #{ticket.number}]").replace("\n", " ")


def department_body(ticket: TicketRow, *, words: str, reporter: str, public_url: str) -> str:
    """What the department must know without opening anything; `words` are the resident's own."""
    facts = [f"{label}: {value}" for label, name in _LABELS if (value := getattr(ticket, name))]
    return "\n".join(
        (
            f"Ticket {ticket.number}",
            *facts,
            f"Reported by: {reporter or 'unknown'}",
            "",
            clean_text(words).strip() or "(no text)",
            "",
            f"Open it at {public_url}/tickets/{ticket.number}",
        )
    )
