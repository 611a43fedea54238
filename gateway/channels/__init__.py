"""Channels: one way in and out each, all in the shape of `gateway.envelopes.Channel`."""

from __future__ import annotations

from typing import Protocol

from gateway.routing import Rulebook


class Rulebooks(Protocol):
    """Where a channel asks which addresses and numbers are the city's, because the rulebook changes while it runs."""

    def current(self) -> Rulebook:
        """The rulebook in force."""
        ...
