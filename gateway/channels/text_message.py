"""Reads a text message from Twilio's form fields, which the simulator speaks too (PROTOCOL 12.1)."""

from __future__ import annotations

import math
import mimetypes
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlencode

from gateway.envelopes import Arrival
from parsers.clean import clean_text
from parsers.values import Attachment, Automation, Coordinates, InboundMessage, Medium

MOST_FIELDS = 1_000
_MOST_MEDIA = 10
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


def read_text(arrival: Arrival) -> InboundMessage:
    """A stored text as a person reads it; what cannot be read comes back with `error` set."""
    try:
        return _read(dict(reversed(decode_form(arrival.raw))), arrival)
    except (ValueError, UnicodeError, OverflowError) as error:
        return _with_words(arrival, text="", error=f"The text could not be read: {type(error).__name__}")


def _read(fields: Mapping[str, str], arrival: Arrival) -> InboundMessage:
    return _with_words(
        arrival,
        text=clean_text(fields.get("Body") or _pin_words(fields)),
        sender_name=clean_text(fields.get("ProfileName", ""))[:100],
        attachments=_media(fields),
        coordinates=_coordinates(fields),
        opt_out_type=fields.get("OptOutType", "").strip().upper() or None,
    )


def _with_words(
    arrival: Arrival,
    *,
    text: str,
    sender_name: str = "",
    attachments: tuple[Attachment, ...] = (),
    coordinates: Coordinates | None = None,
    opt_out_type: str | None = None,
    error: str | None = None,
) -> InboundMessage:
    return InboundMessage(
        medium=Medium.SMS,
        sender=arrival.sender,
        recipients=arrival.recipients,
        received_at=arrival.received_at,
        text=text,
        reply_text=text,
        sender_name=sender_name,
        attachments=attachments,
        coordinates=coordinates,
        opt_out_type=opt_out_type,
        automation=_automation(arrival.sender),
        flags=arrival.flags,
        error=error,
    )


def _automation(sender: str) -> Automation:
    """A ticket is made of it all the same, but nobody can be answered there (PROTOCOL 12.14)."""
    if _E164.fullmatch(sender) and sender not in _WITHHELD:
        return Automation()
    return Automation(reply=False, reason="the sender is a short code, a name or withheld and cannot be answered")


def _pin_words(fields: Mapping[str, str]) -> str:
    """A shared place has its words beside the body."""
    return ", ".join(part for part in (fields.get("Label", ""), fields.get("Address", "")) if part)


def _media(fields: Mapping[str, str]) -> tuple[Attachment, ...]:
    urls = ((index, fields.get(f"MediaUrl{index}", "")) for index in range(_MOST_MEDIA))
    return tuple(_attachment(index, url, fields.get(f"MediaContentType{index}", "")) for index, url in urls if url)


def _attachment(index: int, url: str, content_type: str) -> Attachment:
    """The size is not known before the file is fetched, and nothing is fetched here."""
    kind = clean_text(content_type).strip().lower()[:100] or "application/octet-stream"
    suffix = mimetypes.guess_extension(kind, strict=False) or ""
    return Attachment(filename=f"media-{index + 1}{suffix}", content_type=kind, size=0, url=clean_text(url)[:2_000])


def _coordinates(fields: Mapping[str, str]) -> Coordinates | None:
    try:
        lat, lon = float(fields["Latitude"]), float(fields["Longitude"])
    except (KeyError, ValueError):
        return None
    is_on_earth = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    return Coordinates(lat=lat, lon=lon) if is_on_earth and (lat, lon) != (0, 0) else None
