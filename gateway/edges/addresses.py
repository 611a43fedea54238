"""Reads the arguments of MAIL and RCPT: strict where it protects us, lenient where residents' mail systems err."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.edges import statuses
from gateway.edges.statuses import Refusal

_ATOM = r'[^\s<>()@,;:"\[\]\\\x00-\x1f\x7f]+'
_LOCAL = rf'(?:"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*"|{_ATOM})'
_DOMAIN = rf"(?:\[[0-9A-Za-z.:-]+\]|{_ATOM})"
_ADDRESS = rf"{_LOCAL}(?:@{_DOMAIN})?"
_ROUTE = r"(?:@[^\s<>:]+:)?"
_PATH = re.compile(rf"\s*(?:<\s*{_ROUTE}(?P<path>(?:{_ADDRESS})?)\s*>|(?P<bare>{_ADDRESS}))(?:\s+(?P<parameters>.*))?")
_LONGEST_ADDRESS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversePath:
    """What MAIL FROM said; `sender` is empty for the null sender (PROTOCOL 2.5)."""

    sender: str
    size: int = 0
    """Octets announced with SIZE, 0 for none."""


def read_reverse_path(argument: str) -> ReversePath:
    """Read the argument of MAIL; raises `Refusal` (RFC 5321 4.1.1.2, RFC 1870, RFC 6152, RFC 6531)."""
    sender, parameters = _read_path("FROM:", argument)
    return ReversePath(sender=sender, size=_read_parameters(parameters) if parameters else 0)


def read_forward_path(argument: str) -> str:
    """Read the argument of RCPT, a recipient with or without a domain; raises `Refusal` (RFC 5321 4.1.1.3)."""
    recipient, parameters = _read_path("TO:", argument)
    if not recipient:
        raise Refusal(statuses.S501_ADDRESS)
    if parameters:
        raise Refusal(statuses.S555_PARAMETER)
    return recipient


def _read_path(keyword: str, argument: str) -> tuple[str, str]:
    if argument[: len(keyword)].upper() != keyword:
        raise Refusal(statuses.S501_ARGUMENT)
    found = _PATH.fullmatch(argument, len(keyword))
    if found is None:
        raise Refusal(statuses.S501_ADDRESS)
    address = found["path"] or found["bare"] or ""
    if len(address) > _LONGEST_ADDRESS:
        raise Refusal(statuses.S501_ADDRESS)
    return address, found["parameters"] or ""


def _read_parameters(parameters: str) -> int:
    size = 0
    for parameter in parameters.upper().split():
        match parameter.partition("="):
            case "SIZE", "=", value if value.isascii() and value.isdigit() and len(value) <= 20:
                size = int(value)
            case "SIZE", _, _:
                raise Refusal(statuses.S501_ARGUMENT)
            case "BODY", "=", "7BIT" | "8BITMIME":
                pass
            case "BODY", _, _:
                raise Refusal(statuses.S501_BODY)
            case "SMTPUTF8", "", "":
                pass
            case _:
                raise Refusal(statuses.S555_PARAMETER)
    return size
