"""What the standard asks of tokens, by which a number is fetched that was not there at once."""

from __future__ import annotations

from urllib.parse import quote

from gateway.conformance.field_values import said
from gateway.conformance.requirements.filing import filed
from gateway.conformance.values import Ask, Broken, NotAsked, NotOffered, Requirement
from gateway.conformance.visit import Filing, Visit

UNKNOWN_TOKEN = "no-such-token-000"  # noqa: S105 - no password
_SECTION = "GET service_request_id from a token"
_TRIES = 5
_SECONDS = 2.0


def _unknown(visit: Visit) -> None:
    exchange = visit.get(f"tokens/{UNKNOWN_TOKEN}")
    if exchange.status == 404:
        return
    if all(said(service, "type") != "batch" for service in visit.services().records):
        raise NotOffered("no service gives tokens")
    raise Broken(f"An unknown token is answered with status {exchange.status}; 404 is wanted.", exchange)


def _own_token(visit: Visit, filing: Filing) -> str:
    request = filed(visit, filing)
    if said(request, "service_request_id") or not said(request, "token"):
        raise NotOffered("the test request got no token")
    return said(request, "token")


def _ask(visit: Visit, filing: Filing, token: str) -> Ask:
    there = visit.at(filing.base)
    return Ask(method="GET", url=there.address(f"tokens/{quote(token, safe='')}"))


def _answers(visit: Visit) -> None:
    filing = visit.load_filing()
    token = _own_token(visit, filing)
    found = visit.listed(visit.line.ask(_ask(visit, filing, token)), "service_requests")
    told = [said(record, "token") for record in found.records]
    if told != [token]:
        raise Broken(f"The answer does not name the token {token} that was asked for.", found.exchange)


def _number(visit: Visit) -> None:
    filing = visit.load_filing()
    ask = _ask(visit, filing, _own_token(visit, filing))
    for _ in range(_TRIES):
        exchange = visit.line.ask_anew(ask)
        found = visit.listed(exchange, "service_requests")
        if any(found.ids()):
            return
        visit.line.wait(_SECONDS)
    raise NotAsked(f"the token had no number after {_TRIES * _SECONDS:.0f} seconds")


TOKENS: tuple[Requirement, ...] = (
    Requirement(
        id="token.answer",
        says="A token that was given is answered with a request that names it.",
        section=_SECTION,
        level="must",
        probe=_answers,
        posts=True,
    ),
    Requirement(
        id="token.number",
        says="A token can be asked for until it leads to a `service_request_id`.",
        section=_SECTION,
        level="should",
        probe=_number,
        posts=True,
    ),
    Requirement(
        id="token.unknown",
        says="An unknown token is answered with 404.",
        section=_SECTION,
        level="must",
        probe=_unknown,
    ),
)
