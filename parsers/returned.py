"""What mail systems and mailbox providers say about mail of ours: it came back, or its reader does not want it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What a delivery report says about one address."""

    address: str = ""
    """In lower case; empty when the report hides or garbles it."""
    temporary: bool = False
    """True while the mail system still tries."""
    status: str | None = None
    """The RFC 3463 status, such as `5.1.1`, if one is given."""
    diagnosis: str = ""
    """What the other server said, at most 300 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A delivery report: who did not get a mail, and which mail that was. Never without a failure."""

    failures: tuple[Failure, ...]
    message_ids: tuple[str, ...] = ()
    """Message-IDs found in the enclosed copy of what was sent, with angle brackets."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that failed, each once, as far as they can be read."""
        return tuple(dict.fromkeys(failure.address for failure in self.failures if failure.address))

    @property
    def temporary(self) -> bool:
        """Whether the mail system still tries for all of them."""
        return all(failure.temporary for failure in self.failures)

    @property
    def status(self) -> str | None:
        """The status of the first failure that is final, else of the first."""
        return next((failure for failure in self.failures if not failure.temporary), self.failures[0]).status


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A reader of our mail called it unwanted, as his mailbox provider reports it (RFC 5965)."""

    address: str = ""
    """Who complained, in lower case; most providers hide it."""
    message_ids: tuple[str, ...] = ()
    """Message-IDs found in the enclosed copy of what was sent, with angle brackets."""
