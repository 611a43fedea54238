"""What an app files by Open311: a mail-shaped original with every field as sent, read on the channel of the answer.

It comes by no carrier and no relay, but walks the same road as every text and mail: the same promise, rules, limits and
files. `Arrival.channel` is the one by which its reporter is answered; where nobody can be answered it is mail without a
sender.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from gateway.channels.originals import PageFile, read_words, write_original
from gateway.envelopes import Arrival
from parsers.email.files import extract_files
from parsers.stated import Stated
from parsers.values import Attachment, Coordinates, InboundMessage, Medium

ENDPOINT = "open311"
"""In `Arrival.details`: at which endpoint it was filed, `production` or `test`."""
KEY, FORM = "open311_key", "open311_form"
"""There too: the id of the key, and the fingerprint of what was sent with it."""
_MEDIUM = "open311_medium"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredBy:
    """How the reporter is answered; `address` is empty where nobody can be."""

    channel: str
    medium: Medium
    address: str
    our_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledForm:
    """One request as an app filed it and as its fields were read."""

    endpoint: str
    """`production` or `test`."""
    key_id: int
    fields: tuple[tuple[str, str], ...]
    """Every field as it was sent, in order, but for the key."""
    stated: Stated
    answered_by: AnsweredBy
    description: str = ""
    coordinates: Coordinates | None = None
    files: tuple[PageFile, ...] = ()


def filed_arrival(form: FiledForm, *, key: str, fingerprint: str, now: datetime) -> Arrival:
    """The form as an arrival; the same `key` again is the same message."""
    return Arrival(
        channel=form.answered_by.channel,
        key=key,
        raw=_original(form),
        sender=form.answered_by.address,
        recipients=(form.answered_by.our_address,) if form.answered_by.our_address else (),
        received_at=now,
        details={
            ENDPOINT: form.endpoint,
            KEY: str(form.key_id),
            FORM: fingerprint,
            _MEDIUM: form.answered_by.medium.value,
        },
    )


def _original(form: FiledForm) -> bytes:
    pin = form.coordinates
    document = {
        "sent": form.fields,
        "description": form.description,
        "coordinates": [pin.lat, pin.lon] if pin else None,
        "stated": asdict(form.stated),
    }
    words = json.dumps(document, ensure_ascii=False, indent=1)
    return write_original(f"Open311 ({form.endpoint}), key {form.key_id}", words, form.files)


def is_filed(arrival: Arrival) -> bool:
    """Whether an arrival was filed by Open311."""
    return ENDPOINT in arrival.details


def read_filed(arrival: Arrival) -> InboundMessage:
    """Read what an app filed; raises `ValueError` or `KeyError` for an original that is not one of ours."""
    document = json.loads(read_words(arrival.raw))
    stated = _stated(document["stated"])
    return InboundMessage(
        medium=Medium(arrival.details.get(_MEDIUM, Medium.EMAIL.value)),
        sender=arrival.sender,
        sender_name=stated.name if arrival.sender else "",
        received_at=arrival.received_at,
        text=document["description"],
        reply_text=document["description"],
        recipients=arrival.recipients,
        attachments=_files(arrival.raw),
        coordinates=_pin(document["coordinates"]),
        stated=stated,
        flags=arrival.flags,
    )


def _stated(document: Mapping[str, Any]) -> Stated:
    known = Stated.__dataclass_fields__
    given = {name: value for name, value in document.items() if name in known}
    return Stated(**given | {"notes": tuple(given.get("notes", ()))})


def _pin(degrees: Sequence[float] | None) -> Coordinates | None:
    return Coordinates(lat=float(degrees[0]), lon=float(degrees[1])) if degrees else None


def _files(raw: bytes) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(filename=file.filename, content_type=file.declared_type, size=len(file.octets))
        for file in extract_files(raw)
    )
