"""How somebody who reports by an app is answered: by mail, else by text, else not at all."""

from __future__ import annotations

import re

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.mail_message import wire_address
from gateway.channels.open311_words import AnsweredBy
from gateway.errors import PermanentSendError
from gateway.store.text_ways import find_way_to
from gateway.threads import is_our_own
from parsers.phones import read_phone, region_of
from parsers.values import Medium

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PLAYED = "simulator"
_USUAL_TEXTS = "twilio"


def mail_problem(gateway: Gateway, address: str) -> str:
    """Why nobody can be answered at this mail address, to stand behind its field's name; empty when they can."""
    try:
        wire_address(address)
    except PermanentSendError:
        return f"“{address[:100]}” is no mail address. Write it whole, such as anne@mail.example, or leave it out."
    if _MAIL.fullmatch(address) is None:
        return f"“{address[:100]}” is no mail address. Write it whole, such as anne@mail.example, or leave it out."
    if is_our_own(gateway, address):
        return f"“{address[:100]}” is the city's own address. Send that of whoever reports, or leave it out."
    return ""


def phone_problem(gateway: Gateway, written: str) -> tuple[str, str]:
    """The number as the world dials it (E.164), or why it is none, to stand behind `which`."""
    number = read_phone(written, region_of(gateway.rulebooks.current().city.timezone))
    if number is None:
        return "", "is none that can be dialed."
    if is_our_own(gateway, number):
        return "", "is the city's own."
    return number, ""


def answer_by(connection: Connection, gateway: Gateway, *, email: str = "", phone: str = "") -> AnsweredBy:
    """By mail where an address was given, else by text where the city sends texts; else an empty mail address."""
    city = gateway.rulebooks.current().city
    our_mail = city.addresses[0] if city.addresses else ""
    if not email and phone and city.numbers:
        way = _way_to(connection, gateway, phone)
        return AnsweredBy(channel=way, medium=Medium.SMS, address=phone, our_address=city.numbers[0])
    return AnsweredBy(channel="email", medium=Medium.EMAIL, address=email, our_address=our_mail)


def _way_to(connection: Connection, gateway: Gateway, number: str) -> str:
    """The provider by which this number last texted us, else the one that the city has."""
    open_ones = [
        name
        for name, channel in gateway.channels.items()
        if channel.medium is Medium.SMS and not name.startswith(_PLAYED)
    ]
    known = find_way_to(connection, number)
    if known in open_ones:
        return str(known)
    others = [name for name in open_ones if name != _USUAL_TEXTS]
    is_usual = bool(gateway.settings.twilio_account_sid) or not others
    return _USUAL_TEXTS if is_usual else others[0]
