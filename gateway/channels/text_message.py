"""Reads a text message from Twilio's form fields, which the simulator speaks too, or from what a provider said."""

from __future__ import annotations

import math
import mimetypes
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlencode

from gateway.envelopes import WHATSAPP, Arrival
from parsers.clean import clean_text
from parsers.values import Attachment, Automation, Coordinates, InboundMessage, Medium

MOST_FIELDS = 1_000
INLINE = "data:"
"""Begins an address that is the file itself (RFC 2397), from a provider that sends pictures in its request."""
_MOST_MEDIA = 30
"""Twilio promises at most ten; who sends more is not to lose a picture by that."""
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_PREFIX = re.compile(r"^(whatsapp|rcs|sms):", re.IGNORECASE)
# The keypad spellings of ANONYMOUS, BLOCKED, RESTRICTED, UNAVAILABLE and UNKNOWN stand where a number is withheld.
_WITHHELD = frozenset({"+266696687", "+2562533", "+7378742833", "+86282452253", "+8566696"})


def encode_form(fields: Iterable[tuple[str, str]]) -> bytes:
    """The fields as they are kept for ever: in order, repeated names and blank values included."""
    return urlencode(list(fields), errors="replace").encode("ascii")


def decode_form(raw: bytes) -> tuple[tuple[str, str], ...]:
    """The fields of a form, blank ones too; raises `ValueError` for more than `MOST_FIELDS`.

    It does what `urllib.parse.parse_qsl` does in a third of the time, which is a tenth of a webhook's.
    """
    pairs = [pair.partition("=") for pair in raw.decode("utf-8", "replace").split("&") if pair]
    if len(pairs) > MOST_FIELDS:
        raise ValueError(f"more than {MOST_FIELDS} fields")
    return tuple((_plain(name), _plain(value)) for name, _, value in pairs)


def _plain(text: str) -> str:
    spaced = text.replace("+", " ")
    return unquote(spaced) if "%" in spaced else spaced


def plain_number(number: str) -> str:
    """A number without the prefix of its network, spaces and dashes; a sender's name stays as it is."""
    bare = _PREFIX.sub("", number.strip())
    digits = re.sub(r"[\s().-]", "", bare)
    return digits if re.fullmatch(r"\+?\d+", digits) else clean_text(bare)[:40]


def sender_address(number: str) -> str:
    """Where somebody who wrote is answered: at their number, or at their number on WhatsApp."""
    plain = plain_number(number)
    return f"{WHATSAPP}{plain}" if plain and number.strip().lower().startswith(WHATSAPP) else plain


def read_text(arrival: Arrival) -> InboundMessage:
    """A stored text as a person reads it; what cannot be read comes back with `error` set."""
    try:
        return _read(dict(reversed(decode_form(arrival.raw))), arrival)
    except (ValueError, UnicodeError, OverflowError) as error:
        return unreadable_text(arrival, error)


def unreadable_text(arrival: Arrival, error: Exception) -> InboundMessage:
    """A text that goes to a person with its original."""
    return make_text(arrival, text="", error=f"The text could not be read: {type(error).__name__}")


def _read(fields: Mapping[str, str], arrival: Arrival) -> InboundMessage:
    names = ((f"MediaUrl{index}", f"MediaContentType{index}") for index in range(_MOST_MEDIA))
    return make_text(
        arrival,
        text=_words(fields),
        sender_name=fields.get("ProfileName", ""),
        attachments=describe_media((fields.get(url, ""), fields.get(kind, "")) for url, kind in names),
        coordinates=read_degrees(fields.get("Latitude", ""), fields.get("Longitude", "")),
        opt_out_type=fields.get("OptOutType", "").strip().upper() or None,
    )


def make_text(
    arrival: Arrival,
    *,
    text: str,
    sender_name: str = "",
    attachments: tuple[Attachment, ...] = (),
    coordinates: Coordinates | None = None,
    opt_out_type: str | None = None,
    error: str | None = None,
) -> InboundMessage:
    """A text with what its provider said about it; the words and the name are cleaned here."""
    text = clean_text(text)
    return InboundMessage(
        medium=Medium.SMS,
        sender=arrival.sender,
        recipients=arrival.recipients,
        received_at=arrival.received_at,
        text=text,
        reply_text=text,
        sender_name=clean_text(sender_name)[:100],
        attachments=attachments,
        coordinates=coordinates,
        opt_out_type=opt_out_type,
        automation=_automation(arrival.sender),
        flags=arrival.flags,
        error=error,
    )


def _automation(sender: str) -> Automation:
    """A ticket is made of it all the same, but nobody can be answered there (PROTOCOL 12.14)."""
    number = sender.removeprefix(WHATSAPP)
    if _E164.fullmatch(number) and number not in _WITHHELD:
        return Automation()
    return Automation(reply=False, reason="the sender is a short code, a name or withheld and cannot be answered")


def _words(fields: Mapping[str, str]) -> str:
    """The body; of a button its number, which answers a question, or its label; of a shared place its words."""
    payload, label = fields.get("ButtonPayload", "").strip(), fields.get("ButtonText", "")
    if payload.isdigit():
        return payload
    place = (part for part in (fields.get("Label", ""), fields.get("Address", "")) if part)
    return fields.get("Body") or label or payload or ", ".join(place)


def describe_media(media: Iterable[tuple[str, str]]) -> tuple[Attachment, ...]:
    """Files as the addresses and types that a provider named; at most ten, and nothing is fetched here."""
    listed = [(url, content_type) for url, content_type in media if url][:_MOST_MEDIA]
    return tuple(_attachment(index, url, content_type) for index, (url, content_type) in enumerate(listed))


def _attachment(index: int, url: str, content_type: str) -> Attachment:
    """The size is not known before the file is fetched."""
    kind = clean_text(content_type).strip().lower()[:100] or "application/octet-stream"
    suffix = mimetypes.guess_extension(kind, strict=False) or ""
    address = url if url.startswith(INLINE) else clean_text(url)[:2_000]
    return Attachment(filename=f"media-{index + 1}{suffix}", content_type=kind, size=0, url=address)


def read_degrees(latitude: str, longitude: str) -> Coordinates | None:
    """A shared place, unless the phone had none to share."""
    try:
        lat, lon = float(latitude), float(longitude)
    except ValueError:
        return None
    is_on_earth = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    return Coordinates(lat=lat, lon=lon) if is_on_earth and (lat, lon) != (0, 0) else None
