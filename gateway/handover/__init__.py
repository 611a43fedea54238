"""Tickets in a department's own system: handed over once, and asked for news until they are settled."""
