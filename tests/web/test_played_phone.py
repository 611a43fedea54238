"""What a visitor can do with a played phone besides typing: pictures, places, reactions, wishes, reports and time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from gateway.bootstrap import Gateway
from gateway.store.questions import NewQuestion, open_question
from gateway.store.schema import attachment, contact, message, outbox, ticket, work
from gateway.store.work import add_work
from gateway.web.simulator.carrier import REPORTS
from gateway.web.simulator.samples import pins_of
from gateway.web.simulator.travel import SPANS
from gateway.web.simulator.words import REFUSALS, TAPBACKS
from parsers import parse
from parsers.intents import OptOut
from parsers.reactions import is_reaction
from parsers.values import Asked, InboundMessage
from tests.web.site import NOON, Site, add_outbound, post, token_in

ANNE, BART = "+12035550111", "+12035550122"
TWO = {"phone": ANNE, "second": BART}
HTMX = {"HX-Request": "true"}


def heard(site: Site, index: int = -1) -> InboundMessage:
    """The last text as the pipeline reads it."""
    return site.gateway.channels["simulator_sms"].decode(site.received[index])


def test_a_place_is_shared_as_a_messenger_does(site: Site) -> None:
    """By an example's button with its name, or in degrees; a decimal comma is understood."""
    client = site.client()
    pin = pins_of(site.gateway.rulebooks.current().city)[0]
    assert post(client, "/simulator/pin", page="/simulator", place=pin.name).status_code == 303
    shared = heard(site).coordinates
    assert shared is not None
    assert (shared.lat, shared.lon, heard(site).text) == (pin.lat, pin.lon, pin.name)
    post(client, "/simulator/pin", page="/simulator", lat="41,3081", lon="-72.9264")
    shared = heard(site).coordinates
    assert shared is not None
    assert (shared.lat, shared.lon, heard(site).text) == (41.3081, -72.9264, "")


@pytest.mark.parametrize(
    ("lat", "lon"), [("", ""), ("north", "5"), ("91", "0"), ("41", "-181"), ("nan", "0"), ("1", "inf")]
)
def test_a_place_that_is_nowhere_is_explained(site: Site, lat: str, lon: str) -> None:
    """What was typed stays, and the sentence has an example."""
    answer = post(site.client(), "/simulator/pin", page="/simulator", lat=lat, lon=lon)
    assert (answer.status_code, site.received) == (422, [])
    assert "such as 41.3081 and -72.9264" in answer.text
    assert f'name="lat" inputmode="decimal" autocomplete="off" value="{lat}"' in answer.text


@pytest.mark.parametrize("tongue", TAPBACKS)
def test_f15_a_reaction_is_sent_as_phones_word_it(site: Site, tongue: str) -> None:
    """The city's own words come back in quotes, in three languages, and are recognised as such."""
    with site.gateway.store.writing() as connection:
        liked = add_outbound(connection, body="Thank you. Ticket 2222-2222.")
    assert (
        post(site.client(), "/simulator/tapback", page="/simulator", outbound=str(liked), tongue=tongue).status_code
        == 303
    )
    assert "Thank you. Ticket 2222-2222." in heard(site).text
    assert is_reaction(heard(site).text)


@pytest.mark.parametrize("path", ["tapback", "report", "now"])
@pytest.mark.parametrize("outbound", ["1", "2", "999", "", "x", "9" * 30])
def test_nobody_touches_a_text_to_somebody_else(site: Site, path: str, outbound: str) -> None:
    """Counting through the outbox finds neither another phone's texts nor a real resident's."""
    with site.gateway.store.writing() as connection:
        add_outbound(connection, recipient=BART)
        add_outbound(connection, channel="twilio")
    form = {"outbound": outbound, "report": "Delivered", "tongue": "en"}
    assert post(site.client(), f"/simulator/{path}", page="/simulator", **form).status_code == 404
    assert site.received == []


@pytest.mark.parametrize("word", ["STOP", "START", "HELP"])
@pytest.mark.parametrize("noted", ["", "1"])
def test_words_of_carriers_come_with_and_without_their_note(site: Site, word: str, noted: str) -> None:
    """With Advanced Opt-Out Twilio answers itself and says so; without it the word is all there is."""
    post(site.client(), "/simulator/wish", page="/simulator", word=word, **({"noted": noted} if noted else {}))
    assert (heard(site).text, heard(site).opt_out_type) == (word, word if noted else None)


@pytest.mark.parametrize("words", REFUSALS.values())
def test_a_refusal_in_other_words_is_played_too(site: Site, words: str) -> None:
    """No carrier knows these words, and we do."""
    post(site.client(), "/simulator/wish", page="/simulator", word=words, noted="1")
    assert (heard(site).text, heard(site).opt_out_type) == (words, None)
    assert isinstance(parse(heard(site), site.gateway.rulebooks.current().parser_city), OptOut)


