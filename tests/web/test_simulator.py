"""The simulator without a browser: what is sent becomes an arrival, and what happened is shown."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from gateway.envelopes import Arrival, Stored
from gateway.errors import OverloadedError
from gateway.store.schema import message, ticket
from gateway.web import create_app
from gateway.web.simulator.samples import MAILS, TEXTS
from gateway.web.simulator.scene import choose
from tests.web.site import NOON, Site, add_outbound, post, token_in

ANNE = "+12035550111"
BART = {"phone": "+12035550122", "email": "bart@residents.example"}


def test_a_text_is_received_as_a_carrier_would_bring_it(site: Site) -> None:
    """The phone's form makes one arrival from the resident's number to the city's."""
    answer = post(site.client(), "/simulator/text", page="/simulator", text="a pothole", **BART)
    assert answer.status_code == 303
    assert answer.location.endswith("#phone")
    (arrival,) = site.received
    assert (arrival.channel, arrival.sender, arrival.recipients) == ("simulator_sms", BART["phone"], ("+12035550142",))
    assert site.gateway.channels["simulator_sms"].decode(arrival).text == "a pothole"


def test_a_mail_is_received_as_an_mta_would_bring_it(site: Site) -> None:
    """The mailbox's form makes one mail with subject and body to the city's address."""
    answer = post(
        site.client(), "/simulator/mail", page="/simulator", subject="Ärger", text="línea 1\r\nlínea 2", **BART
    )
    assert answer.status_code == 303
    (arrival,) = site.received
    assert (arrival.sender, arrival.recipients) == ("bart@residents.example", ("311@elmcity.example",))
    heard = site.gateway.channels["simulator_email"].decode(arrival)
    assert (heard.subject, heard.text.strip()) == ("Ärger", "línea 1\nlínea 2")


def test_an_empty_text_is_sent(site: Site) -> None:
    """People do send empty texts, and the answer to one is worth seeing."""
    assert post(site.client(), "/simulator/text", page="/simulator", text="").status_code == 303
    assert site.gateway.channels["simulator_sms"].decode(site.received[0]).text == ""


@pytest.mark.parametrize("place", range(len(TEXTS)))
def test_every_example_text_is_sent_with_one_click(site: Site, place: int) -> None:
    """The examples beside the phone are whole messages."""
    post(site.client(), "/simulator/text", page="/simulator", text="half typed", sample=str(place))
    assert site.gateway.channels["simulator_sms"].decode(site.received[0]).text == TEXTS[place].body


@pytest.mark.parametrize("place", range(len(MAILS)))
def test_every_example_mail_is_sent_with_one_click(site: Site, place: int) -> None:
    """The examples beside the mailbox are whole mails."""
    post(site.client(), "/simulator/mail", page="/simulator", sample=str(place))
    heard = site.gateway.channels["simulator_email"].decode(site.received[0])
    assert heard.subject == MAILS[place].subject


def test_examples_come_in_both_languages() -> None:
    """A visitor sees at once that Spanish is understood."""
    assert {sample.language for sample in TEXTS} == {sample.language for sample in MAILS} == {"en", "es"}


@pytest.mark.parametrize("path", ["/simulator/text", "/simulator/mail"])
def test_a_text_that_is_too_long_is_not_lost(site: Site, path: str) -> None:
    """The form comes back with every word and says how much is too much."""
    words = "word " * 12_000
    answer = post(site.client(), path, page="/simulator", text=words, subject="Long")
    assert answer.status_code == 422
    assert "Shorten this to" in answer.text
    assert words.strip() in answer.text
    assert site.received == []


def test_when_nothing_can_be_stored_the_text_is_not_lost(site: Site) -> None:
    """The phone says that the message was not sent, and keeps it."""

    def refuse(_arrival: Arrival) -> Stored:
        raise OverloadedError

    client = create_app(site.gateway, receive=refuse).test_client()
    answer = post(client, "/simulator/text", page="/simulator", text="a pothole on Elm")
    assert answer.status_code == 422
    assert "was not sent" in answer.text
    assert "a pothole on Elm" in answer.text


