"""Find what a sender wrote about being reached: a name, a telephone number, a mail address."""

from __future__ import annotations

import re

import phonenumbers

from parsers.values import ContactDetails
from parsers.word_lists import word_set

_READ = 10_000
_REGION = "US"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])")
_DIGITS = re.compile(r"(?<![\w.,/#-])(?:\+\d{1,3}[ .-]?|1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-]?)\d{3}[ .-]?\d{4}(?![\w/-])")
_INTERNATIONAL = re.compile(r"(?<!\w)\+\d(?:[ .()-]{0,2}\d){7,14}(?!\w)")
# One boundary, then ways that begin with their own letter: the engine skips at once what differs.
_NAMED = re.compile(
    r"\b(?:my name is|my name's|this is|i am|i'm|me llamo|mi nombre es|soy|(?<![^\n])name:|(?<![^\n])nombre:|"
    r"contact:|caller:)"
    r"\s+(?:mr\.? |mrs\.? |ms\.? |dr\.? |se[ñn]ora? )?([^\W\d_][^\W\d_'’-]{1,24}(?: [^\W\d_]\b\.?)?(?: "
    r"[^\W\d_][^\W\d_'’-]{1,24}){0,2})",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^(?:thanks|thank you|regards|best regards|kind regards|best|sincerely|yours|cheers|gracias|saludos|atentamente|"
    r"muchas gracias)"
    r"[,.! ]{0,3}\n{1,3}[-–— ]{0,3}([^\W\d_][^\W\d_'’-]{1,24}(?: [^\W\d_][^\W\d_'’.-]{0,24}){0,3})\s{0,3}$",
    re.IGNORECASE | re.MULTILINE,
)
_NO_NAME = word_set("""
        city second first resident report caller
        a an the not in on at from very so just writing calling here reporting concerned requesting sure unable
        still getting having sick tired going trying worried also wondering afraid hoping looking seeing sorry your
        our my his her their is an emergency urgent dangerous about really disabled elderly happy glad aware unsafe
        ridiculous regarding regards el la un una vecino vecina residente de resident homeowner tenant being told no
        out back home over under unacceptable getting one actually happening another becoming always where what why
        how when and or but located near causing two hazardous hazard next street down near
    """)


def find_contact(text: str) -> ContactDetails:
    """What the first part of `text` says about reaching its sender. Numbers need only be possible. Total."""
    sample = text[:_READ]
    return ContactDetails(name=_find_name(sample), phone=_find_phone(sample), email=_find_email(sample))


def _find_email(sample: str) -> str | None:
    match = _EMAIL.search(sample) if "@" in sample else None
    return match.group().lower() if match else None


def _find_phone(sample: str) -> str | None:
    for pattern in (_INTERNATIONAL, _DIGITS):
        for match in pattern.finditer(sample):
            number = _e164(match.group())
            if number:
                return number
    return None


def _e164(digits: str) -> str | None:
    try:
        number = phonenumbers.parse(digits, _REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _find_name(sample: str) -> str | None:
    for match in _NAMED.finditer(sample):
        name = _capitalised(match[1])
        if name:
            return name
    closing = _CLOSING.search(sample)
    return _capitalised(closing[1]) if closing else None


def _capitalised(words: str) -> str | None:
    """The leading words of `words` that are written like a name; None when the first is not."""
    name: list[str] = []
    for word in words.split():
        if (
            not word[0].isupper()
            or word.lower().strip(".") in _NO_NAME
            or (word.isupper() and len(word) > 3 and not name)
        ):
            break
        name.append(word)
    return " ".join(name).rstrip(".") or None
