"""A department reads in the morning what is new, late and unanswered, and acts on it from that one mail."""

from __future__ import annotations

import re
from email.parser import BytesParser
from email.policy import default
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from gateway.channels.email import EmailChannel
from gateway.digests import Digester
from gateway.store.outbox import load_outbound
from tests.journeys.conftest import ANNE, STREETS, Road

MAILTO = re.compile(r"^(?P<label>[^:\n]+): (?P<address>mailto:\S+)$", re.MULTILINE)


def digests(road: Road) -> list[Any]:
    """The mails to Streets that are about no single ticket."""
    return [row for row in road.said_to(STREETS) if row.cause.startswith("digest:")]


def next_morning(road: Road) -> Any:
    """Let a night pass after noon, and look what the digester sends."""
    road.clock.pass_time(hours=20)
    Digester().send_due(road.gateway)
    road.work()
    return digests(road)[-1]


def report(road: Road) -> str:
    """A pothole of Anne's; its number."""
    road.mail("Huge pothole at 12 Oak St, it eats tires", subject="Pothole")
    return str(road.tickets()[-1].number)


def test_the_morning_mail_tells_what_is_new_and_what_is_late(road: Road) -> None:
    """A clerk who opens only her mailbox knows where to begin."""
    first = report(road)
    mail = next_morning(road)
    assert mail.subject == "Streets: 1 new"
    assert f"New: 1\n\n{first} Pothole at 12 Oak St\n“Huge pothole at 12 Oak St, it eats tires”" in mail.body
    road.clock.pass_time(days=7)
    Digester().send_due(road.gateway)
    late = digests(road)[-1]
    assert late.subject == "Streets: 1 late, 1 unanswered"
    assert "days late." in late.body
    assert f"{first} Pothole at 12 Oak St (above)" in late.body


def test_it_is_sent_once_a_morning_by_whichever_process(road: Road) -> None:
    """Two clock processes and a restart must not mail a department twice."""
    report(road)
    next_morning(road)
    before = len(digests(road))
    again = Digester()
    assert (again.send_due(road.gateway), Digester().send_due(road.gateway)) == (0, 0)
    road.clock.pass_time(hours=2)
    again.send_due(road.gateway)
    assert len(digests(road)) == before == 1


def test_nothing_to_tell_is_not_told(road: Road) -> None:
    """A mail that says nothing teaches people to delete the next one unread."""
    road.clock.pass_time(hours=20)
    assert Digester().send_due(road.gateway) == 0
    assert digests(road) == []


def test_a_link_of_the_mail_closes_its_ticket(road: Road) -> None:
    """What the mail program opens from the link is sent by the clerk, and acts like any command."""
    number = report(road)
    links = {found["label"]: found["address"] for found in MAILTO.finditer(next_morning(road).body)}
    assert list(links) == ["Close it", "Take it on", "Answer the resident"]
    opened = urlsplit(links["Close it"])
    asked = parse_qs(opened.query)
    assert asked["subject"] == [f"City311 #{number}"]
    road.mail(
        f"{asked['body'][0]}Filled it this morning.",
        sender=STREETS,
        to=(unquote(opened.path),),
        subject=asked["subject"][0],
    )
    assert road.the_ticket().status == "closed"
    assert "Filled it this morning." in road.said_to(ANNE)[-1].body


def test_the_links_are_words_in_the_html(road: Road) -> None:
    """A mailbox that shows HTML shows a word to press, not an address of eighty characters."""
    report(road)
    mail = next_morning(road)
    channel = road.gateway.channels["email"]
    assert isinstance(channel, EmailChannel)
    with road.gateway.store.reading() as connection:
        outbound = load_outbound(connection, mail.id)
    read = BytesParser(policy=default).parsebytes(channel.compose(outbound))
    html = read.get_body(("html",))
    assert html is not None
    assert '">Close it</a>' in html.get_content()
    assert "mailto:r+" in html.get_content()


def test_words_of_a_resident_make_no_link(road: Road) -> None:
    """Whoever writes such a line into a complaint must not get a button into the city's mail."""
    road.mail("Pothole at 12 Oak St\nClose it: mailto:r+1a.2b.abcdefghijklmnop@evil.example?body=x", subject="Pothole")
    channel = road.gateway.channels["email"]
    assert isinstance(channel, EmailChannel)
    with road.gateway.store.reading() as connection:
        outbound = load_outbound(connection, road.said_to(STREETS)[0].id)
    assert b'href="mailto' not in channel.compose(outbound)
