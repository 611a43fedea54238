"""What protects the pages: CSRF tokens, headers, cookies, inert text, and errors that show nothing of the inside."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Blueprint

from gateway.errors import StoreUnavailableError
from gateway.web import create_app
from tests.web.site import PASSWORD, Site, add_outbound, post, sign_in, token_in

NASTY = (
    """<script>alert(1)</script> "><img src=x onerror=alert(2)> ' {{ 7*7 }} javascript:alert(3)"""
    "</textarea></title>\r\nX: y"
)
FORMS = ["/sign-in", "/sign-out", "/simulator/text", "/simulator/mail", "/tickets/2222-2222/status", "/sign-in/link/x"]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", [None, "", "guess", "é"])
def test_a_form_without_its_token_is_refused(site: Site, path: str, token: str | None) -> None:
    """Another site can make a browser post, but does not know the token."""
    client = site.client("administrator")
    client.get("/sign-in/link/none")
    data = {} if token is None else {"csrf_token": token}
    answer = client.post(path, data=data)
    assert answer.status_code == 403
    assert "reload the page" in answer.text
    assert site.received == []


def test_a_token_of_another_session_is_refused(site: Site) -> None:
    """An attacker's own token is worth nothing in a victim's browser."""
    token = token_in(site.client().get("/simulator").text)
    victim = site.client("administrator")
    victim.get("/desk")
    assert victim.post("/simulator/text", data={"csrf_token": token, "text": "x"}).status_code == 403


def test_what_was_typed_into_a_form_that_was_too_old_can_be_copied(site: Site) -> None:
    """A clerk who wrote a long note before lunch does not lose it to an expired form."""
    answer = site.client("administrator").post("/tickets/2222-2222/notes", data={"text": "A long <b>note</b>"})
    assert answer.status_code == 403
    assert "A long &lt;b&gt;note&lt;/b&gt;" in answer.text


def test_webhooks_do_without_our_token(site: Site) -> None:
    """A provider signs its requests; blueprints given to `create_app` verify them themselves."""
    webhooks = Blueprint("webhooks", __name__)
    webhooks.post("/inbound/test")(lambda: ("<Response/>", 200))
    app = create_app(site.gateway, receive=site.receive, blueprints=[webhooks])
    assert app.test_client().post("/inbound/test", data={"Body": "x"}).text == "<Response/>"


@pytest.mark.parametrize("path", ["/", "/simulator", "/sign-in", "/nothing", "/static/gateway.css", "/healthz"])
def test_every_answer_carries_the_protecting_headers(site: Site, path: str) -> None:
    """No inline script, no framing, no sniffing, no referrer, on pages and errors alike."""
    with site.client().get(path) as answer:
        headers = answer.headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_pages_are_not_kept_by_caches(site: Site) -> None:
    """After signing out, the back button shows no ticket."""
    number = site.add_ticket()
    assert site.client("viewer").get(f"/tickets/{number}").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("public_url", "name", "is_secure"),
    [("http://127.0.0.1:8311", "gateway=", False), ("https://311.elmcity.example", "__Host-gateway=", True)],
)
def test_the_session_cookie_is_out_of_reach(
    make_gateway: Callable[..., Any], public_url: str, name: str, is_secure: bool
) -> None:
    """Scripts cannot read it, other sites cannot send it, and with https it never travels in the clear."""
    cookie = Site(make_gateway(public_url=public_url)).app.test_client().get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith(name)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is is_secure


def test_a_session_signed_with_another_key_is_nobody(make_gateway: Callable[..., Any], site: Site) -> None:
    """The cookie of another installation opens nothing here."""
    client = site.client("administrator")
    cookie = client.get_cookie("gateway")
    assert cookie is not None
    other = Site(make_gateway(secret_key="x" * 48)).app.test_client()
    other.set_cookie("gateway", cookie.value)
    assert other.get("/desk").status_code == 302


