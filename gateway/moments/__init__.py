"""What the rules say to a ticket that is closed, opened again or overdue, and what is done of that."""

from gateway.moments.asking import ask
from gateway.moments.overdue import note_overdue

__all__ = ["ask", "note_overdue"]
