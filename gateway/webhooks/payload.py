"""The body that a webhook is sent: what happened, and how the ticket stands, without anything about persons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from gateway.changes.hand import BY_RULE
from gateway.public_words.masking import make_mask
from gateway.routing import Rulebook
from gateway.store.forgetting import Mask
from gateway.store.tickets import TicketRow
from gateway.store.webhook_news import News
from gateway.webhooks.types import PING, VERSION, type_of

_PLACES = 4
"""Digits of a degree, about eleven meters, as in what everybody may read."""
_SYSTEMS = ("open311:", "system:")
_NAMED = frozenset({"resident", "gateway", "department"})

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Writes bodies under one rulebook; `public_url` is where our pages are reached."""

    rulebook: Rulebook
    public_url: str

    def compose(self, news: News, *, has_words: bool) -> Payload:
        """The document for one event; `has_words` is what the webhook may read."""
        words = self._words(news) if has_words else {}
        return {
            "type": type_of(news.event.kind).name,
            "version": VERSION,
            "sequence": news.event.id,
            "timestamp": _moment(news.event.created_at),
            "data": {"event": self._event(news, words), "ticket": self._ticket(news, words)},
        }

    def _event(self, news: News, words: Mapping[str, Any]) -> Payload:
        happened, kind = news.event, type_of(news.event.kind)
        told = {key: happened.data[key] for key in kind.tells if _is_plain(happened.data.get(key))}
        said = {"words": words["said"] if kind.is_said else None} if words else {}
        return {"kind": happened.kind, "by": who(happened.actor), **told, **said}

    def _ticket(self, news: News, words: Mapping[str, Any]) -> Payload:
        ticket = news.ticket
        return {
            "number": ticket.number,
            "department": self._department(ticket),
            "service": self._service(ticket),
            "status": "closed" if ticket.is_closed else "open",
            "state": ticket.status,
            "reason": ticket.close_reason or None,
            "priority": ticket.priority,
            "source": ticket.source or ticket.channel,
            "language": ticket.language,
            "district": ticket.district or None,
            "tags": list(ticket.tags),
            "merged_into": news.merged_into,
            "requested_at": _moment(ticket.created_at),
            "updated_at": _moment(ticket.updated_at),
            "due_at": _moment(ticket.due_at),
            "closed_at": _moment(ticket.closed_at),
            **({key: words[key] for key in ("description", "place")} if words else {}),
            "links": self._links(ticket),
        }

    def _department(self, ticket: TicketRow) -> Payload:
        known = self.rulebook.departments.get(ticket.department)
        return {"key": ticket.department, "name": known.name if known else ticket.department}

    def _service(self, ticket: TicketRow) -> Payload | None:
        if ticket.service is None:
            return None
        known = self.rulebook.services.get(ticket.service)
        return {"code": ticket.service, "name": known.name("en") if known else ticket.service_name or ticket.service}

    def _links(self, ticket: TicketRow) -> Payload:
        """Where people and computers find more; what everybody may ask for is only where the service is public."""
        service = self.rulebook.services.get(ticket.service or "")
        number, base = quote(ticket.number), self.public_url
        is_public = bool(base and service and service.public)
        return {
            "desk": f"{base}/tickets/{number}" if base else None,
            "open311": f"{base}/open311/v2/requests/{number}.json" if is_public else None,
        }

    def _words(self, news: News) -> Mapping[str, Any]:
        """What was said, masked as for everybody, with the reporter's own name wherever it stands."""
        people = (news.reporter,) if news.reporter else ()
        mask, ticket = make_mask(self.rulebook, people=people), news.ticket
        return {
            "said": mask(news.event.text),
            "description": mask(ticket.description),
            "place": _place(ticket, mask),
        }


def compose_ping(webhook_name: str, *, now: float) -> str:
    """The body of a test, which tells of no ticket."""
    words = f"This is a test of {webhook_name}. Nothing has happened."
    return dump({"type": PING, "version": VERSION, "sequence": 0, "timestamp": _moment(now), "data": {"words": words}})


def dump(document: Payload) -> str:
    """The text of a document, as it is kept, signed and sent."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def who(actor: str) -> str:
    """Who did something, without saying which person: addresses stay here."""
    if actor in _NAMED:
        return actor
    if actor.startswith(_SYSTEMS):
        return "system"
    if actor.startswith(BY_RULE):
        return "rule"
    if actor.startswith("+"):
        return "resident"
    return "staff" if "@" in actor else "gateway"


def _place(ticket: TicketRow, mask: Mask) -> Payload | None:
    if ticket.location is None and ticket.lat is None:
        return None
    lat, lon = ticket.lat, ticket.lon
    return {
        "address": mask(ticket.location) if ticket.location else None,
        "lat": round(lat, _PLACES) if lat is not None else None,
        "long": round(lon, _PLACES) if lon is not None else None,
    }


def _is_plain(value: object) -> bool:
    """Codes, keys, numbers and times; nothing that somebody wrote stands under a key that is told."""
    return isinstance(value, str | int | float)


def _moment(epoch: float | None) -> str | None:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
