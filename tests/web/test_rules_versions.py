"""The rulebook's past in the browser, the strip and the tour: nothing is lost, and nobody works unseen."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from gateway.routing.files import RulebookFiles
from gateway.store.rulebook_past import list_past
from gateway.store.rulebooks import add_version
from tests.web.rulebook_site import BOOK, SERVICE, WIDER, RulebookSite, changed
from tests.web.site import NOON, Site, post

PAGE = "/rules/versions"


@pytest.fixture
def book(site: Site) -> RulebookSite:
    """The site with a rulebook that was changed on disk once."""
    book = RulebookSite(site)
    book.save_on_disk(WIDER)
    return book


def newest(book: RulebookSite, number: int) -> int:
    """The id of a version, counted from the newest."""
    with book.site.gateway.store.reading() as connection:
        return list_past(connection, limit=number + 1)[number].id


def test_a_version_says_what_it_changed(book: RulebookSite) -> None:
    """Who, when and what; the one in force is marked and cannot be gone back to."""
    client = book.sign_in("Anne")
    listed = client.get(PAGE).text
    assert listed.count("In force") == 1
    assert "Somebody saved the file" in listed
    page = client.get(f"{PAGE}/{newest(book, 0)}").text
    assert "<code>State roads</code> has changed" in page
    assert '<span class="plus">+    when: {all: [{service: pothole}, {street: [Whalley Ave, Route 10]}]}' in page
    assert "Put these rules in force again" not in page
    assert client.get(f"{PAGE}/999").status_code == 404


def test_going_back_is_one_more_version(book: RulebookSite) -> None:
    """The old text is in force again with its reason, what was left is kept, and a draft begun before is told."""
    client, wanted = book.draft("Anne", SERVICE), newest(book, 1)
    path = f"{PAGE}/{wanted}"
    page = client.get(path).text
    in_force = re.findall(r'name="in_force" value="(\w+)"', page)[0]
    refused = post(client, f"{path}/roll-back", page=path, in_force=in_force, why=" ")
    assert (refused.status_code, book.on_disk.text) == (422, changed(WIDER))
    answer = post(client, f"{path}/roll-back", page=path, in_force=in_force, why="The state changed its mind.")
    assert (answer.status_code, book.on_disk.text) == (303, BOOK)
    assert book.past[0] == ("rollback", "anne@elmcity.example", "The state changed its mind.")
    assert "anne@elmcity.example went back" in client.get("/rules/publish").text
    late = post(client, f"{path}/roll-back", page=f"{PAGE}/{newest(book, 1)}", in_force=in_force, why="Again.")
    assert (late.status_code, "changed after this page was shown" in late.text) == (409, True)


def test_an_old_version_that_is_no_good_any_more_is_refused(book: RulebookSite) -> None:
    """Going back puts nothing in force that would fail, and says what is wrong."""
    with book.site.gateway.store.writing() as connection:
        bad = book.on_disk.with_text("routing_rules.yaml", changed(("State roads", "State: roads")))
        row = add_version(connection, bad, origin="file", who="", why="", now=NOON)
    client, path = book.sign_in("Anne"), f"{PAGE}/{row}"
    in_force = book.on_disk.version
    answer = post(client, f"{path}/roll-back", page=path, in_force=in_force, why="Try.")
    assert answer.status_code == 422
    assert "cannot come into force any more" in answer.text
    assert "Put quotes around a text" in answer.text


def test_a_version_is_downloaded(book: RulebookSite) -> None:
    """One file as it was; several in a ZIP with their folders."""
    client = book.sign_in("Anne")
    answer = client.get(f"{PAGE}/{newest(book, 1)}/download")
    assert (answer.text, answer.mimetype) == (BOOK, "text/yaml")
    files = RulebookFiles(main="m.yaml", text="a: 1\n", included={"rules/water.yaml": "rules: []\n"})
    with book.site.gateway.store.writing() as connection:
        row = add_version(connection, files, origin="command", who="", why="Split.", now=NOON)
    packed = zipfile.ZipFile(io.BytesIO(client.get(f"{PAGE}/{row}/download").data))
    assert {name: packed.read(name).decode() for name in packed.namelist()} == files.texts


def test_a_long_past_has_pages(book: RulebookSite) -> None:
    """Thirty lines at once."""
    with book.site.gateway.store.writing() as connection:
        for number in range(40):
            add_version(connection, book.on_disk, origin="command", who="", why=f"Reason {number}.", now=NOON)
    client = book.sign_in("Anne")
    first = client.get(PAGE).text
    older = re.findall(r'href="(/rules/versions\?before=\d+)"', first)[0]
    assert first.count("What changed") == 30
    assert "Reason 3." in client.get(older).text


@pytest.mark.parametrize(
    "path", ["/rules/publish", "/rules/publish/rehearsal", PAGE, f"{PAGE}/1", f"{PAGE}/1/download"]
)
def test_only_administrators_read_the_rules(book: RulebookSite, path: str) -> None:
    """A member is refused, a visitor asked to sign in."""
    assert book.site.client("member", "streets").get(path).status_code == 403
    assert book.site.app.test_client().get(path).status_code == 302


ACTS = ["publish", "publish/discard", "publish/join", "versions/1/roll-back", "tour/begin", "tour/end"]


@pytest.mark.parametrize("act", ACTS)
def test_only_administrators_change_them(book: RulebookSite, act: str) -> None:
    """A forged form of a member changes nothing."""
    client = book.site.client("member", "streets")
    answer = post(client, f"/rules/{act}", page="/desk", why="So.", version=book.on_disk.version)
    assert (answer.status_code, book.on_disk.text) == (403, changed(WIDER))


def test_the_tour_leads_from_page_to_page_until_it_is_put_away(book: RulebookSite) -> None:
    """It is there on the first visit, for each person; it ends where one is, and can be called again."""
    anne, bart = book.sign_in("Anne"), book.sign_in("Bart")
    assert "Nothing is lost" in anne.get(PAGE).text
    assert 'rel="prev"' in anne.get(PAGE).text
    ended = post(anne, "/rules/tour/end", page=PAGE, here="rules.versions")
    assert (ended.status_code, ended.location) == (303, PAGE)
    assert "Tour, " not in anne.get(PAGE).text
    assert "Tour, " in bart.get(PAGE).text
    again = post(anne, "/rules/tour/begin", page=PAGE)
    assert "Tour, 1 of" in anne.get(again.location).text


def test_a_broken_file_on_disk_is_told_on_every_page(book: RulebookSite) -> None:
    """The last good rulebook stays in force, and the pages say what is wrong with the file."""
    book.site.break_rulebook()
    client = book.sign_in("Anne")
    for path in ("/rules/publish", PAGE, f"{PAGE}/{newest(book, 1)}"):
        assert "The rulebook on disk has a mistake" in client.get(path).text


def test_a_file_that_went_away_can_be_put_back(book: RulebookSite) -> None:
    """The pages go on with the rules in force, publishing says why not, and going back writes the file anew."""
    client = book.draft("Anne", SERVICE)
    book.site.gateway.settings.rules.unlink()
    book.refresh()
    page = client.get("/rules/publish").text
    assert "cannot be read (No such file or directory)" in page
    version = re.findall(r'name="version" value="(\w+)"', page)[0]
    answer = post(client, "/rules/publish", page="/rules/publish", version=version, why="So.")
    assert (answer.status_code, "the file on disk cannot be read" in answer.text) == (409, True)
    path = f"{PAGE}/{newest(book, 0)}"
    assert "Going back writes it anew" in client.get(path).text
    assert post(client, f"{path}/roll-back", page=path, why="It was gone.").status_code == 303
    assert book.on_disk.text == changed(WIDER)
