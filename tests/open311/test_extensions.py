"""What `extensions=true` adds, and that nothing of it is there for who does not ask."""

from __future__ import annotations

from gateway.open311.models import ExtendedRequest
from gateway.store.events import add_event
from tests.open311.reading import App
from tests.web.site import NOON, UNDERSTANDING

WITH_ANSWERS = {**UNDERSTANDING, "answers": {"kind": "It blinks", "pole": "ask Anne Miller"}}


def test_answers_steps_and_channel_are_added(app: App) -> None:
    """Choices with key and name, what the resident was told masked, how it came; free words stay with the city."""
    number = app.add(
        service="streetlight_out", understanding=WITH_ANSWERS, channel="email", reporter_name="Anne Miller"
    )
    app.add()
    with app.gateway.store.writing() as connection:
        add_event(
            connection,
            ticket_id=app.id_of(number),
            kind="status",
            actor="bart@elmcity.example",
            text="A crew comes to Anne Miller, call (203) 555-0199",
            data={"to": "in_progress", "told": True},
            now=NOON + 60,
        )
    plain, extended = app.json(f"requests/{number}"), app.json(f"requests/{number}?extensions=true&locale=es")
    assert not {"attributes", "extended_attributes", "notes"} & plain[0].keys()
    assert extended[0]["attributes"] == [
        {"label": "¿Qué hace?", "name": "Parpadea", "value": "blinks", "code": "kind"},
    ]
    assert extended[0]["extended_attributes"] == {"channel": "Mail", "photos": []}
    assert extended[0]["notes"] == [
        {
            "datetime": "2026-09-21T14:14:20Z",
            "description": "A crew comes to [name], call [phone]",
            "type": "in_progress",
        }
    ]
    for found in app.json("requests?extensions=TRUE"):
        ExtendedRequest.model_validate(found)
    assert app.xml(f"requests/{number}?extensions=true").findtext("request/notes/note/type") == "in_progress"


def test_of_an_emergency_the_extensions_tell_no_more_than_the_list(app: App) -> None:
    """Neither what was answered nor what was said."""
    app.add(service="streetlight_out", understanding=WITH_ANSWERS, priority="emergency")
    [found] = app.json("requests?extensions=true")
    assert (found["attributes"], found["notes"]) == ([], [])