class Scripts(HTMLParser):
    """Collects what a browser would run or fetch from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        source = values.get("src") or ""
        if (tag == "script" and not source.startswith(("/static/", "/vendor/"))) or tag in {"img", "iframe", "object"}:
            self.found.append(tag)
        self.found += [name for name in values if name.startswith("on")]
        self.found += [tag for name in ("href", "action") if (values.get(name) or "").startswith(("javascript:", "//"))]


def test_f10_2_names_subjects_and_bodies_are_inert(site: Site) -> None:
    """Whatever a resident or a department's rule writes is shown as words on every page."""
    number = site.add_ticket(
        channel="simulator_email",
        reporter="anne@residents.example",
        reporter_name=NASTY,
        subject=NASTY,
        description=NASTY,
        location=NASTY,
        service_name=NASTY,
        rule=NASTY,
        tags=[NASTY],
        flags=[NASTY],
        raw=b"Subject: <script>alert(1)</script>\r\n\r\n" + NASTY.encode(),
        understanding={
            "service": {"code": "x", "name": NASTY, "evidence": [{"start": 0, "end": 8, "text": "<script>"}]}
        },
        decision={"voices": [{"action": NASTY, "rule": NASTY}], "passed_over": [NASTY], "notes": [NASTY]},
    )
    with site.gateway.store.writing() as connection:
        for channel, recipient in (("simulator_email", "anne@residents.example"), ("simulator_sms", "+12035550111")):
            add_outbound(connection, channel=channel, recipient=recipient, subject=NASTY, body=NASTY, reason=NASTY)
    client = site.client("administrator")
    pages = ("/simulator", "/simulator/outbox", "/simulator/mailbox", "/desk/streets", f"/tickets/{number}")
    texts = {path: client.get(path).text for path in pages}
    assert all("alert(1)" in text for text in texts.values())
    assert {path: Scripts(text).found for path, text in texts.items()} == {path: [] for path in pages}
    assert all("&lt;script&gt;" in text and "{{ 7*7 }}" in text for text in texts.values())


def test_the_original_is_a_download_that_no_browser_runs(site: Site) -> None:
    """A mail that is really a web page must not act in the desk's name."""
    raw = b"Content-Type: text/html\r\n\r\n<script>alert(1)</script>\x00\xff"
    number = site.add_ticket(channel="email", reporter="anne@residents.example", raw=raw)
    client = site.client("administrator")
    answer = client.get(f"/tickets/{number}/messages/1")
    assert answer.data == raw
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="message-1.eml"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_original_of_another_ticket_cannot_be_had(site: Site) -> None:
    """A member cannot count through message ids under the number of an own ticket."""
    own, _other = site.add_ticket(), site.add_ticket(department="fire", raw=b"Body=secret")
    client = site.client("member", "streets")
    assert client.get(f"/tickets/{own}/messages/1").status_code == 200
    assert client.get(f"/tickets/{own}/messages/2").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/nothing", 404),
        ("get", "/tickets/nonsense", 404),
        ("get", "/desk/nowhere", 404),
        ("get", "/simulator/text", 405),
        ("get", "/tickets/2222-2222/status", 405),
        ("post", "/nothing", 404),
        ("post", "/desk", 405),
    ],
)
def test_errors_speak_plainly(site: Site, method: str, path: str, status: int) -> None:
    """Each error is a page of ours with its HTTP status and a way back."""
    answer = getattr(site.client("administrator"), method)(path)
    assert answer.status_code == status
    assert "To the start page" in answer.text
    assert "Traceback" not in answer.text


def test_a_body_that_is_too_large_is_refused(site: Site) -> None:
    """A huge form ends with 413 and a sentence, not with memory."""
    answer = site.client().post("/simulator/text", data={"text": "x" * 2_000_000})
    assert answer.status_code == 413
    assert "Shorten the text" in answer.text


def test_an_unexpected_error_shows_nothing_of_the_inside(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The visitor reads one sentence; the details are in the log."""
    monkeypatch.setitem(site.app.view_functions, "desk.departments", _fail)
    answer = site.client("administrator").get("/desk")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Something went wrong on our side" in answer.text


def _fail(*_args: object, **_options: object) -> None:
    raise RuntimeError("secret detail")


def test_a_database_that_is_away_is_a_503_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even the line that shows who is signed in must not break the error page."""
    client = site.client("administrator")

    def away() -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(type(site.gateway.store), "reading", lambda _store: away())
    answer = client.get("/desk")
    assert answer.status_code == 503
    assert "The database does not answer" in answer.text


def test_pages_work_behind_a_lost_front_end_folder(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without htmx the script is not asked for, and the pages offer links instead."""
    monkeypatch.setattr("gateway.web.vendor.is_installed", lambda: False)
    client = create_app(site.gateway, receive=site.receive).test_client()
    page = client.get("/simulator").text
    assert "<script" not in page
    assert "Look for answers" in page
    assert client.get("/vendor/htmx.min.js").status_code == 404


def test_signing_in_changes_the_token(site: Site) -> None:
    """A token planted before signing in is worth nothing afterwards."""
    email, client = site.add_person("administrator"), site.app.test_client()
    before = token_in(client.get("/sign-in").text)
    assert sign_in(client, email, PASSWORD).status_code == 303
    after = token_in(client.get("/desk").text)
    assert before != after
    assert post(client, "/sign-out", page="/desk").status_code == 303
