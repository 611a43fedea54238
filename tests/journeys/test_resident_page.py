"""What residents send from the page of their request walks the whole road, like their texts and mails."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.casework import change_status, reply_to_resident
from gateway.channels.simulator import simulator_mail
from gateway.envelopes import Stored
from gateway.errors import StoreUnavailableError
from gateway.store.schema import attachment, question
from gateway.web import create_app
from gateway.web.resident.guessing import MESSAGES
from tests.journeys.conftest import ANNE, ANNES_PHONE, STREETS, Road
from tests.pictures.samples import photo

DESK = "desk@elmcity.example"
PHONE, MAIL = "phone", "mail"


@dataclass
class Page:
    """Anne with her browser, and the link of the last message to her."""

    road: Road
    browser: FlaskClient
    address: str
    path: str

    def open(self, query: str = "") -> str:
        return self.browser.get(self.path + query).text

    def send(self, where: str = "words", *, once: str = "", files: tuple[bytes, ...] = (), **form: str) -> Any:
        """Send a form of the page, as it stood there."""
        nonce = once or re.findall(r'name="once" value="([^"]+)"', self.open())[0]
        sent = [(io.BytesIO(octets), f"{number}.jpg") for number, octets in enumerate(files)]
        data = {"once": nonce, **form, "files": sent}
        answer = self.browser.post(f"{self.path}/{where}", data=data, content_type="multipart/form-data")
        self.road.work()
        return answer

    def heard(self) -> list[str]:
        return [row.body for row in self.road.said_to(self.address) if row.state != "suppressed"]


def open_page(road: Road, way: str) -> Page:
    """Anne reports a pothole and opens the link of the answer."""
    if way == PHONE:
        road.text("deep pothole at 12 Oak St")
        road.clock.pass_time(minutes=2)
        road.work()
    else:
        arrive_by_played_mail(road)
    address = ANNES_PHONE if way == PHONE else ANNE
    (link,) = re.findall(r"http://\S+?(/r/\S+)", road.said_to(address)[-1].body)
    browser = create_app(road.gateway, receive=road.intake.receive).test_client()
    return Page(road=road, browser=browser, address=address, path=link)


def arrive_by_played_mail(road: Road) -> None:
    """A mail of the simulator, whose answers carry links to this machine."""
    now = datetime.fromtimestamp(road.clock(), UTC)
    road.arrive(simulator_mail(ANNE, "311@elmcity.example", "Pothole", "Deep pothole at 12 Oak St", now=now))


@pytest.fixture(params=[PHONE, MAIL])
def page(road: Road, request: pytest.FixtureRequest) -> Page:
    """The page of a pothole that was reported by text, or by mail."""
    return open_page(road, str(request.param))


def close(page: Page, note: str = "Filled this morning.") -> None:
    """A clerk closes the ticket a day later."""
    page.road.clock.pass_time(days=1)
    ticket = page.road.the_ticket()
    change_status(page.road.gateway, ticket_id=ticket.id, status="closed", note=note, actor=DESK)
    page.road.work()


def test_words_and_a_photo_reach_the_department(page: Page) -> None:
    """They are a message like any other, and the page thanks at once; nobody is texted for it."""
    before = page.heard()
    answer = page.send(words="It got deeper", files=(photo(),))
    assert answer.status_code == 303
    assert "sees it" in page.open(answer.location.removeprefix(page.path).partition("#")[0])
    assert "It got deeper" in page.road.said_to(STREETS)[-1].body
    assert "It got deeper" in page.open()
    (file,) = page.road.rows(attachment)
    assert page.browser.get(f"{page.path}/files/{file.id}/thumbnail.jpg").content_type == "image/jpeg"
    assert page.heard() == before
    assert page.road.unfinished() == []


def test_a_form_that_is_sent_twice_is_one_message(page: Page) -> None:
    """A double click and the button Back; other words in the same form are another message."""
    for words in ("It got deeper", "It got deeper", "And wider"):
        page.send(words=words, once="the-same-form")
    assert [row.text for row in page.road.events(kind="message")] == ["It got deeper", "And wider"]


def test_an_answer_to_a_department_wakes_the_ticket(page: Page) -> None:
    """The clerk asked, the page says what to do, and the answer counts as one by text or mail."""
    ticket = page.road.the_ticket()
    change_status(page.road.gateway, ticket_id=ticket.id, status="waiting", note="Which side?", actor=DESK)
    page.road.work()
    assert "We are waiting for your answer." in page.open()
    page.send(words="The north side")
    assert "The north side" in page.road.said_to(STREETS)[-1].body


def test_danger_is_heard_on_the_page_too(page: Page) -> None:
    """PROTOCOL 15.2: on every channel; the page says at once that nobody watches it."""
    answer = page.send(words="now there is a strong gas smell in my kitchen")
    assert "done=danger" in answer.location
    shown = page.open("?done=danger")
    assert "NOT monitored for emergencies" in shown or "NOT MONITORED FOR EMERGENCIES" in shown
    assert any(row.priority == "emergency" for row in page.road.tickets())


@pytest.mark.parametrize("words", ["STATUS", "help", "STOP please"])
def test_commands_on_the_page_are_words(page: Page, words: str) -> None:
    """Whoever writes them under a report speaks to the city; a wish to hear no more is heeded by text and mail."""
    page.send(words=words)
    kept = [row.text for row in page.road.events() if row.message_id is not None]
    assert any(words in text for text in kept)


@pytest.mark.parametrize(("form", "said"), [({}, "Write something"), ({"words": "a" * 4001}, "4001 characters")])
def test_what_cannot_be_taken_stays_on_the_page(page: Page, form: dict[str, str], said: str) -> None:
    """With one sentence that says what to do."""
    answer = page.send(**form)
    assert answer.status_code == 422
    assert said in answer.text
    assert form.get("words", "") in answer.text


def test_a_photo_of_sixty_megabytes_gets_a_clear_page(page: Page) -> None:
    """Nothing is stored, and the way back is named."""
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
    body, kind = head + bytes(60_000_000) + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
    answer = page.browser.post(f"{page.path}/words", data=body, content_type=kind)
    assert answer.status_code == 413
    assert "25 MB at most" in answer.text
    assert f'href="{page.path}"' in answer.text
    assert len(page.road.messages()) == 1


def test_too_many_files_are_refused_in_words(page: Page) -> None:
    """The words stay."""
    answer = page.send(words="See these", files=(b"a",) * 6)
    assert (answer.status_code, "at most 5 files" in answer.text, "See these" in answer.text) == (422, True, True)


def test_a_link_cannot_be_used_to_flood_a_department(page: Page) -> None:
    """After twenty messages within an hour the page asks to wait, and keeps the words."""
    for number in range(MESSAGES):
        page.browser.post(f"{page.path}/words", data={"words": f"again {number}", "once": str(number)})
    answer = page.send(words="and again")
    assert (answer.status_code, "wait a little" in answer.text, "and again" in answer.text) == (422, True, True)


def test_while_the_store_is_away_the_words_stay_on_the_page(page: Page) -> None:
    """Nothing is promised that was not stored."""

    def fail(_arrival: Any) -> Stored:
        raise StoreUnavailableError

    page.browser = create_app(page.road.gateway, receive=fail).test_client()
    answer = page.send(words="It got deeper")
    assert (answer.status_code, "again in a minute" in answer.text) == (503, True)
    assert "It got deeper" in answer.text


def test_after_closing_the_page_asks_once_and_a_yes_is_kept(page: Page) -> None:
    """The answer stays with the ticket; the question is gone."""
    close(page)
    assert "Is it fixed?" in page.open()
    page.browser.get(page.path)
    assert page.road.the_ticket().fixed is None
    page.send("fixed", answer="yes")
    ticket = page.road.the_ticket()
    assert (ticket.status, ticket.fixed, ticket.fixed_at) == ("closed", True, page.road.clock())
    assert "Is it fixed?" not in page.open().partition("What was said")[0]
    assert [row.outcome for row in page.road.rows(question)] in ([], ["answered"])


def test_a_no_opens_the_ticket_again_and_the_department_hears_why(page: Page) -> None:
    """Twice the same answer is one."""
    close(page)
    for _ in range(2):
        page.send("fixed", answer="no", words="The hole is back", once="the-same-form")
    ticket = page.road.the_ticket()
    assert (ticket.status, ticket.fixed) == ("open", False)
    assert [row.kind for row in page.road.events(actor="resident") if row.kind in {"not_fixed", "reopened"}] == [
        "not_fixed",
        "reopened",
    ]
    told = [row.body for row in page.road.said_to(STREETS)]
    assert sum("The resident says that it is not fixed." in body for body in told) == 1
    assert "The hole is back" in told[-1]


def test_words_on_the_page_of_a_closed_ticket_open_it_again(page: Page) -> None:
    """As they do by text and by mail."""
    close(page)
    page.send("fixed", answer="yes")
    page.road.clock.pass_time(days=5)
    assert "opens your report again" in page.open()
    page.send(words="It broke open again")
    assert page.road.the_ticket().status == "open"


def test_the_answer_by_the_same_channel(page: Page) -> None:
    """1 or yes is kept; no answer of ours follows, and nobody is asked twice."""
    close(page)
    heard = page.heard()
    assert "Is it fixed?" in heard[-1]
    if page.address == ANNES_PHONE:
        page.road.text("1")
    else:
        page.road.mail("Yes, it is.", to=(page.road.said_to(ANNE)[-1].reply_to,))
    assert page.road.the_ticket().fixed is True
    assert page.road.the_ticket().status == "closed"
    page.road.clock.pass_time(days=2)
    page.road.work()
    assert page.heard() == heard


def test_a_no_by_the_same_channel_opens_the_ticket(page: Page) -> None:
    """The department gets the words."""
    close(page)
    if page.address == ANNES_PHONE:
        page.road.text("2")
    else:
        page.road.mail("no", to=(page.road.said_to(ANNE)[-1].reply_to,))
    ticket = page.road.the_ticket()
    assert (ticket.fixed, ticket.status) == (False, "open")


def test_what_a_clerk_writes_stands_on_the_page_for_whoever_wants_no_texts(road: Road) -> None:
    """They are not written to, and can still look."""
    page = open_page(road, PHONE)
    road.text("STOP")
    reply_to_resident(road.gateway, ticket_id=road.the_ticket().id, text="We come on Friday.", actor=DESK)
    road.work()
    assert "We come on Friday." in page.open()


def test_whom_a_reason_tells_that_it_is_not_ours_is_not_asked(page: Page) -> None:
    """Neither by text or mail nor on the page."""
    ticket = page.road.the_ticket()
    change_status(
        page.road.gateway, ticket_id=ticket.id, status="closed", note="Ask the State.", reason="not_ours", actor=DESK
    )
    page.road.work()
    assert "Is it fixed?" not in page.heard()[-1]
    assert "Is it fixed?" not in page.open()
    assert "Reason: Not a city matter." in page.open()


def test_words_behind_a_yes_reach_the_department(road: Road) -> None:
    """The ticket stays closed, and what was said besides is not lost."""
    page = open_page(road, PHONE)
    close(page)
    road.text("Yes. The crew left a traffic cone behind")
    assert (road.the_ticket().status, road.the_ticket().fixed) == ("closed", True)
    assert "traffic cone" in road.said_to(STREETS)[-1].body
