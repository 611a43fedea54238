"""What a past request is, and what stands in the way of one."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.envelopes import PastRequest
from gateway.errors import GatewayError

__all__ = ["BrokenLine", "Columns", "HistoryError", "PastRequest"]


class HistoryError(GatewayError):
    """The export cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLine:
    """A line that is no request, and why; the sentence goes on after "line 17"."""

    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column of the file is which: its name in the header, None to guess it, and "" for none at all."""

    id: str | None = None
    text: tuple[str, ...] = ()
    """Several are joined, one a line: a subject and a description."""
    category: str | None = None
    department: str | None = None
    address: tuple[str, ...] = ()
    """Several are joined with a blank: a house number and a street."""
    lat: str | None = None
    """The same name as `lon` where one column holds both."""
    lon: str | None = None
    requested_at: str | None = None
    closed_at: str | None = None
