"""Reads the rulebook that decided on a ticket once more, rule by rule, and says where that is not possible exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.bootstrap import Gateway
from gateway.routing import Rulebook, RulebookError
from gateway.routing.explaining import Explanation, explain
from gateway.routing.loading import load_files
from gateway.routing.values import RouteRequest
from gateway.store.rulebooks import VersionRow, find_version
from gateway.store.tickets import TicketRow
from gateway.tracing.recollecting import Kept, is_the_same, load_kept, recollect


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How the rules came to the decision on a ticket."""

    ticket: TicketRow
    request: RouteRequest
    rulebook: Rulebook
    """The one that decided, or the one in force where that one cannot be had."""
    explanation: Explanation
    version: VersionRow | None
    """Who put the rulebook that decided in force; None where it is not kept."""
    remarks: tuple[str, ...]
    """Sentences on what is not as it was."""


def load_trace(gateway: Gateway, ticket: TicketRow) -> Trace:
    """Explain the decision on a ticket by the rulebook, the message and the understanding of that day; total."""
    with gateway.store.reading() as connection:
        kept = load_kept(connection, ticket)
        version = find_version(connection, ticket.rulebook_version) if ticket.rulebook_version else None
    rulebook = _rulebook(gateway, ticket, version)
    request = recollect(gateway, kept)
    explanation = explain(request, rulebook)
    return Trace(
        ticket=ticket,
        request=request,
        rulebook=rulebook,
        explanation=explanation,
        version=version,
        remarks=tuple(_remarks(kept, version, rulebook, explanation)),
    )


def _rulebook(gateway: Gateway, ticket: TicketRow, version: VersionRow | None) -> Rulebook:
    current = gateway.rulebooks.current()
    if version is None or current.version == ticket.rulebook_version:
        return current
    try:
        return load_files(version.files)
    except RulebookError:
        return current


def _remarks(kept: Kept, version: VersionRow | None, rulebook: Rulebook, explanation: Explanation) -> Iterator[str]:
    ticket = kept.ticket
    if rulebook.version != ticket.rulebook_version:
        why = "is not kept" if version is None else "cannot be read by this release any more"
        yield (
            f"The rulebook `{ticket.rulebook_version}`, which decided, {why}. What follows is what the rulebook "
            f"`{rulebook.version}`, in force now, says."
        )
    if kept.arrival is None:
        yield "The message itself is not there any more, so what rules ask of its headers and files is left out."
    if not is_the_same(ticket.decision, explanation.decision):
        yield from _otherwise(ticket, explanation)


def _otherwise(ticket: TicketRow, explanation: Explanation) -> Iterator[str]:
    now, was = explanation.decision, ticket.decision
    told = [
        f"`{name}` is `{getattr(now, name) or 'none'}`, and was `{was.get(name) or 'none'}`"
        for name in ("department", "service", "priority", "reply", "rule")
        if name in was and (was.get(name) or None) != (getattr(now, name) or None)
    ]
    yield f"Read today it comes out otherwise: {'; '.join(told) or 'it is closed or held otherwise'}."
