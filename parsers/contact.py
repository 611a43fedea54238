"""Find what a sender wrote about being reached: a name, a telephone number, a mail address, or the wish for none."""

from __future__ import annotations

import re

from parsers.names import find_names
from parsers.no_contact import wants_no_contact, wants_no_messages
from parsers.phones import find_phones, region_of
from parsers.values import ContactDetails
from parsers.words import flatten

_READ = 10_000
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])")
"""A mail address as it stands in a text."""


def find_contact(text: str, *, timezone: str = "", own: frozenset[str] = frozenset()) -> ContactDetails:
    """What the first part of `text` says about reaching its sender; `own` are the city's own numbers and addresses.

    Numbers need only be possible, where `timezone` tells how people dial. Total.
    """
    sample = text[:_READ]
    flat = flatten(sample)
    return ContactDetails(
        name=next((name.text.rstrip(".") for name in find_names(sample, flat) if name.is_sender), None),
        phone=_find_phone(flat, region_of(timezone), own),
        email=_find_email(sample, own),
        wants_no_contact=wants_no_contact(flat),
        wants_no_messages=wants_no_messages(flat),
    )


def _find_email(sample: str, own: frozenset[str]) -> str | None:
    found = (match.group().lower() for match in EMAIL.finditer(sample)) if "@" in sample else ()
    return next((address for address in found if address not in own), None)


def _find_phone(flat: str, region: str, own: frozenset[str]) -> str | None:
    return next((phone.e164 for phone in find_phones(flat, region) if phone.e164 and phone.e164 not in own), None)
