"""What the rules say to a ticket that is closed, opened again, due soon or overdue, and what time does to it."""

from gateway.moments.asking import ask
from gateway.moments.due_soon import note_due_soon
from gateway.moments.overdue import note_overdue
from gateway.moments.waking import start_clocks, wake_snoozed

TIMELY = (start_clocks, wake_snoozed, note_due_soon, note_overdue)
"""What is looked for every few seconds, in this order: a clock that goes on may move what is due."""

__all__ = ["TIMELY", "ask", "note_due_soon", "note_overdue", "start_clocks", "wake_snoozed"]
