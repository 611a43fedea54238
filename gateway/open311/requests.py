"""Requests as everybody may read them: a list, some by number, or one (3.7, 3.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from gateway.open311.encoding import Document, Listing
from gateway.open311.endpoint import Answer, Asked, Endpoint
from gateway.open311.extending import read_extensions
from gateway.open311.parameters import (
    Page,
    check_overridden,
    has_extensions,
    read_box,
    read_changes,
    read_ids,
    read_listed,
    read_page,
    read_status,
    read_window,
)
from gateway.open311.problems import not_found
from gateway.open311.services import load_service
from gateway.open311.wording import Wording, changed_at
from gateway.store.public_requests import (
    PublicRow,
    Wanted,
    count_public,
    list_numbered_public,
    list_public,
)
from gateway.store.ticket_schema import OPEN311, OPEN311_TEST
from parsers.ticket_number import canonical_number


def list_requests(endpoint: Endpoint, asked: Asked) -> Answer:
    """`GET /requests`; numbers override everything else that is asked for."""
    if ids := read_ids(asked):
        check_overridden(asked)
        return _answer(endpoint, asked, _find(endpoint, ids))
    wanted, page = _read_wanted(endpoint, asked), read_page(asked)
    with endpoint.gateway.store.reading() as connection:
        rows = list_public(connection, wanted, limit=page.size, offset=(page.number - 1) * page.size)
        total = count_public(connection, wanted) if page.is_asked else None
    answer = _answer(endpoint, asked, rows)
    return answer if total is None else replace(answer, headers=_turn_pages(endpoint, asked, page, total))


def show_request(endpoint: Endpoint, asked: Asked) -> Answer:
    """`GET /requests/ID`; raises `ProblemError` (404) for one that is not there for everybody."""
    found = _find(endpoint, [asked.subject])
    if not found:
        raise not_found(f"There is no request “{asked.subject[:100]}”. Its number stands in what was answered to it.")
    return _answer(endpoint, asked, found)


def find_public(endpoint: Endpoint, number: str) -> PublicRow | None:
    """The request of this number, however it is written, where everybody may read it."""
    return next(iter(_find(endpoint, [number])), None)


def _find(endpoint: Endpoint, ids: Sequence[str]) -> list[PublicRow]:
    numbers = [number for written in ids if (number := canonical_number(written)) is not None]
    with endpoint.gateway.store.reading() as connection:
        return list_numbered_public(connection, numbers, _everything(endpoint))


def _everything(endpoint: Endpoint) -> Wanted:
    """Whatever this endpoint shows at all."""
    rulebook = endpoint.rulebook
    return Wanted(
        public=tuple(code for code, service in rulebook.services.items() if service.public),
        is_test=endpoint.kind == "test",
        with_pictures=rulebook.open311.pictures,
    )


def _read_wanted(endpoint: Endpoint, asked: Asked) -> Wanted:
    now, everything = endpoint.gateway.clock(), _everything(endpoint)
    codes = [load_service(endpoint.rulebook, code).code for code in read_listed(asked, "service_code")]
    changed = read_changes(asked)
    has_window = changed is None or not asked.arguments.keys().isdisjoint({"start_date", "end_date"})
    return replace(
        everything,
        services=tuple(codes),
        status=read_status(asked),
        created=read_window(asked, now=now) if has_window else None,
        changed=changed,
        box=read_box(asked, _shown_sources(endpoint)),
    )


def _shown_sources(endpoint: Endpoint) -> tuple[str, ...] | None:
    """Of which requests everybody may know the place, by what brought them."""
    match endpoint.rulebook.open311.publish:
        case "everything":
            return None
        case "reported_here":
            return (OPEN311, OPEN311_TEST)
        case "nothing":
            return ()


def _answer(endpoint: Endpoint, asked: Asked, rows: Sequence[PublicRow]) -> Answer:
    wording = Wording(endpoint=endpoint, rulebook=endpoint.rulebook, language=asked.locale)
    items = [wording.tell(row) for row in rows]
    if has_extensions(asked):
        more = read_extensions(endpoint.gateway.store, wording.rulebook, rows)
        items = [more.tell(wording, row, told) for row, told in zip(rows, items, strict=True)]
    document = Document(root="service_requests", value=Listing(item="request", items=items))
    return Answer(document=document, updated_at=max(map(changed_at, rows), default=None), kept_for=0)


def _turn_pages(endpoint: Endpoint, asked: Asked, page: Page, total: int) -> Mapping[str, str]:
    """How many there are, and where the other pages lie (RFC 8288)."""
    last = max(1, -(-total // page.size))
    pages = {"first": 1, "prev": min(page.number - 1, last), "next": page.number + 1, "last": last}
    shown = {name: number for name, number in pages.items() if 1 <= number <= last}
    links = [f'<{_address(endpoint, asked, number)}>; rel="{name}"' for name, number in shown.items()]
    return {"X-Total-Count": str(total), "Link": ", ".join(links)}


def _address(endpoint: Endpoint, asked: Asked, number: int) -> str:
    given = [(name, value) for name, value in asked.arguments.items(multi=True) if name != "page"]
    return f"{endpoint.url}/requests.{asked.form}?{urlencode([*given, ('page', str(number))])}"
