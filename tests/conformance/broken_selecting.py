"""What a server can do wrong with filters, pages and filing, each breaking one requirement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gateway.conformance.fetching import Fetch
from gateway.conformance.values import Ask, Reply
from tests.conformance.breaking import (
    Break,
    Case,
    Pairs,
    asked,
    both,
    dropping,
    filters,
    header,
    known,
    records,
    replied,
    setting,
    status,
    text,
)
from tests.conformance.right_server import KEY, RightServer

_POSTED = r"/test/v2/requests\."
_LIST = r"/requests\."
_PAGE = b"<html><body>It is busy.</body></html>"
_EACH = ([("status", "open")], [("status", "closed")])
_CODES = ("pothole", "002", "light")
_DATES = ["start_date", "end_date"]
_PLACE = {"lat", "long", "address_string"}
Given = dict[str, str]
Test = Callable[[Given], object]


def _is(name: str, *values: str) -> Test:
    return lambda given: given.get(name) in values


def _is_span(given: Given) -> bool:
    return given.get("start_date", "").startswith("2026-05")


def _is_short(given: Given) -> bool:
    start, end = given.get("start_date", "x"), given.get("end_date", "")
    return start[:10] == end[:10] and "+" not in start


def _local(pairs: Pairs) -> Pairs:
    return [(name, value.replace("+05:30", "Z")) for name, value in pairs]


def _without_last(pairs: Pairs) -> Pairs:
    return pairs[:-1] if [name for name, _ in pairs] == ["status", "status"] else pairs


def _first_of(name: str) -> Break:
    return filters(
        lambda given: "," in given.get(name, ""),
        lambda pairs: [(key, value.partition(",")[0] if key == name else value) for key, value in pairs],
    )


def _swapped(pairs: Pairs) -> Pairs:
    west, south, east, north = dict(pairs)["bbox"].split(",")
    return [("bbox", f"{south},{west},{north},{east}")]


def _untagged(server: RightServer) -> Fetch:
    return lambda ask: server.fetch(
        replace(ask, headers=tuple(one for one in ask.headers if one[0] != "If-None-Match"))
    )


def _garbled(ask: Ask, reply: Reply) -> Reply:
    return replace(reply, body=b"\x1f\x8b garbage") if "content-encoding" in reply.headers else reply


def _posted(test: Test, change: Callable[[Pairs], Pairs]) -> Break:
    """The form is heard with other fields where the test is passed."""
    return asked(_POSTED, lambda pairs: change(pairs) if "description" in dict(pairs) and test(dict(pairs)) else pairs)


def _answered(number: int, body: bytes | None = None, *, word: bytes = b"description") -> Break:
    """A form that has `word` in it is answered with another status."""

    def change(ask: Ask, reply: Reply) -> Reply:
        if word not in ask.body or ask.method != "POST":
            return reply
        return Reply(status=number, headers=reply.headers, body=reply.body if body is None else body)

    return replied(_POSTED, change)


def _swallowed(ask: Ask, reply: Reply) -> Reply:
    return replace(reply, status=200) if ask.body.startswith(b"<request>") else reply


def _overwhelmed(ask: Ask, reply: Reply) -> Reply:
    return replace(reply, status=500) if b"image/png" in ask.body else reply


def _accepted(_: Ask, reply: Reply) -> Reply:
    return replace(reply, status=202) if reply.status == 200 else reply


def _batch(server: RightServer) -> None:
    server.services[0]["type"] = "batch"


def _lost(ask: Ask, reply: Reply) -> Reply:
    return replace(reply, status=404) if b"SR-" in reply.body else reply


def _keyless(ask: Ask, reply: Reply) -> Reply:
    return replace(reply, body=_PAGE) if ask.method == "POST" and b"api_key" not in ask.body else reply


_CASES: tuple[tuple[str, Break], ...] = (
    ("filter.status", filters(lambda given: list(given.items()) in _EACH, dropping("status"))),
    ("filter.status", filters(lambda given: given == {"status": "closed"}, setting("page", "99"))),
    ("filter.statuses", _first_of("status")),
    ("filter.repeated", asked(_LIST, _without_last)),
    ("filter.service", filters(lambda given: given.get("service_code") in _CODES, dropping("service_code"))),
    ("filter.services", _first_of("service_code")),
    ("filter.unknown_service", filters(_is("service_code", "no-such-service-code"), dropping("service_code"))),
    ("filter.unknown_service", status(r"/requests\.xml\?service_code=no-such", 500)),
    ("filter.unknown_status", filters(_is("status", "no-such-status"), dropping("status"))),
    ("filter.dates", filters(_is_short, dropping("start_date", "end_date"))),
    ("filter.offset", filters(lambda given: "+05:30" in given.get("start_date", ""), _local)),
    (
        "filter.start",
        filters(lambda given: list(given) == ["start_date"] and "T" in given["start_date"], dropping("start_date")),
    ),
    ("filter.end", filters(lambda given: list(given) == ["end_date"], dropping("end_date"))),
    ("filter.span", filters(_is_span, dropping("start_date"))),
    ("filter.bad_date", filters(_is("start_date", "the-day-before"), dropping("start_date"))),
    ("filter.nothing", status(r"/requests\.json\?start_date=1971", 404)),
    ("filter.nothing", filters(lambda given: list(given) == _DATES and "1971" in given["end_date"], dropping(*_DATES))),
    ("filter.ids", _first_of("service_request_id")),
    (
        "filter.override",
        filters(lambda given: len(given) == 4 and given["service_request_id"], dropping("service_request_id")),
    ),
    ("filter.empty", filters(lambda given: given.get("status") == "", setting("status", "no-such-status"))),
    ("filter.empty", filters(lambda given: given.get("status") == "", setting("status", "open"))),
    ("page.next", filters(_is("page", "2"), setting("page", "1"))),
    ("page.zero", filters(_is("page", "0"), setting("page", "2"))),
    ("page.end", filters(_is("page", "900000"), setting("page", "16"))),
    ("page.total", header(r"page_size", "x-total-count", "many")),
    ("page.links", header(r"page_size", "link", '<https://city.example>; rel="prev"')),
    ("extra.hidden", text(r"/requests\.xml$", "</request>", "<title>Hole</title></request>")),
    ("extra.fields", filters(_is("extensions", "true"), lambda pairs: [*pairs, ("status", "open")])),
    (
        "extra.updated",
        filters(lambda given: "updated_before" in given, setting("updated_after", "2027-01-01T00:00:00Z")),
    ),
    ("extra.bbox", filters(lambda given: "bbox" in given, _swapped)),
    ("extra.updates", text(r"/servicerequestupdates\.", "CLOSED", "DONE")),
    ("extra.updates", text(r"/servicerequestupdates\.xml", "<update_id>1</update_id>", "<update_id/>")),
    ("extra.cors", header(r"/services\.", "access-control-allow-origin", "https://other.example")),
    ("extra.etag", _untagged),
    ("extra.gzip", replied(r"/services\.", _garbled)),
    ("post.answer", replied(_POSTED, _accepted)),
    ("post.answer", records(r"/test/v2/requests\.json", lambda found: found * 2)),
    ("post.number", text(_POSTED, '"service_notice": null', '"token": "t"')),
    ("post.number", text(_POSTED, "<service_request_id>.*?</service_request_id>", "<service_request_id/>")),
    ("post.type", both(known(_batch), text(r"/services\.", "batch", "realtime"))),
    ("post.read", replied(r"/test/v2/requests/SR", lambda _, reply: replace(reply, status=404))),
    ("post.read", text(r"/test/v2/requests/SR", "pothole", "light")),
    ("post.words", text(r"/test/v2/requests/SR", "prüfen", "pr?fen")),
    ("post.no_key", _posted(lambda given: "api_key" not in given, setting("api_key", KEY))),
    ("post.no_key", replied(_POSTED, _keyless)),
    ("post.wrong_key", _posted(_is("api_key", "no-such-key"), setting("api_key", KEY))),
    ("post.no_service", _posted(lambda given: "service_code" not in given, setting("service_code", "light"))),
    ("post.unknown_service", _answered(400, word=b"no-such-service-code")),
    ("post.no_place", _posted(lambda given: not _PLACE & set(given), setting("address_string", "City Hall"))),
    ("post.half_place", _posted(lambda given: "lat" in given and "long" not in given, setting("long", "-72.9"))),
    ("post.attribute", _posted(lambda given: "attribute[size]" not in given, setting("attribute[size]", "s"))),
    ("post.body", replied(_POSTED, _swallowed)),
    ("post.media", replied(_POSTED, _overwhelmed)),
    ("post.update", text(r"/test/v2/servicerequestupdates\.json", "update_id", "id")),
    ("post.update", replied(r"/test/v2/servicerequestupdates\.", _accepted)),
    ("token.answer", both(known(_batch), text(r"/tokens/\d+\.", r"(<token>|token\": \")\d+", r"\1x"))),
    ("token.number", both(known(_batch), replied(r"/tokens/\d+\.", _lost))),
)
SELECTING: tuple[Case, ...] = tuple(Case(requirement=requirement, breaks=breaks) for requirement, breaks in _CASES)
