"""Reads mail in a process of its own, so that no message can hang or exhaust the one that serves (PROTOCOL 8.1)."""
