"""What has happened to requests, step by step, read by anybody and told by other systems (mySociety's extension).

The words of the states are those of https://github.com/mysociety/open311-adapter; `docs/open311.md` has the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from gateway.open311.encoding import Document, Listing, Value
from gateway.open311.endpoint import Answer, Asked, Endpoint
from gateway.open311.moments import write_moment
from gateway.open311.parameters import Page, read_page, read_window
from gateway.open311.wording import is_shown
from gateway.public_words import mask_words
from gateway.routing import Rulebook
from gateway.store.public_updates import StepRow, WantedSteps, list_steps

STATES: Mapping[str, str] = {
    "received": "open",
    "open": "open",
    "waiting": "open",
    "in_progress": "in_progress",
    "closed": "closed",
}
"""What we call the states of a ticket here."""
DUPLICATE = "duplicate"


def list_updates(endpoint: Endpoint, asked: Asked) -> Answer:
    """`GET /servicerequestupdates`: the steps of the window, the oldest first, a thousand to a page."""
    gateway, rulebook = endpoint.gateway, endpoint.rulebook
    window, page = read_window(asked, now=gateway.clock()), read_page(asked)
    wanted = WantedSteps(
        services=tuple(code for code, service in rulebook.services.items() if service.public),
        is_test=endpoint.kind == "test",
        start=window.start,
        end=window.end,
    )
    with gateway.store.reading() as connection:
        rows = list_steps(connection, wanted, limit=page.size, offset=(page.number - 1) * page.size)
    items = [_tell(rulebook, row, state) for row in rows if (state := state_of(row))]
    document = Document(root="service_request_updates", value=Listing(item="request_update", items=items))
    headers = _next_page(endpoint, asked, page) if len(rows) == page.size else {}
    changed_at = rows[-1].created_at if rows else None
    return Answer(document=document, headers=headers, updated_at=changed_at, kept_for=0)


def _next_page(endpoint: Endpoint, asked: Asked, page: Page) -> Mapping[str, str]:
    """Where the list goes on (RFC 8288)."""
    given = [(name, value) for name, value in asked.arguments.items(multi=True) if name != "page"]
    query = urlencode([*given, ("page", str(page.number + 1))])
    return {"Link": f'<{endpoint.url}/servicerequestupdates.{asked.form}?{query}>; rel="next"'}


def update_id_of(row: StepRow) -> str:
    """What a step is called for ever: the request's number, and its place in the history."""
    return f"{row.number}-{row.ordinal}"


def _tell(rulebook: Rulebook, row: StepRow, state: str) -> Mapping[str, Value]:
    return {
        "update_id": update_id_of(row),
        "service_request_id": row.number,
        "status": state,
        "updated_datetime": write_moment(row.created_at),
        "description": words_of(rulebook, row) or None,
        "media_url": None,
    }


def state_of(row: StepRow) -> str:
    """The state since this step; empty for one that is about another ticket."""
    match row.kind:
        case "merged":
            return DUPLICATE
        case "reopened":
            return STATES["open"]
        case _:
            return STATES.get(str(row.data.get("to", "")), "")


def words_of(rulebook: Rulebook, row: StepRow) -> str:
    """What the resident was told, without what it tells of persons.

    The request that another one goes on as may be nobody's business: the list names it where everybody may read it.
    """
    if row.kind == "merged":
        return "Duplicate of another request"
    if not row.data.get("told") or not is_shown(rulebook, priority=row.priority, source=row.source):
        return ""
    masked = mask_words(rulebook, row.text, row.reporter_address, row.reporter_name)
    reason = rulebook.reasons.get(str(row.data.get("reason", "")))
    return f"{reason.name('en').rstrip('.')}. {masked}".strip() if reason else masked
