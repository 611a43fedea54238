"""Publishing in the browser: what would change is shown, what is wrong is refused, and nobody's change is lost."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.store.rulebook_schema import rulebook_version
from gateway.store.schema import staff
from gateway.web.rules import rehearsals
from tests.web.rulebook_site import BOOK, BROKEN, FAILING, GAS, SERVICE, WIDER, RulebookSite, changed
from tests.web.site import Site, post

PAGE = "/rules/publish"


@pytest.fixture
def book(site: Site) -> RulebookSite:
    """The site with a rulebook that has examples."""
    return RulebookSite(site)


def publish(client: Any, why: str = "The state told us.", page: str = PAGE) -> Any:
    """Press the button of the page as it is now."""
    shown = client.get(page).text
    token, version = (shown.split(f'name="{name}" value="')[-1].split('"')[0] for name in ("csrf_token", "version"))
    return client.post(PAGE, data={"csrf_token": token, "version": version, "why": why})


def test_nothing_to_publish(book: RulebookSite) -> None:
    """Who has changed nothing sees no button, and pressing one that is not there changes nothing."""
    client = book.sign_in("Anne")
    page = client.get(PAGE).text
    assert "nothing to publish" in page
    assert ">Publish</button>" not in page
    assert post(client, PAGE, page=PAGE, why="So.", version="x").status_code == 409
    assert book.on_disk.text == BOOK


def test_a_draft_is_shown_and_published_with_its_reason(book: RulebookSite) -> None:
    """The difference in words, the examples, the past; then the file is the draft, and the past says who and why."""
    book.site.add_ticket(description="There is a pothole at 12 Route 10. Call me: Bart, +12035550188")
    client = book.draft("Anne", WIDER)
    page = client.get(PAGE).text
    assert "<code>State roads</code> has changed" in page
    assert "Every example comes out as it is written" in page
    assert "1 of the newest 1 tickets would come out otherwise" in page
    assert "pothole at 12 Route 10" in page
    assert "2035550188" not in page
    answer = publish(client, "Route 10 is the state's too.")
    assert (answer.status_code, answer.location) == (303, "/rules/versions")
    assert book.on_disk.text == changed(WIDER)
    assert book.past[0] == ("browser", "anne@elmcity.example", "Route 10 is the state's too.")
    assert book.drafts == {}
    assert "Route 10 is the state" in client.get("/rules/versions").text


def test_a_failing_example_is_refused(book: RulebookSite) -> None:
    """The page says which example and has no button; a form that was open before is refused with the same words."""
    client = book.draft("Anne", WIDER)
    before = client.get(PAGE).text
    book.draft("Anne", FAILING)
    page = client.get(PAGE).text
    assert "The example of rule <code>State roads</code> comes out otherwise" in page
    assert "cannot be published while examples" in page
    version = book.drafts["anne@elmcity.example"].version
    token = before.split('name="csrf_token" value="')[-1].split('"')[0]
    forced = client.post(PAGE, data={"csrf_token": token, "version": version, "why": "Now."})
    assert (forced.status_code, book.on_disk.text) == (422, BOOK)
    assert "comes out otherwise" in forced.text


def test_mistakes_are_listed_with_their_place(book: RulebookSite) -> None:
    """A draft that is no rulebook can be looked at, and not published."""
    page = book.draft("Anne", BROKEN).get(PAGE).text
    assert "One mistake to mend first" in page
    assert "Did you mean <code>front_desk</code>?" in page
    assert "<progress" not in page


@pytest.mark.parametrize("why", ["", "   ", "x" * 1001])
def test_a_reason_is_needed_and_what_was_typed_stays(book: RulebookSite, why: str) -> None:
    """A version without a reason helps nobody next year."""
    answer = publish(book.draft("Anne", WIDER), why)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert why.strip() in answer.text
    assert book.on_disk.text == BOOK


def test_what_was_not_shown_is_not_published(book: RulebookSite) -> None:
    """Somebody changed the draft in another window after this page was drawn."""
    client = book.draft("Anne", WIDER)
    stale = client.get(PAGE).text
    book.draft("Anne", WIDER, GAS)
    version = stale.split('name="version" value="')[1].split('"')[0]
    answer = post(client, PAGE, page=PAGE, version=version, why="So.")
    assert (answer.status_code, book.on_disk.text) == (409, BOOK)
    assert "changed after this page was shown" in answer.text


def test_two_people_who_change_different_rules_keep_both(book: RulebookSite) -> None:
    """Each sees the other at work; the second is told what the first published, and puts the own change on top."""
    anne, bart = book.draft("Anne", WIDER), book.draft("Bart", SERVICE)
    assert "Anne</b> has changed 1 rule since" in bart.get(PAGE).text
    assert "Bart</b> has changed 1 service since" in anne.get(PAGE).text
    assert publish(anne).status_code == 303
    page = bart.get(PAGE).text
    assert "anne@elmcity.example published" in page
    assert "The state told us." in page
    assert ">Publish</button>" not in page
    answer = post(bart, f"{PAGE}/join", page=PAGE)
    assert answer.status_code == 303
    assert publish(bart, "The desk takes potholes.").status_code == 303
    assert book.on_disk.text == changed(WIDER, SERVICE)
    assert [who for _, who, _ in book.past[:2]] == ["bart@elmcity.example", "anne@elmcity.example"]


def test_a_page_hears_of_others_while_it_is_open(book: RulebookSite) -> None:
    """The strip looks again by itself: nothing while nothing happens, and who published when somebody did."""
    anne, bart = book.draft("Anne", WIDER), book.draft("Bart", SERVICE)
    again = bart.get(PAGE).text.split('id="at-work" aria-live="polite" hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert bart.get(again).status_code == 204
    assert publish(anne).status_code == 303
    told = bart.get(again)
    assert (told.status_code, "anne@elmcity.example published" in told.text) == (200, True)
    assert "Put the two together" in told.text


def test_who_has_left_is_not_at_work(book: RulebookSite) -> None:
    """The draft of somebody who may not sign in any more is nobody's warning."""
    anne, _bart = book.sign_in("Anne"), book.draft("Bart", SERVICE)
    assert "Bart</b> has changed" in anne.get(PAGE).text
    with book.site.gateway.store.writing() as connection:
        connection.execute(staff.update().where(staff.c.name == "Bart").values(disabled_at=1.0))
    assert "Bart" not in anne.get(PAGE).text


