"""Staff write down who wants no more texts, or wants them again; the ticket shows who said what (12.10)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.store.consents import record_wish
from gateway.store.schema import consent, contact, event
from tests.web.site import NOON, Site, post

REASON = "Told the crew on Monday."


def send(site: Site, number: str, role: str = "administrator", *departments: str, **form: str) -> Any:
    """Send the form of a ticket as a person of this role."""
    client, path = site.client(role, *departments), f"/tickets/{number}"
    return post(client, f"{path}/texts", page=path, **({"verdict": "opted_out", "text": REASON} | form))


def rows(site: Site, table: Any, **where: Any) -> list[Any]:
    conditions = [table.c[name] == value for name, value in where.items()]
    with site.gateway.store.reading() as connection:
        return list(connection.execute(select(table).where(*conditions).order_by(table.c.id)))


def opt_out(site: Site, source: str, actor: str, words: str = "") -> None:
    with site.gateway.store.writing() as connection:
        record_wish(connection, 1, verdict="opted_out", source=source, actor=actor, words=words, now=NOON)


def test_f12_5_staff_stop_texts_to_a_number(site: Site) -> None:
    """Who, when and how stands in the ledger and in the history, and the page says that nothing can be texted."""
    number = site.add_ticket()
    assert send(site, number).status_code == 303
    assert rows(site, contact)[0].opted_out_at is not None
    (wish,) = rows(site, consent)
    assert (wish.verdict, wish.actor, wish.words) == ("opted_out", "administrator@elmcity.example", REASON)
    assert rows(site, event, kind="opted_out")[0].text == REASON
    page = site.app.test_client()
    post(page, "/sign-in", email="administrator@elmcity.example", password="correct horse battery")
    shown = page.get(f"/tickets/{number}").text
    assert "opted out of texts" in shown
    assert "Noted at the desk by administrator@elmcity.example." in shown
    assert "This person wants texts again" in shown


def test_f12_5_staff_write_down_that_texts_are_wanted_again(site: Site) -> None:
    """Consent needs a trace too: without saying where it was given nothing is resumed."""
    number = site.add_ticket()
    opt_out(site, "message:1", "resident", "STOP")
    refused = send(site, number, verdict="opted_in", text=" ")
    assert refused.status_code == 422
    assert "Write how you know" in refused.text
    assert rows(site, contact)[0].opted_out_at is not None
    assert "the carrier goes on refusing" in refused.text
    with site.gateway.store.writing() as connection:
        connection.execute(update(contact).values(opted_out_at=NOON))
    again = send(site, number, "member", "streets", verdict="opted_in", text="Asked us in a call to the front desk")
    assert again.status_code == 303
    assert rows(site, contact)[0].opted_out_at is None


@pytest.mark.parametrize(
    ("source", "actor", "words"),
    [
        ("message:1", "resident", "By text."),
        ("message:1", "anne@residents.example", "By mail from anne@residents.example."),
        ("carrier:4", "carrier", "The carrier refused a text of ours"),
    ],
)
def test_12_10_the_ledger_says_how_a_wish_came_in(site: Site, source: str, actor: str, words: str) -> None:
    """A clerk who is asked why nothing was sent must be able to say it."""
    number = site.add_ticket()
    opt_out(site, source, actor, "please stop")
    shown = site.client("viewer", "streets").get(f"/tickets/{number}").text
    assert words in shown
    assert "please stop" in shown
    assert "This person wants texts again" not in shown, "who only reads changes nothing"


@pytest.mark.parametrize(
    ("role", "departments", "status"),
    [("viewer", ("streets",), 403), ("member", ("fire",), 403), ("member", ("streets",), 303)],
)
def test_12_10_who_may_change_a_ticket_may_write_wishes_down(
    site: Site, role: str, departments: tuple[str, ...], status: int
) -> None:
    """As every other change of a ticket."""
    number = site.add_ticket()
    client = site.client(role, *departments)
    post_to = f"/tickets/{number}/texts"
    answer = post(client, post_to, page="/desk", verdict="opted_out", text=REASON)
    assert answer.status_code == status
    assert len(rows(site, consent)) == (1 if status == 303 else 0)


def test_12_10_a_form_without_its_token_changes_nothing(site: Site) -> None:
    """Another site must not silence a resident through a clerk's browser."""
    number = site.add_ticket()
    answer = site.client("administrator").post(f"/tickets/{number}/texts", data={"verdict": "opted_out", "text": "x"})
    assert answer.status_code == 403
    assert rows(site, consent) == []


def test_12_10_only_reporters_who_text_have_such_wishes(site: Site) -> None:
    """A mail's sender has no number here and no form; a wish that is noted already, or is none, is told so."""
    by_mail = site.add_ticket(channel="email", reporter="anne@residents.example")
    assert "Texts to" not in site.client("administrator").get(f"/tickets/{by_mail}").text
    client = site.client("member", "streets")
    for number, verdict, words in (
        (by_mail, "opted_out", ""),
        (site.add_ticket(), "opted_in", "noted already"),
        (site.add_ticket(reporter="+12035550112"), "perhaps", "Say whether they want"),
    ):
        answer = post(client, f"/tickets/{number}/texts", page="/desk", verdict=verdict, text=REASON)
        assert answer.status_code == 422, words
        assert words in answer.text
    assert rows(site, consent) == []