@pytest.mark.parametrize(
    ("typed", "number"),
    [("203 555 0199", "+12035550199"), ("+44 20 7946 0018", "+442079460018"), ("72345", "72345")],
)
def test_numbers_are_written_as_carriers_write_them(typed: str, number: str) -> None:
    """A visitor types a number in any shape; a short code is a sender too."""
    assert choose({"phone": typed}).resident.phone == number


@pytest.mark.parametrize(
    "query", ["phone=abc", "phone=12", "email=nobody", "email=a@b@c", "email=x%40y%0d%0aBcc:z%40q"]
)
def test_a_wrong_number_or_address_is_explained(site: Site, query: str) -> None:
    """What was typed stays in the field beside one sentence."""
    answer = site.client().get(f"/simulator?{query}")
    assert answer.status_code == 422
    assert "such as" in answer.text


def test_the_phone_shows_both_directions_in_order(site: Site) -> None:
    """A conversation reads from top to bottom, and other people's texts are not in it."""
    client = site.client()
    post(client, "/simulator/text", page="/simulator", text="first from Anne", phone=ANNE)
    post(client, "/simulator/text", page="/simulator", text="not for Anne", phone=BART["phone"])
    with site.gateway.store.writing() as connection:
        add_outbound(connection, body="second from the city", state="queued", created_at=NOON + 5)
        add_outbound(connection, body="never went out", state="suppressed", reason="a machine wrote")
        add_outbound(connection, body="for Bart", recipient=BART["phone"])
    page = client.get(f"/simulator/phone?phone={ANNE.replace('+', '%2B')}").text
    assert page.index("first from Anne") < page.index("second from the city")
    assert "stored, being read" in page
    assert "not sent: a machine wrote" in page
    assert "for Anne" not in page
    assert "for Bart" not in page


def test_the_simulator_shows_nothing_of_real_channels(site: Site) -> None:
    """Nobody reads a real resident's texts by typing in their number."""
    number = site.add_ticket(channel="twilio", description="a real resident's words")
    with site.gateway.store.writing() as connection:
        add_outbound(connection, channel="twilio", body="a real answer", state="sent")
    page = site.client().get(f"/simulator?phone={ANNE.replace('+', '%2B')}").text
    tray = site.client().get("/simulator/outbox").text
    for secret in (number, "a real resident's words", "a real answer"):
        assert secret not in page
        assert secret not in tray


def test_what_the_gateway_understood_stands_beside_the_phone(site: Site) -> None:
    """Service, place, department and rule, with the words they were read from marked."""
    number = site.add_ticket(rule="Deep holes first")
    page = site.client().get("/simulator").text
    for expected in ("Pothole", "48 Maple Ave", "Streets", "Deep holes first", f"/tickets/{number}", "91 %"):
        assert expected in page
    assert '<mark class="service">pothole' in page


def test_nothing_is_sent_again_while_nothing_changes(site: Site) -> None:
    """The poll of every second costs an empty 204 until there is news."""
    site.add_ticket()
    client = site.client()
    path = "/simulator/phone?phone=%2B12035550111"
    seen = client.get(path).text.split("seen=", 1)[1].split('"', 1)[0]
    assert client.get(f"{path}&seen={seen}").status_code == 204
    with site.gateway.store.writing() as connection:
        connection.execute(update(ticket).values(status="closed", updated_at=NOON + 9))
    assert client.get(f"{path}&seen={seen}").status_code == 200


