"""Read the items of `gateway parse --jsonl`: an object into a message, a message into an answer, never without one."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from parsers import DEFAULT_CITY, City, clean_text, parse, to_document
from parsers.intents import Intent
from parsers.values import InboundMessage, Medium

if TYPE_CHECKING:
    from gateway.routing import Decision

Decide = Callable[[InboundMessage, Intent], dict[str, Any]]


class ItemError(ValueError):
    """An item cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Answers items for one city; `decide` adds the decision of a rulebook."""

    city: City
    decide: Decide | None = None

    def answer_line(self, line: bytes) -> dict[str, Any]:
        """The answer to one line of JSON; an error in it is an answer too."""
        try:
            item = json.loads(line.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as problem:
            return self._refusal(None, f"the line is no JSON: {problem}")
        if not isinstance(item, dict):
            return self._refusal(None, 'the line must be a JSON object such as {"id": 1, "text": "..."}')
        return self.answer(item)

    def answer(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one item; what cannot be read is answered with `error`."""
        try:
            message, city = read_item(item), self._city(item)
        except ItemError as problem:
            return self._refusal(item.get("id"), str(problem))
        intent = parse(message, city)
        document = {"id": item.get("id"), **to_document(message, intent)}
        return {**document, "decision": self.decide(message, intent)} if self.decide else document

    def _city(self, item: Mapping[str, Any]) -> City:
        timezone = _text(item, "timezone")
        if not timezone:
            return self.city
        try:
            ZoneInfo(timezone)
        except (OSError, ValueError, KeyError):
            raise ItemError(f"timezone {timezone!r} is unknown; write an IANA name such as America/New_York") from None
        return replace(self.city, timezone=timezone)

    def _refusal(self, identity: object, problem: str) -> dict[str, Any]:
        message = InboundMessage(medium=Medium.SMS, sender="", received_at=datetime.now(UTC), error=problem)
        return {"id": identity, **to_document(message, parse(message, self.city))}


def plain_reader() -> Reader:
    """A reader for no city in particular, in English and Spanish."""
    return Reader(city=DEFAULT_CITY)


def routed_reader() -> Reader:
    """A reader for the city of the rulebook in `GATEWAY_RULES`, with what its database was taught.

    Raises `GatewayError` when the rulebook cannot be read.
    """
    from gateway.cli.taught_city import taught
    from gateway.routing import RouteRequest, route
    from gateway.rulebook_file import load_file
    from gateway.settings import load_settings

    settings = load_settings()
    rulebook = taught(load_file(settings.rules), settings.database_url)

    def decide(message: InboundMessage, intent: Intent) -> dict[str, Any]:
        request = RouteRequest(
            message=message,
            understanding=intent.understanding,
            event="follow_up" if message.follow_up else "opened",
        )
        return _decision(route(request, rulebook))

    return Reader(city=rulebook.parser_city, decide=decide)


def _decision(decision: Decision) -> dict[str, Any]:
    """The decision as JSON; `confidence` is the department's where past requests named it, else the service's."""
    document = asdict(decision)
    if decision.department_confidence is not None:
        document["confidence"] = decision.department_confidence
    return document


def read_item(item: Mapping[str, Any]) -> InboundMessage:
    """The message that an item describes. Raises `ItemError`."""
    channel = _text(item, "channel") or ("email" if item.get("raw_base64") is not None else "sms")
    received_at = _received_at(item)
    if channel not in ("sms", "email"):
        raise ItemError(f"channel {channel!r} is unknown; write sms or email")
    if item.get("raw_base64") is not None:
        return _mail(item, received_at)
    return _plain(item, Medium(channel), received_at)


def _mail(item: Mapping[str, Any], received_at: datetime) -> InboundMessage:
    from parsers.email import read_mail

    try:
        raw = base64.b64decode(_text(item, "raw_base64"), validate=False)
    except (binascii.Error, ValueError):
        raise ItemError("raw_base64 is no base64") from None
    mail = read_mail(raw)
    return InboundMessage(
        medium=Medium.EMAIL,
        sender=mail.sender or _text(item, "from").lower(),
        received_at=received_at,
        text=mail.text,
        reply_text=mail.reply_text,
        quoted_text=mail.quoted_text,
        notices=mail.notices,
        follow_up=item.get("follow_up") is True,
        sender_name=mail.sender_name,
        recipients=_recipients(item) or mail.to,
        subject=mail.subject,
        attachments=mail.attachments,
        automation=mail.automation,
        bounce=mail.bounce,
        message_id=mail.message_id,
        references=mail.references,
        headers=mail.headers,
        flags=mail.flags,
        error=mail.error,
    )


def _plain(item: Mapping[str, Any], medium: Medium, received_at: datetime) -> InboundMessage:
    text = clean_text(_text(item, "text"))
    new_text, quoted_text = _split(text) if medium is Medium.EMAIL else (text, "")
    return InboundMessage(
        medium=medium,
        sender=clean_text(_text(item, "from")),
        received_at=received_at,
        text=text,
        reply_text=new_text,
        quoted_text=quoted_text,
        follow_up=item.get("follow_up") is True,
        recipients=_recipients(item),
        subject=clean_text(_text(item, "subject")),
    )


def _split(text: str) -> tuple[str, str]:
    from parsers.email import split_reply

    reply = split_reply(text)
    return reply.new_text, reply.quoted_text


def _recipients(item: Mapping[str, Any]) -> tuple[str, ...]:
    value = item.get("to")
    listed = value if isinstance(value, list) else [value]
    return tuple(clean_text(address) for address in listed if isinstance(address, str) and address)


def _received_at(item: Mapping[str, Any]) -> datetime:
    """The receipt time; now when none is given, UTC when it names no zone."""
    written = _text(item, "received_at")
    if not written:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ItemError(f"received_at {written!r} is no time; write it as 2026-06-03T12:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ItemError(f"{key} must be a string")
    return value
