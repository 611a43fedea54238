"""What the standard asks of every answer: its type, its encoding, and nothing in it that does not belong there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gateway.conformance.reading import UnreadableError, declares_utf8, doubled_names, foreign_names, is_utf8, read
from gateway.conformance.values import Broken, Exchange, Form, Requirement
from gateway.conformance.visit import Visit

_MEDIA_TYPES = {"xml": "text/xml", "json": "application/json"}
_XML = "XML Support"
_ENCODING = "Encoding"


def _all(visit: Visit) -> Iterator[Exchange]:
    """Every answer of this form until now that can be read; an error page in HTML is another matter."""
    for exchange in visit.line.exchanges:
        if exchange.ask.url.partition("?")[0].endswith(f".{visit.form}") and _is_readable(exchange, visit.form):
            yield exchange


def _is_readable(exchange: Exchange, form: Form) -> bool:
    if not exchange.reply.body or exchange.reply.body[:20].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return False
    try:
        read(exchange.reply.body, form)
    except UnreadableError:
        return False
    return True


def _content_type(exchange: Exchange) -> str:
    return exchange.reply.headers.get("content-type", "").lower().replace(" ", "")


def _every(judge: Callable[[Visit, Exchange], str]) -> Callable[[Visit], None]:
    """A probe that judges every answer; the sentence of the first that is wrong is told."""

    def probe(visit: Visit) -> None:
        for exchange in _all(visit):
            if sentence := judge(visit, exchange):
                raise Broken(sentence, exchange)

    return probe


def _media_type(visit: Visit, exchange: Exchange) -> str:
    told, wanted = _content_type(exchange), _MEDIA_TYPES[visit.form]
    return "" if told.partition(";")[0] == wanted else f'The Content-Type is "{told}"; {wanted} is wanted.'


def _charset(_: Visit, exchange: Exchange) -> str:
    told = _content_type(exchange)
    return "" if "charset=utf-8" in told.replace('"', "") else f'The Content-Type "{told}" does not say charset=utf-8.'


def _utf8(_: Visit, exchange: Exchange) -> str:
    return "" if is_utf8(exchange.reply.body) else "The answer holds bytes that are no UTF-8."


def _doubles(visit: Visit, exchange: Exchange) -> str:
    found = doubled_names(exchange.reply.body, visit.form)
    return f"{found[0]} does not belong there, or stands there twice." if found else ""


def _declaration(_: Visit, exchange: Exchange) -> str:
    declared = declares_utf8(exchange.reply.body)
    return "" if declared else 'The answer does not begin with <?xml version="1.0" encoding="utf-8"?>.'


def _plain(_: Visit, exchange: Exchange) -> str:
    found = list(foreign_names(exchange.reply.body))
    return f"The answer has {found[0]}." if found else ""


def _in_xml(probe: Callable[[Visit], None]) -> Callable[[Visit], None]:
    return lambda visit: probe(visit.in_form("xml"))


ANSWERS: tuple[Requirement, ...] = (
    Requirement(
        id="answer.type",
        says="The `Content-Type` is `text/xml` or `application/json`.",
        section="Format Support",
        level="must",
        probe=_every(_media_type),
    ),
    Requirement(
        id="answer.charset",
        says="The `Content-Type` says `charset=utf-8`.",
        section="Format Support",
        level="should",
        probe=_every(_charset),
    ),
    Requirement(
        id="answer.utf8",
        says="Everything is UTF-8.",
        section=_ENCODING,
        level="must",
        probe=_every(_utf8),
    ),
    Requirement(
        id="answer.declaration",
        says="XML begins with a declaration that names the encoding UTF-8.",
        section=_ENCODING,
        level="must",
        forms="once",
        probe=_in_xml(_every(_declaration)),
    ),
    Requirement(
        id="answer.plain",
        says="XML has no namespaces, no attributes and no document type.",
        section=_XML,
        level="should",
        forms="once",
        probe=_in_xml(_every(_plain)),
    ),
    Requirement(
        id="answer.strict",
        says="No field stands twice in a record, and in JSON no number is `NaN` or infinite.",
        section="JSON Support",
        level="must",
        probe=_every(_doubles),
    ),
)
