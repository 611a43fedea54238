"""What a department hears of its work once a day or once a week: what is new, late and unanswered."""

from gateway.digests.sending import Digester

__all__ = ["Digester"]
