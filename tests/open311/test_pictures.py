"""Pictures for everybody: only made anew, only of what came by Open311, and only where the city says so."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from gateway.store.attachments import NewAttachment, write_attachments
from gateway.store.blobs import make_blob, shelf_of
from gateway.store.schema import ticket
from tests.open311.reading import RULES, App, problems
from tests.web.site import NOON

SHOWING = RULES.replace("test: sandbox", "test: sandbox, pictures: true")


def add_pictured(app: App, **values: Any) -> str:
    """A request with a file that is shown and one that is not."""
    number, blob = app.add(**values), make_blob(b"a picture made anew", "image/jpeg")
    shelf_of(app.gateway.store, app.gateway.settings).keep([blob], now=NOON)
    with app.gateway.store.writing() as connection:
        message_id = connection.execute(select(ticket.c.message_id).where(ticket.c.number == number)).scalar_one()
        files = [
            NewAttachment(
                message_id=message_id,
                position=place,
                filename="IMG_1.jpg",
                declared_type="image/jpeg",
                content_type="image/jpeg",
                size=10,
                content_id="",
                decorative=False,
                sha256=None,
                picture_sha256=sha256,
                thumbnail_sha256=None,
                width=100,
                height=100,
                lat=None,
                lon=None,
                taken_at=None,
                problem="",
            )
            for place, sha256 in enumerate([None, blob.sha256])
        ]
        write_attachments(connection, files)
    return number


def test_a_picture_is_shown_under_the_address_that_the_request_names(make_app: Any) -> None:
    """Any site may show it; the request says where it is."""
    app = make_app(rules=SHOWING)
    number = add_pictured(app, source="open311")
    [found] = app.json(f"requests/{number}?extensions=true")
    assert found["media_url"] == f"http://localhost/open311/v2/pictures/{number}.jpg"
    assert found["extended_attributes"]["photos"] == [found["media_url"]]
    answer = app.client.get(found["media_url"])
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/jpeg", b"a picture made anew")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("rules", "values"),
    [
        (RULES, {"source": "open311"}),
        (SHOWING, {"source": ""}),
        (SHOWING, {"source": "open311", "priority": "emergency"}),
        (SHOWING, {"source": "open311", "service": "noise"}),
        (SHOWING.replace("pictures: true", "pictures: true, publish: nothing"), {"source": "open311"}),
        (SHOWING, {"source": "open311-test"}),
    ],
)
def test_other_pictures_are_shown_to_nobody(make_app: Any, rules: str, values: dict[str, Any]) -> None:
    """Neither named nor found by guessing the address."""
    app = make_app(rules=rules)
    number = add_pictured(app, **values)
    assert all(item["media_url"] is None for item in app.json("requests"))
    assert "no such picture" in problems(app.ask(f"pictures/{number}.jpg"), 404)