def test_two_people_who_change_one_rule_are_asked(book: RulebookSite) -> None:
    """Nothing is chosen for anybody: without a choice the page asks again, with one it is done."""
    client = book.draft("Bart", ("Whalley Ave}]", "Chapel St}]"), ("240 Whalley Ave", "240 Chapel St"))
    book.save_on_disk(WIDER)
    page = client.get(PAGE).text
    assert "Somebody saved the file" in page
    assert "Rule <code>State roads</code>" in page
    choice = page.split('name="choice-')[1].split('"')[0]
    asked = post(client, f"{PAGE}/join", page=PAGE)
    assert (asked.status_code, "Choose for each" in asked.text) == (422, True)
    assert post(client, f"{PAGE}/join", page=PAGE, **{f"choice-{choice}": "mine"}).status_code == 303
    assert "240 Chapel" in book.drafts["bart@elmcity.example"].text
    assert publish(client).status_code == 303
    assert "240 Chapel" in book.on_disk.text


def test_what_was_begun_on_an_unknown_rulebook_is_compared_as_it_is(book: RulebookSite) -> None:
    """Where the beginning is not kept nothing can be joined: the difference is shown, and going on is said plainly."""
    client = book.draft("Bart", WIDER)
    with book.site.gateway.store.writing() as connection:
        connection.execute(rulebook_version.delete())
    book.save_on_disk(("Call the state", "Ask the state"))
    page = client.get(PAGE).text
    assert "it takes back whatever they changed" in page
    assert "Ask the state" in page
    assert post(client, f"{PAGE}/join", page=PAGE).status_code == 303
    assert publish(client).status_code == 303
    assert book.on_disk.text == changed(WIDER)


def test_a_broken_file_is_mended_in_the_browser(book: RulebookSite) -> None:
    """Somebody saved a mistake: the page lists it, and a draft that mends it can be published."""
    book.save_on_disk(BROKEN)
    assert "Did you mean <code>front_desk</code>?" in book.sign_in("Anne").get(PAGE).text
    client = book.draft("Anne", BROKEN[::-1], WIDER)
    assert publish(client, "Mended.").status_code == 303
    assert book.on_disk.text == changed(WIDER)
    assert book.site.gateway.rulebooks.problem is None


def test_taking_theirs_forgets_mine(book: RulebookSite) -> None:
    """One of the ways out of a conflict, and of a draft that one does not want."""
    client = book.draft("Bart", WIDER)
    book.save_on_disk(("Call the state", "Ask the state"))
    assert post(client, f"{PAGE}/discard", page=PAGE).status_code == 303
    assert (book.drafts, "Ask the state" in book.on_disk.text) == ({}, True)


def test_a_file_saved_a_moment_ago_is_not_overwritten(book: RulebookSite) -> None:
    """Between the page and the button somebody saved the file: the button says so, and the page now asks."""
    client = book.draft("Anne", WIDER)
    shown = client.get(PAGE).text
    book.save_on_disk(("Call the state", "Ask the state"))
    token, version = (shown.split(f'name="{name}" value="')[-1].split('"')[0] for name in ("csrf_token", "version"))
    answer = client.post(PAGE, data={"csrf_token": token, "version": version, "why": "So."})
    assert answer.status_code == 409
    assert "Put my changes on top" in answer.text
    assert "Ask the state" in book.on_disk.text


def test_a_rehearsal_that_takes_long_is_watched(book: RulebookSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page comes at once and looks again by itself, with and without script; a changed draft ends the old run."""
    monkeypatch.setattr("gateway.web.rules.rehearsing.PATIENCE", 0.0)
    monkeypatch.setattr("gateway.web.rules.publishing.PATIENCE", 0.0)
    runs: list[rehearsals.Run] = []
    monkeypatch.setattr(rehearsals.threading, "Thread", lambda **given: runs.append(given["target"].__self__) or Idle())
    client = book.draft("Anne", WIDER)
    assert 'hx-trigger="every 1s"' in client.get(PAGE).text
    alone = client.get(f"{PAGE}/rehearsal")
    assert '<noscript><meta http-equiv="refresh"' in alone.text
    part = client.get(f"{PAGE}/rehearsal?limit=1000", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="found" hx-get=')
    book.draft("Anne", WIDER, GAS)
    client.get(PAGE)
    (first, second) = runs
    assert (first.is_unwanted, second.is_unwanted) == (True, False)


class Idle:
    """A thread that never begins."""

    def start(self) -> None:
        """Do nothing."""