@pytest.mark.parametrize(
    ("path", "form"), [("wish", {"word": "BUY"}), ("later", {"span": "a year"}), ("report", {"report": "x"})]
)
def test_only_buttons_can_be_pressed(site: Site, path: str, form: dict[str, str]) -> None:
    """A form made up by somebody does nothing."""
    with site.gateway.store.writing() as connection:
        mine = add_outbound(connection)
    assert post(site.client(), f"/simulator/{path}", page="/simulator", outbound=str(mine), **form).status_code == 400


@pytest.mark.parametrize("said", REPORTS)
def test_f12_7_the_carrier_reports_through_the_same_code(site: Site, said: str) -> None:
    """A played report is noted as a real one is: its status, its reason, and what it says about the number."""
    number = site.add_ticket()
    with site.gateway.store.writing() as connection:
        sent = add_outbound(connection)
    page = post(site.client(), "/simulator/report", page="/simulator", outbound=str(sent), report=said)
    assert page.status_code == 303
    with site.gateway.store.reading() as connection:
        row = connection.execute(select(outbox)).one()
        opted_out = connection.scalar(select(contact.c.opted_out_at))
    assert (row.delivery_status, number != "") == (REPORTS[said].status, True)
    assert (opted_out is not None) == ("21610" in said)
    shown = site.client().get("/simulator").text
    assert ("unsent" in shown) == (said != "Delivered")


@pytest.mark.parametrize(
    ("wait", "words"),
    [(17.2, "answers in 18 s"), (7200.0, "waits until"), (0.0, "queued")],
    ids=["soon", "late", "due"],
)
def test_the_phone_says_how_long_an_answer_waits(site: Site, wait: float, words: str) -> None:
    """A held-back answer is there to be seen, with its time and a button that lets that time pass."""
    with site.gateway.store.writing() as connection:
        held = add_outbound(connection, state="queued")
        add_work(connection, kind="deliver", ref=held, now=NOON, next_at=NOON + wait)
    page = site.client().get("/simulator").text
    assert words in page
    assert (f'id="now-{held}"' in page) == (wait > 0)


def test_seconds_are_counted_without_moving_the_page(site: Site, clock: Any) -> None:
    """While nothing else changes only the number is replaced, so that nobody loses the place they read at."""
    with site.gateway.store.writing() as connection:
        held = add_outbound(connection, state="queued")
        add_work(connection, kind="deliver", ref=held, now=NOON, next_at=NOON + 20)
    client = site.client()
    seen = client.get("/simulator/phone").text.split("seen=", 1)[1].split("&", 1)[0]
    clock.now += 5
    answer = client.get(f"/simulator/phone?seen={seen}")
    assert answer.headers["HX-Reswap"] == "none"
    assert answer.text.split() == f'<span id="wait-{held}" hx-swap-oob="true">answers in 15 s</span>'.split()
    clock.now += 20
    assert client.get(f"/simulator/phone?seen={seen}").status_code == 204


def test_now_lets_just_the_waiting_time_pass(site: Site) -> None:
    """The button moves everything of the phone, so what came before stays before."""
    number = site.add_ticket(created_at=NOON)
    with site.gateway.store.writing() as connection:
        ticket_id = connection.scalar(select(ticket.c.id).where(ticket.c.number == number))
        held = add_outbound(connection, state="queued", ticket_id=ticket_id)
        add_work(connection, kind="deliver", ref=held, now=NOON, next_at=NOON + 20)
    answer = post(site.client(), "/simulator/now", page="/simulator", outbound=str(held))
    assert answer.status_code == 303
    with site.gateway.store.reading() as connection:
        assert connection.scalar(select(work.c.next_at)) == NOON
        assert connection.scalar(select(message.c.received_at)) == NOON - 20


@pytest.mark.parametrize(("span", "seconds"), SPANS.items())
def test_time_passes_for_one_phone(site: Site, span: str, seconds: float) -> None:
    """The page says what became older; other phones keep their time."""
    site.add_ticket(created_at=NOON)
    site.add_ticket(created_at=NOON, reporter=BART)
    client = site.client()
    assert post(client, "/simulator/later", page="/simulator", span=span, phone=ANNE).status_code == 303
    page = client.get("/simulator").text
    assert f"For this phone it is {span[:1].lower()}{span[1:]} later: 1 text, 1 ticket." in page
    with site.gateway.store.reading() as connection:
        rows = connection.execute(select(message.c.sender, message.c.received_at)).all()
    assert {row.sender: row.received_at for row in rows} == {ANNE: NOON - seconds, BART: NOON}


def test_no_time_passes_before_anything_happened(site: Site) -> None:
    """Whoever presses the button first is told why nothing moves."""
    token = token_in(site.client().get("/simulator").text)
    client = site.client()
    token = token_in(client.get("/simulator").text)
    form = {"csrf_token": token, "span": "A day"}
    answer = client.post("/simulator/later", data=form, headers=HTMX)
    assert "Send a text first" in answer.text
    assert 'hx-swap-oob="innerHTML:#phone-notice"' in answer.text


