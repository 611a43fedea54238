"""Held mail and the list of senders: who may see and change what, and what a click does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.store.schema import message, sender_rule, work
from gateway.store.sender_rules import add_rule, find_verdict
from tests.web.held_mail import insert_held
from tests.web.site import NOON, Site, post


def hold(site: Site, **values: Any) -> int:
    """Put one held mail into the tables."""
    with site.gateway.store.writing() as connection:
        return insert_held(connection, **values)


def row_of(site: Site, message_id: int) -> Any:
    """What is stored about a message."""
    with site.gateway.store.reading() as connection:
        return connection.execute(select(message).where(message.c.id == message_id)).one()


def test_a_clerk_reads_why_a_mail_is_held(site: Site) -> None:
    """From, subject, first words, reason and time; what a stranger wrote is text and never markup."""
    hold(site)
    page = site.client("member", "streets").get("/held").text
    for words in ("cris@offers.example", "Cheap asphalt &lt;b&gt;now&lt;/b&gt;", "Buy asphalt", "X-Spam-Flag: YES"):
        assert words in page
    assert "Block this sender" not in page


@pytest.mark.parametrize(
    ("role", "departments", "held", "senders"),
    [
        ("administrator", (), 200, 200),
        ("member", ("fire",), 200, 403),
        ("member", (), 403, 403),
        ("viewer", (), 403, 403),
        ("viewer", ("streets",), 403, 403),
        ("", (), 302, 302),
    ],
)
def test_who_sees_held_mail_and_the_list(
    site: Site, role: str, departments: tuple[str, ...], held: int, senders: int
) -> None:
    """Held mail has no department yet, so the members of any decide about it; the list is the administrators'."""
    hold(site)
    client = site.client(role, *departments)
    assert client.get("/held").status_code == held
    assert client.get("/senders").status_code == senders
    if role:
        desk = client.get("/desk").text
        assert ("/held" in desk, "/senders" in desk) == (held == 200, senders == 200)


def test_the_desk_counts_what_waits(site: Site) -> None:
    """Two wait; what was kept or filed is no work."""
    for key, held in (("1", "spam"), ("2", "blocked"), ("3", "kept"), ("4", "")):
        hold(site, key=key, held=held)
    assert re.search(r"Held mail</a> <span class=\"count\">2<", site.client("administrator").get("/desk").text)


def test_filing_a_held_mail_has_it_processed_again(site: Site) -> None:
    """One click: it is queued, and who did it is kept. A second click says that it is done."""
    message_id, client = hold(site), site.client("member", "streets")
    path = f"/held/{message_id}/file"
    assert post(client, path, page="/held").status_code == 303
    assert "It is being filed" in client.get("/held").text
    assert row_of(site, message_id).released_by == "member@elmcity.example"
    with site.gateway.store.writing() as connection:
        due = connection.execute(select(work.c.kind, work.c.state).where(work.c.ref == message_id)).all()
        connection.execute(update(message).values(held=""))
    assert [tuple(one) for one in due] == [("process", "ready")]
    assert post(client, path, page="/held").status_code == 303
    assert "somebody has dealt with it" in client.get("/held").text


def test_a_kept_mail_moves_to_the_other_list(site: Site) -> None:
    """Nothing is deleted: it can be found, and filed later."""
    message_id, client = hold(site), site.client("member", "streets")
    assert post(client, f"/held/{message_id}/keep", page="/held").status_code == 303
    assert "Cheap asphalt" not in client.get("/held").text
    kept = client.get("/held?show=kept").text
    assert "Cheap asphalt" in kept
    assert "kept by member@elmcity.example" in kept
    assert "File it" in kept


@pytest.mark.parametrize("verdict", ["trusted", "blocked"])
def test_an_administrator_lists_the_sender_that_is_read(site: Site, verdict: str) -> None:
    """The address in From goes on the list, not the throw-away address of the envelope."""
    message_id, client = hold(site), site.client("administrator")
    answer = post(client, f"/held/{message_id}/sender", page="/held", verdict=verdict)
    assert answer.status_code == 303
    with site.gateway.store.reading() as connection:
        assert find_verdict(connection, "cris@offers.example") == verdict
        assert find_verdict(connection, "bounce-cris@offers.example") is None


