"""Departments that have a system of their own get their tickets there, and what it says comes back to ours."""

from gateway.handover.acting import send_again, stop_asking
from gateway.handover.asking import Asker
from gateway.handover.noticing import notice
from gateway.handover.opening import find_system, why_not_handed

__all__ = ["Asker", "find_system", "notice", "send_again", "stop_asking", "why_not_handed"]
