"""The rules as YAML: kept as they were typed, every mistake said at its line, and nothing overwritten in silence."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gateway.cli.rules import command
from gateway.errors import GatewayError
from gateway.routing.document import MAX_OCTETS
from gateway.rulebook_file import load_active
from gateway.web import vendor
from tests.web.rulebook_site import BOOK, BROKEN, FAILING, WIDER, RulebookSite, changed
from tests.web.site import Site, token_in

PAGE = "/rules/text"
IMPORTED = re.compile(r"""^(?:import|export)\b[^;]*?from\s*["']([^."'][^"']*)["']""", re.MULTILINE)


@pytest.fixture
def book(site: Site) -> RulebookSite:
    """The site with a rulebook that has examples."""
    return RulebookSite(site)


def send(client: Any, text: str, act: str = "keep", *, seen: str = "", file: str = "") -> Any:
    """Press a button under the field."""
    page = client.get(f"{PAGE}?file={file}").text
    version = seen or re.findall(r'name="seen" value="(\w+)"', page)[0]
    file = file or "routing_rules.yaml"
    form = {"csrf_token": token_in(page), "rules": text, "act": act, "seen": version, "file": file}
    return client.post(PAGE, data=form)


def in_the_field(answer: Any) -> str:
    """What stands in the field of a page."""
    found = re.search(r"<textarea id=\"rules-text\"[^>]*>\r?\n(.*?)</textarea>", answer.text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def listed(answer: Any) -> list[str]:
    """The mistakes of a page, each as one line of plain text."""
    items = re.findall(r"<li>(<a [^>]*>[^<]*:\d+:\d+</a>.*?)</li>", answer.text, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", item)).strip() for item in items]


def test_only_administrators_see_the_text(site: Site) -> None:
    """A member reads no rules, and a visitor signs in first."""
    assert site.client().get(PAGE).status_code == 302
    member = site.client("member", "streets")
    assert {member.get(path).status_code for path in (PAGE, f"{PAGE}/schema.json", "/rules/try")} == {403}


def test_text_is_kept_in_the_draft_and_not_in_force(book: RulebookSite) -> None:
    """Windows line ends of a form become those of the file, and nobody is routed by a draft."""
    client = book.sign_in("Anne")
    assert in_the_field(client.get(PAGE)) == BOOK
    wider = changed(WIDER)
    answer = send(client, wider.replace("\n", "\r\n"))
    assert (answer.status_code, answer.location) == (303, "/rules/text?file=routing_rules.yaml")
    assert book.drafts["anne@elmcity.example"].text == wider
    assert in_the_field(client.get(PAGE)) == wider
    assert book.on_disk.text == BOOK
    send(client, BOOK)
    assert book.drafts == {}


def test_check_says_what_is_wrong_and_keeps_nothing(book: RulebookSite) -> None:
    """All mistakes at once, each with its line around it and a link to it; what was typed stays."""
    wrong = changed(BROKEN, ("department: fire,", "departmnt: fire,"))
    answer = send(book.sign_in("Anne"), wrong, "check")
    assert in_the_field(answer) == wrong
    assert book.drafts == {}
    assert len(listed(answer)) == 2
    line = next(number for number, one in enumerate(wrong.splitlines(), 1) if "front_dsk" in one)
    assert f'href="#line-{line}"' in answer.text
    assert f'id="line-{line}" class="wrong"' in answer.text
    assert 'aria-invalid="true"' in answer.text


HALF_WRITTEN = {
    "a tab": "city:\n\tname: x\n",
    "half a line": BOOK.partition("then:")[0] + "then: {depart",
    "a doubled key": BOOK + "otherwise: {department: fire, reply: received}\n",
    "nothing": "",
    "an anchor": "city: &a {name: *a}\n",
    "billion laughs": "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "a template that loops": changed(("Call the state.", '"{% for a in b %}{% endfor %}"')),
    "markup": "</textarea><script>alert(1)</script>",
}


@pytest.mark.parametrize("text", HALF_WRITTEN.values(), ids=HALF_WRITTEN)
def test_a_half_written_text_is_kept_as_it_is(book: RulebookSite, text: str) -> None:
    """Nobody finishes at once: a draft may be wrong, its page says how, and the rules in force stay."""
    client = book.sign_in("Anne")
    assert send(client, text).status_code == 303
    page = client.get(PAGE)
    assert in_the_field(page) == text
    assert listed(page)
    assert "<script>alert" not in page.text
    assert book.refresh() == book.on_disk.version


def test_a_text_that_is_too_long_comes_back(book: RulebookSite) -> None:
    """Ten megabytes are refused in one sentence, stay in the field, and are not kept."""
    text = "# " + "x" * (10 * 1024 * 1024)
    answer = send(book.sign_in("Anne"), text)
    assert answer.status_code == 413
    assert "larger than" in answer.text
    assert in_the_field(answer) == text
    assert len(answer.text) < len(text) + 100_000
    assert book.drafts == {}


def test_a_file_that_cannot_be_read_says_so(book: RulebookSite) -> None:
    """Somebody saved it in another encoding: the page says so, and shows the rules in force to go on with."""
    client = book.sign_in("Anne")
    book.site.gateway.settings.rules.write_bytes(b"city: {name: M\xfcnchen}")
    book.site.gateway.rulebooks.refresh()
    answer = client.get(PAGE)
    assert "is not UTF-8 text. Save it as UTF-8." in answer.text
    assert in_the_field(answer) == BOOK


def test_strangers_post_no_long_forms(site: Site) -> None:
    """The room for a long text is for those who may write one."""
    answer = site.client("member", "streets").post(PAGE, data={"rules": "x" * MAX_OCTETS})
    assert answer.status_code == 413


def test_a_change_elsewhere_is_told_before_it_is_overwritten(book: RulebookSite) -> None:
    """Another window, or the file on disk: the page shows what would be lost, and keeps the text when told again."""
    client = book.sign_in("Anne")
    seen = book.on_disk.version
    book.save_on_disk(WIDER)
    mine = BOOK + "# mine\n"
    answer = send(client, mine, seen=seen)
    assert answer.status_code == 409
    assert "-    when: {all: [{service: pothole}, {street: [Whalley Ave, Route 10]}]}" in answer.text
    assert in_the_field(answer) == mine
    assert book.drafts == {}
    again = re.findall(r'name="seen" value="(\w+)"', answer.text)[0]
    assert send(client, mine, seen=again).status_code == 303
    assert book.drafts["anne@elmcity.example"].text == mine


def test_each_file_has_its_page(book: RulebookSite) -> None:
    """A file that is included and not there yet is offered, and written into the draft; its mistakes lead to it."""
    client = book.sign_in("Anne")
    send(client, f"include: [more.yaml]\n{BOOK}")
    assert "more.yaml (to be written)" in client.get(PAGE).text
    assert send(client, "replis: {}\n", file="more.yaml").status_code == 303
    page = client.get(PAGE)
    assert 'href="/rules/text?file=more.yaml#line-1"' in page.text
    assert listed(page)[0].startswith("more.yaml:1:1: ")
    send(client, "replies:\n  more: {en: More., es: Más.}\n", file="more.yaml")
    assert listed(client.get(PAGE)) == []
    assert in_the_field(client.get(f"{PAGE}?file=../secret")).startswith("include:")


def test_the_editor_is_told_the_same(book: RulebookSite) -> None:
    """The marks in the editor, the list below it and the names that it offers; nothing is kept by asking."""
    client = book.sign_in("Anne")
    form = {"csrf_token": token_in(client.get(PAGE).text), "file": "routing_rules.yaml"}
    told = client.post(f"{PAGE}/check", data=form | {"rules": changed(BROKEN)}).json
    assert told["mistakes"][0]["said"] == "There is no department `front_dsk`. Did you mean `front_desk`?"
    assert told["mistakes"][0]["line"] == changed(BROKEN).partition("front_dsk")[0].count("\n") + 1
    assert "Did you mean <code>front_desk</code>?" in told["panel"]
    assert told["names"]["departments"]["fire"] == "Fire dispatch"
    assert told["names"]["services"]["pothole"] == "Pothole"
    assert told["names"]["replies"]["received"] == "a request was opened"
    assert told["names"]["fields"]["city"] == "the name of the city"
    assert {"State roads", "Gas is an emergency"} == set(told["names"]["rules"])
    assert client.post(f"{PAGE}/check", data=form | {"rules": "a: ["}).json["names"] == {}
    assert client.get(f"{PAGE}/schema.json").json["properties"]["services"]["propertyNames"]
    assert book.drafts == {}


@pytest.mark.parametrize("change", [BROKEN, FAILING, ("rules:\n", "rulez:\n"), ("otherwise:", "\totherwise:")])
def test_a_mistake_is_said_in_the_same_words_everywhere(
    book: RulebookSite, change: tuple[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By command, in the log, in the browser and in its editor: what a clerk reads aloud, a colleague finds."""
    wrong = changed(change)
    path = tmp_path / "routing_rules.yaml"
    path.write_text(wrong)
    with pytest.raises(GatewayError) as raised:
        load_active(path)
    said = [str(problem) for problem in getattr(raised.value, "problems", ())]
    assert said
    refused = CliRunner().invoke(command, ["check", str(path)])
    assert [line.strip().replace(f"{tmp_path}/", "") for line in str(refused.exception).splitlines()[1:]] == said
    book.site.gateway.settings.rules.write_text(wrong)
    book.refresh()
    assert all(one in caplog.text for one in said)
    client = book.sign_in("Anne")
    assert listed(client.get(PAGE)) == [one.replace("`", "") for one in said]
    form = {"csrf_token": token_in(client.get(PAGE).text), "rules": wrong}
    marks = client.post(f"{PAGE}/check", data=form).json["mistakes"]
    assert [f"routing_rules.yaml:{mark['line']}:{mark['column']}: {mark['said']}" for mark in marks] == said


def test_the_page_lets_in_only_its_own_scripts(book: RulebookSite) -> None:
    """The map of modules is marked anew on every page, and no other page has such a mark."""
    client = book.sign_in("Anne")
    policies = [client.get(path).headers["Content-Security-Policy"] for path in (PAGE, PAGE, "/rules/try")]
    marks = [re.findall(r"script-src 'self' 'nonce-([\w-]+)'", policy) for policy in policies]
    assert len(marks[0]) == len(marks[1]) == 1
    assert marks[0] != marks[1]
    assert marks[2] == []
    assert f'nonce="{marks[0][0]}"' not in client.get(PAGE).text


def test_every_module_of_the_editor_is_served(book: RulebookSite) -> None:
    """What a module imports by name stands in the map, and each address of the map answers with a script."""
    with book.site.app.test_request_context():
        found = vendor.import_map()["imports"]
    client = book.site.client()
    for address in found.values():
        with client.get(address) as answer:
            assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
            assert "max-age" in answer.headers["Cache-Control"]
            imported = IMPORTED.findall(answer.text)
        assert set(imported) <= set(found)
    assert client.get("/vendor/modules/../package.js").status_code == 404


def test_without_the_editor_the_field_stays(book: RulebookSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the packages were not fetched, the page asks for none of them."""
    monkeypatch.setattr(vendor, "_MODULES", {"crelt": Path("/nowhere/crelt.js")})
    page = book.sign_in("Anne").get(PAGE).text
    assert "importmap" not in page
    assert in_the_field(book.sign_in("Anne").get(PAGE)) == BOOK
