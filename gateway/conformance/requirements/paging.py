"""Paging as cities offer it beyond the standard: `page` and `page_size`, and where a list ends."""

from __future__ import annotations

from gateway.conformance.field_values import whole
from gateway.conformance.values import Broken, NotAsked, NotOffered, Requirement
from gateway.conformance.visit import Listed, Visit

_SECTION = "Extensions"


def _page(visit: Visit, number: int) -> Listed:
    return visit.requests(("page", str(number)), ("page_size", "1"))


def _paged(visit: Visit) -> Listed:
    """The first page of one request; raises `NotOffered` where `page_size` is passed over."""
    if len(visit.sample().records) < 2:
        raise NotAsked("there are fewer than two requests")
    try:
        first = _page(visit, 1)
    except Broken:
        raise NotOffered("page and page_size are refused") from None
    if len(first.records) != 1:
        raise NotOffered("page_size is passed over")
    return first


def _pages(visit: Visit) -> None:
    first, second = _paged(visit), _page(visit, 2)
    if not second.records or second.ids() == first.ids():
        raise Broken("The second page does not hold the next request.", second.exchange)


def _page_zero(visit: Visit) -> None:
    """Who counts from 0 and who counts from 1 and takes 0 for 1 are both right: the proposal counts from 0."""
    first, zero = _paged(visit), _page(visit, 0)
    if zero.ids() not in (first.ids(), visit.sample().ids()[:1]):
        raise Broken("Page 0 does not hold the first request.", zero.exchange)


def _past_the_end(visit: Visit) -> None:
    _paged(visit)
    last = _page(visit, 900_000)
    if last.records:
        raise Broken(
            "Past the end a page is given again, and a client that walks on never comes to an end.", last.exchange
        )


def _total(visit: Visit) -> None:
    exchange = _paged(visit).exchange
    told = exchange.reply.headers.get("x-total-count", "")
    if not told:
        raise NotOffered("X-Total-Count is not sent")
    if (whole(told) or 0) < 2:
        raise Broken(f'X-Total-Count is "{told}", and there are at least two.', exchange)


def _links(visit: Visit) -> None:
    exchange = _paged(visit).exchange
    told = exchange.reply.headers.get("link", "")
    if not told:
        raise NotOffered("Link is not sent")
    if 'rel="next"' not in told:
        raise Broken("Link names no next page, though there is one.", exchange)


PAGING: tuple[Requirement, ...] = (
    Requirement(
        id="page.next",
        says="`page=2` gives the requests that follow those of `page=1`.",
        section=_SECTION,
        level="extension",
        probe=_pages,
    ),
    Requirement(
        id="page.zero",
        says="`page=0` is the first page, whether pages are counted from 0 or from 1.",
        section=_SECTION,
        level="extension",
        probe=_page_zero,
    ),
    Requirement(
        id="page.end",
        says="Past the end a page is empty.",
        section=_SECTION,
        level="extension",
        probe=_past_the_end,
    ),
    Requirement(
        id="page.total",
        says="`X-Total-Count` says how many there are in all.",
        section=_SECTION,
        level="extension",
        probe=_total,
    ),
    Requirement(
        id="page.links",
        says="`Link` names the next page.",
        section=_SECTION,
        level="extension",
        probe=_links,
    ),
)