def test_two_phones_are_two_residents(site: Site) -> None:
    """Each has its own number, conversation and language of examples; both are the same forms."""
    client = site.client()
    answer = post(client, "/simulator/text", page="/simulator?second=" + BART[1:], text="hola", slot="second", **TWO)
    assert answer.location.endswith("#second")
    assert site.received[0].sender == BART
    page = client.get("/simulator", query_string=TWO).text
    assert page.count('<section id="') == 2
    assert 'id="mailbox"' not in page
    assert ">Pothole</button>" in page
    assert ">Bache</button>" in page
    first, second = page.split('<section id="second"')
    assert "hola</p>" in second
    assert "hola</p>" not in first
    assert heard(site, 0).text == "hola"


@pytest.mark.parametrize(
    ("query", "sentence"), [(f"second={ANNE[1:]}", "another number"), ("second=abc", "Write a phone number")]
)
def test_a_second_phone_needs_a_number_of_its_own(site: Site, query: str, sentence: str) -> None:
    """One number is one phone, and a mistyped one is none."""
    answer = site.client().get(f"/simulator?{query}")
    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_examples_speak_the_language_of_the_phone(site: Site) -> None:
    """A link changes them, and what is sent is what was shown."""
    page = site.client().get("/simulator?tongue=es").text
    assert ">Bache</button>" in page
    assert ">Pothole</button>" not in page


def test_an_earlier_text_can_be_looked_at(site: Site) -> None:
    """Beside the phone stands the last text, or the one that was chosen, with a way back."""
    first = site.add_ticket(rule="The first rule", created_at=NOON - 60)
    last = site.add_ticket(rule="The last rule")
    client = site.client()
    assert f"/tickets/{last}" in client.get("/simulator").text
    page = client.get("/simulator?message=1").text
    assert "The first rule" in page
    assert f"/tickets/{first}" in page
    assert "The last rule" not in page
    assert "Back to the last one" in page
    assert "The last rule" in client.get("/simulator?message=999").text


def test_what_opened_no_ticket_is_read_again(site: Site, make_gateway: Callable[..., Gateway]) -> None:
    """Of an answer only its effects are kept, so the page reads it once more with what had been asked."""
    client = site.client()
    post(client, "/simulator/text", page="/simulator", text="ok thank you!", phone=ANNE)
    with site.gateway.store.writing() as connection:
        connection.execute(update(message).values(processed_at=NOON, kind="thanks", text="ok thank you!"))
    page = client.get("/simulator").text
    assert "Thanks, or a reaction: nothing to do" in page
    assert "it was read again for this page" in page
    assert "No answer to this text." in page


def test_a_number_of_our_list_is_no_house_number(site: Site) -> None:
    """What had been asked when a text came decides how it is read again."""
    number = site.add_ticket(location=None)
    client = site.client()
    post(client, "/simulator/text", page="/simulator", text="1", phone=ANNE)
    with site.gateway.store.writing() as connection:
        ids = connection.execute(select(ticket.c.id, ticket.c.reporter_id).where(ticket.c.number == number)).one()
        asked = NewQuestion(contact_id=ids.reporter_id, kind=Asked.PHOTO_PLACE, ticket_id=ids.id)
        open_question(connection, asked, now=NOON)
        mine = message.c.id == select(func.max(message.c.id)).scalar_subquery()
        connection.execute(
            update(message).where(mine).values(processed_at=NOON + 9, kind="follow_up", ticket_id=ids.id)
        )
    page = client.get("/simulator").text
    assert "Was the photo taken there?" in page
    assert "Our list, number 1" in page
    assert "(address)" not in page


def test_answers_are_shown_with_their_segments(site: Site) -> None:
    """What a carrier charges for stands beside each answer, sent or not."""
    site.add_ticket()
    with site.gateway.store.writing() as connection:
        add_outbound(connection, cause="message:1", body="Gracias. Su número es único: " + "á" * 60)
        add_outbound(
            connection, cause="message:1", kind="question", state="suppressed", reason="said in the next message"
        )
    page = site.client().get("/simulator").text
    assert "2 segments" in page
    assert ">said in the next message<" in page
    with site.gateway.store.reading() as connection:
        assert connection.execute(select(attachment)).all() == []


def test_the_link_to_the_residents_page_opens_it(site: Site) -> None:
    """Whoever plays a resident can look at what a resident sees; another address stays words."""
    with site.app.test_request_context():
        shown = str(
            site.app.jinja_env.filters["page_links"]("<b> http://localhost:8311/r/1.2.abcdefghijkl. https://x.example")
        )
    assert shown == (
        '&lt;b&gt; <a href="/r/1.2.abcdefghijkl">http://localhost:8311/r/1.2.abcdefghijkl</a>. https://x.example'
    )