@pytest.mark.parametrize(
    ("role", "path", "fields"),
    [
        ("viewer", "/held/1/file", {}),
        ("viewer", "/held/1/keep", {}),
        ("viewer", "/held/1/sender", {"verdict": "trusted"}),
        ("member", "/held/1/sender", {"verdict": "trusted"}),
        ("member", "/senders", {"pattern": "@offers.example", "verdict": "trusted"}),
        ("member", "/senders/1/remove", {}),
    ],
)
def test_who_may_not_change_cannot(site: Site, role: str, path: str, fields: dict[str, str]) -> None:
    """A form that somebody made by hand changes nothing."""
    message_id = hold(site)
    with site.gateway.store.writing() as connection:
        add_rule(connection, pattern="@x.example", verdict="blocked", actor="anne@elmcity.example", now=NOON)
    client = site.client(role, "streets")
    assert post(client, path, page="/desk", **fields).status_code == 403
    with site.gateway.store.reading() as connection:
        assert list(connection.execute(select(sender_rule.c.pattern)).scalars()) == ["@x.example"]
    assert (row_of(site, message_id).held, row_of(site, message_id).released_by) == ("spam", "")


@pytest.mark.parametrize("path", ["/held/1/file", "/held/1/keep", "/senders", "/senders/1/remove"])
def test_forms_need_their_token(site: Site, path: str) -> None:
    """Another site cannot make a clerk's browser file spam."""
    hold(site)
    assert site.client("administrator").post(path, data={"pattern": "@offers.example"}).status_code == 403


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"pattern": "everybody"}, "Write one address"),
        ({"pattern": ""}, "Write one address"),
        ({"pattern": "@gmail.com"}, "Everybody can have an address at gmail.com"),
        ({"pattern": "@elmcity.example", "verdict": "blocked"}, "one of the city&#39;s own"),
        ({"pattern": "clerk@elmcity.example", "verdict": "blocked"}, "one of the city&#39;s own"),
        ({"pattern": "@offers.example", "note": "x" * 301}, "Shorten the note"),
        ({"pattern": "+1 203 555 0142", "verdict": "blocked"}, "is the city&#39;s own"),
        ({"pattern": "203-555-0199", "verdict": "trusted"}, "A number can only be blocked"),
    ],
)
def test_a_line_that_would_do_harm_is_explained(site: Site, fields: dict[str, str], complaint: str) -> None:
    """The form comes back with what was typed and one sentence that says what to write."""
    client = site.client("administrator")
    answer = post(client, "/senders", page="/senders", **fields)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert f'value="{fields["pattern"]}"' in answer.text
    with site.gateway.store.reading() as connection:
        assert connection.execute(select(sender_rule)).first() is None


def test_an_administrator_adds_and_removes_a_line(site: Site) -> None:
    """What was typed in capitals is kept in lower case, with who wrote it and why."""
    client = site.client("administrator")
    fields = {"pattern": " Cris@Offers.Example ", "verdict": "blocked", "note": "sends forty a day"}
    assert post(client, "/senders", page="/senders", **fields).status_code == 303
    page = client.get("/senders").text
    for words in ("cris@offers.example", "sends forty a day", "administrator@elmcity.example", "Blocked"):
        assert words in page
    for said in ("The line was removed", "removed already"):
        assert post(client, "/senders/1/remove", page="/senders").status_code == 303
        assert said in client.get("/senders").text


def test_a_page_of_held_mail_has_pages(site: Site) -> None:
    """Fifty a page, the newest first."""
    for number in range(51):
        hold(site, key=str(number), received_at=NOON - number)
    client = site.client("administrator")
    first, second = client.get("/held").text, client.get("/held?page=1").text
    assert (first.count("File it"), second.count("File it")) == (50, 1)


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [
        ({"source": "mail_server", "dmarc": "pass"}, ["Sender checked", "DMARC pass (offers.example)"]),
        ({"source": "gateway", "dkim": "pass", "aligned": True}, ["SPF or DKIM pass (offers.example)"]),
        (
            {
                "source": "gateway",
                "dmarc": "temperror",
                "reason": "The DNS of offers.example could not be asked in time.",
            },
            ["Not proven", "We found: SPF none, DKIM none, DMARC temperror.", "could not be asked in time"],
        ),
        (
            {"source": "mail_server", "spf": "fail", "dmarc": "fail", "reason": "offers.example says that it is not."},
            ["Forged?", "FORGED?", "offers.example says that it is not."],
        ),
        ({"dmarc": "fail"}, ["Forged?", "not its own"]),
    ],
)
def test_f7_3_the_ticket_says_who_vouches_for_its_sender(site: Site, verdict: dict[str, Any], shown: list[str]) -> None:
    """A badge in words, the reason, and who found it; nothing where nobody looked."""
    number = site.add_ticket(channel="email", reporter="cris@offers.example")
    client = site.client("viewer")
    assert "Sender checked" not in client.get(f"/tickets/{number}").text
    with site.gateway.store.writing() as connection:
        connection.execute(update(message).values(authentication=verdict))
    page = client.get(f"/tickets/{number}").text
    for words in shown:
        assert words in page
    assert ("Forged?" in page) == ("Forged?" in shown)
