"""What the standard asks of an answer that says no, whatever was asked."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.conformance.requirements.definitions import UNKNOWN_CODE
from gateway.conformance.requirements.expecting import mistyped, without
from gateway.conformance.requirements.requests import UNKNOWN_ID
from gateway.conformance.requirements.tokens import UNKNOWN_TOKEN
from gateway.conformance.values import Broken, Exchange, NotAsked, Requirement
from gateway.conformance.visit import Listed, Visit

_SECTION = "Errors"


def refusals(visit: Visit) -> list[Exchange]:
    """Answers that say no in this form, of questions that must be answered so."""
    asked = (
        visit.definition_of(UNKNOWN_CODE),
        visit.get(f"requests/{UNKNOWN_ID}"),
        visit.get(f"tokens/{UNKNOWN_TOKEN}"),
        visit.get("requests", ("start_date", "the-day-before")),
    )
    found = [exchange for exchange in asked if exchange.status >= 400]
    if not found:
        raise NotAsked("nothing was answered with an error")
    return found


def _strictly(visit: Visit, exchange: Exchange) -> Listed:
    errors = visit.records(visit.read_any(exchange), "errors", exchange)
    if not errors.records:
        raise Broken(f"The answer with status {exchange.status} holds no error.", exchange)
    return errors


def _is_list(visit: Visit) -> None:
    for exchange in refusals(visit):
        _strictly(visit, exchange)


def _lists(visit: Visit) -> Iterator[Listed]:
    for exchange in refusals(visit):
        try:
            yield _strictly(visit, exchange)
        except Broken:
            continue


def _fields(visit: Visit) -> None:
    for errors in _lists(visit):
        errors.blame(without(errors, ("code", "description")))


def _types(visit: Visit) -> None:
    for errors in _lists(visit):
        errors.blame(mistyped(errors, {"code": "code", "description": "code"}))


ERRORS: tuple[Requirement, ...] = (
    Requirement(
        id="errors.list",
        says="What is refused is answered in the form that was asked for: `errors` of `error`, in JSON a bare array.",
        section=_SECTION,
        level="must",
        probe=_is_list,
    ),
    Requirement(
        id="errors.fields",
        says="Each error says a `code` and a `description` for the person.",
        section=_SECTION,
        level="must",
        probe=_fields,
    ),
    Requirement(
        id="errors.types",
        says="In JSON the `code` of an error is a string, as all codes are.",
        section="JSON Support",
        level="should",
        forms="json",
        probe=_types,
    ),
)
