"""Before a word goes out a clerk sees it as the resident will: channel, language, template, and what it costs."""

from __future__ import annotations

from sqlalchemy import select, update

from gateway.store.schema import event, outbox, ticket
from tests.web.site import Site, post

HTMX = {"HX-Request": "true"}


def preview(site: Site, number: str, form: str, **values: str) -> str:
    """The part of the page that the script asks for."""
    client, path = site.client("member", "streets"), f"/tickets/{number}"
    token = {"csrf_token": client.get(path).text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]}
    answer = client.post(f"{path}/preview/{form}", data=token | values, headers=HTMX)
    assert answer.status_code == 200
    return answer.text


def test_a_state_is_shown_with_its_template_in_the_language_of_the_resident(site: Site) -> None:
    """What the city says around the note counts too, and dear letters are named."""
    number = site.add_ticket(language="es", our_address="+12035550142")
    part = preview(site, number, "status", status="closed", text="Se reparó hoy.")
    assert "By text, in Spanish" in part
    assert "Se reparó hoy." in part
    assert number in part
    assert " text message" in part


def test_what_is_previewed_is_what_is_sent(site: Site) -> None:
    """The same words, letter for letter."""
    number = site.add_ticket(our_address="+12035550142")
    part = preview(site, number, "status", status="in_progress", text="The crew is on its way.")
    client, path = site.client("administrator"), f"/tickets/{number}"
    sent = {"status": "in_progress", "text": "The crew is on its way."}
    assert post(client, f"{path}/status", page=path, **sent).status_code == 303
    with site.gateway.store.reading() as connection:
        body = connection.execute(select(outbox.c.body)).scalar_one()
    assert body.split("\n")[0] in part


def test_mail_has_its_subject_and_no_segments(site: Site) -> None:
    """Nobody counts characters of a mail."""
    number = site.add_ticket(
        channel="simulator_email", reporter="anne@residents.example", our_address="311@elmcity.example"
    )
    part = preview(site, number, "reply", text="Which side of the street is it?")
    assert "By mail, in English" in part
    assert f"[City311 #{number}]" in part
    assert "text message" not in part


def test_words_in_another_language_are_remarked_upon(site: Site) -> None:
    """A note in English for somebody who writes Spanish is seen before it is sent; so is one that costs much."""
    number = site.add_ticket(language="es", our_address="+12035550142")
    words = "We will send the crew there tomorrow morning and they will repair it. "
    part = preview(site, number, "reply", text=words * 5)
    assert "This reads like English; the resident wrote Spanish." in part
    assert "shorten it if you can" in part


def test_neighbors_are_counted_by_channel_and_language(site: Site) -> None:
    """News of a ticket goes to everybody whose report was joined to it."""
    number = site.add_ticket(our_address="+12035550142")
    for address, language in (("+12035550188", "en"), ("+12035550199", "es")):
        joined = site.add_ticket(reporter=address, language=language, our_address="+12035550142", status="closed")
        with site.gateway.store.writing() as connection:
            connection.execute(update(ticket).where(ticket.c.number == joined).values(merged_into=1))
    part = preview(site, number, "status", status="in_progress", text="Crew is out.")
    assert "By text, in English</b> <span>to 2 people" in part
    assert "By text, in Spanish</b> <span>1 text" in part


def test_without_a_script_a_button_shows_the_same_and_keeps_what_was_typed(site: Site) -> None:
    """Nothing is sent and nothing is written."""
    number = site.add_ticket(our_address="+12035550142")
    client, path = site.client("member", "streets"), f"/tickets/{number}"
    assert f'formaction="{path}/preview/reply#reply"' in client.get(path).text
    page = post(client, f"{path}/preview/reply", page=path, text="Which side?")
    assert page.status_code == 200
    assert ">\nWhich side?</textarea>" in page.text
    assert 'class="as-sent"' in page.text
    assert post(client, f"{path}/preview/letter", page=path, text="x").status_code == 404
    with site.gateway.store.reading() as connection:
        assert connection.execute(select(outbox)).first() is None
        assert len(connection.execute(select(event)).all()) == 1


def test_a_state_that_nobody_hears_of_is_said(site: Site) -> None:
    """A clerk must not think that the resident knows."""
    number = site.add_ticket(reporter=None)
    client, path = site.client("member", "streets"), f"/tickets/{number}"
    page = post(client, f"{path}/preview/status", page=path, status="in_progress", text="")
    assert "Nobody would be written to." in page.text
    assert "Nobody would be written to." not in client.get(path).text


def test_ready_made_words_come_from_the_rulebook_and_the_department(site: Site) -> None:
    """Texts that a department kept are put behind what stands there; an empty one is forgotten."""
    number = site.add_ticket(our_address="+12035550142")
    client, path = site.client("member", "streets"), f"/tickets/{number}"
    kept = post(client, f"{path}/words/reply/kept", page=path, text="Which side of the street?", name="Which side")
    assert kept.status_code == 200
    page = post(client, f"{path}/words/reply", page=path, text="Good morning.", ready="own:Which side").text
    assert ">\nGood morning.\n\nWhich side of the street?</textarea>" in page
    assert '<option value="own:Which side">' in page
    closing = post(client, f"{path}/words/status", page=path, status="closed", ready="own:Which side").text
    assert '<option value="closed" selected>' in closing
    assert post(client, f"{path}/words/reply/kept", page=path, text="x", name="").status_code == 422
    assert post(client, f"{path}/words/reply", page=path, text="", ready="own:gone").status_code == 404
    assert "is forgotten" in post(client, f"{path}/words/reply/kept", page=path, text="", name="Which side").text
    assert "own:Which side" not in client.get(path).text