def test_a_status_of_a_message_refreshes_the_phone(site: Site) -> None:
    """A text that was only stored and is now read looks different."""
    client = site.client()
    post(client, "/simulator/text", page="/simulator", text="hm", phone=ANNE)
    path = "/simulator/phone?phone=%2B12035550111"
    seen = client.get(path).text.split("seen=", 1)[1].split('"', 1)[0]
    with site.gateway.store.writing() as connection:
        connection.execute(update(message).values(processed_at=NOON, kind="thanks", text="hm"))
    changed = client.get(f"{path}&seen={seen}")
    assert (changed.status_code, "thanks" in changed.text) == (200, True)


def test_a_reply_goes_into_its_thread(site: Site) -> None:
    """Replying to a mail of the city answers to its token address and names its Message-ID."""
    client = site.client()
    with site.gateway.store.writing() as connection:
        mail = add_outbound(
            connection,
            channel="simulator_email",
            recipient=BART["email"],
            subject="Your report",
            rfc_message_id="<one@elmcity.example>",
            reply_to="r+1.1.abc@elmcity.example",
            body="Which corner?",
        )
    page = client.get("/simulator", query_string={**BART, "reply": str(mail)}).text
    assert 'value="r+1.1.abc@elmcity.example"' in page
    assert "&gt; Which corner?" in page
    form = {"to": "r+1.1.abc@elmcity.example", "in_reply_to": "<one@elmcity.example>", "subject": "Re: Your report"}
    assert post(client, "/simulator/mail", page="/simulator", text="The north one", **form, **BART).status_code == 303
    (arrival,) = site.received
    assert arrival.recipients == ("r+1.1.abc@elmcity.example",)
    assert site.gateway.channels["simulator_email"].decode(arrival).references == ("<one@elmcity.example>",)


def test_a_reply_to_somebody_elses_mail_is_not_prepared(site: Site) -> None:
    """Counting through the numbers of the outbox shows no other person's mail."""
    with site.gateway.store.writing() as connection:
        mail = add_outbound(connection, channel="simulator_email", recipient=BART["email"], body="For Bart only")
    page = site.client().get(f"/simulator?email=anne@residents.example&reply={mail}").text
    assert "For Bart only" not in page


def test_the_tray_shows_what_would_have_been_sent(site: Site) -> None:
    """Mail to departments and answers of real channels appear as long as there is no relay."""
    with site.gateway.store.writing() as connection:
        add_outbound(connection, kind="department", channel="email", recipient="streets@elmcity.example", subject="New")
    page = site.client().get("/simulator/outbox").text
    assert "streets@elmcity.example" in page
    assert "GATEWAY_SMTP_RELAY" in page


def test_htmx_gets_the_pane_alone(site: Site) -> None:
    """With script only the phone is replaced, so that a half-written mail in the mailbox stays."""
    client = site.client()
    token = token_in(client.get("/simulator").text)
    answer = client.post(
        "/simulator/text", data={"csrf_token": token, "text": "hello", "phone": ANNE}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="phone"' in answer.text
    assert 'id="mailbox"' not in answer.text


def test_a_mail_is_shown_as_it_looks(site: Site) -> None:
    """In the city's colour, apart from our own pages, and without anything that runs or is fetched."""
    with site.gateway.store.writing() as connection:
        words = {"channel": "simulator_email", "sender": "311@elmcity.example", "subject": "Re: Pothole"}
        shown = add_outbound(connection, recipient=BART["email"], body="Thank you <script>alert(1)</script>", **words)
    page = site.client().get(f"/simulator/mail/{shown}")
    assert "Thank you &lt;script&gt;alert(1)" in page.text
    assert "background-color:#" in page.text
    assert "<script" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert f"/simulator/mail/{shown}" in site.client().get("/simulator", query_string=BART).text


def test_only_played_mail_is_shown(site: Site) -> None:
    """What went to a real address is nobody's business here."""
    with site.gateway.store.writing() as connection:
        numbers = [add_outbound(connection, channel=channel) for channel in ("email", "twilio", "simulator_sms")]
    assert [site.client().get(f"/simulator/mail/{number}").status_code for number in (*numbers, 999)] == [404] * 4
