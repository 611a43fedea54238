"""Twilio's own library on another runtime signs, ours verifies: signer and verifier share no code (PROTOCOL 12.3)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from gateway.channels.twilio_signature import verify_signature
from gateway.envelopes import Webhook
from gateway.errors import WebhookRefusedError
from tests.fake_twilio import TOKEN, text_fields
from tests.other_runtime import ask_node

PUBLIC = "https://311.elmcity.example"
PATH = "/inbound/twilio"

FORMS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "a text": (PATH, text_fields()),
    "an empty body": (PATH, text_fields("")),
    "spaces and line ends": (PATH, text_fields("  two before,\r\ntwo lines, one after ")),
    "signs that addresses use": (PATH, text_fields("a&b=c+d%20e?f#g;h/i\\j")),
    "letters of the world": (PATH, text_fields("ñ á ü ß 路面有坑洞 Ổ gà يصلح")),
    "emoji in pairs": (PATH, text_fields("🚲👩‍👩‍👧 🇺🇸 👍🏽")),
    "control characters": (PATH, text_fields("tab\there \x0bthere \x1f")),
    "an apostrophe and quotes": (PATH, text_fields('it\'s "here" <b>&amp;</b>')),
    "names in odd order": (PATH, [*text_fields(), ("aLower", "1"), ("ZUpper", "2"), ("_under", "3"), ("a-b", "4")]),
    "a name with signs": (PATH, [*text_fields(), ("Media Url[0]", "x"), ("ñame", "y")]),
    "unknown parameters": (PATH, [*text_fields(), ("FromCity", "NEW HAVEN"), ("FromZip", ""), ("New", "")]),
    "repeated keys": (PATH, [*text_fields(), ("Tag", "b"), ("Tag", "a"), ("Tag", "b"), ("Tag", "")]),
    "no parameters": (PATH, []),
    "a query string": (f"{PATH}?city=elm&x=1%202&empty=&tilde=~", text_fields()),
    "an apostrophe in the query": (f"{PATH}?a=it%27s&b=it's", text_fields()),
    "a longer path": ("/inbound/twilio/status?outbox=7", [("MessageStatus", "delivered"), ("MessageSid", "SM1")]),
    "a pin": (
        PATH,
        [*text_fields(""), ("Latitude", "41.3083"), ("Longitude", "-72.9279"), ("Address", "12 Oak St, 1º")],
    ),
}
BODIES: dict[str, tuple[str, str]] = {
    "an object": (PATH, json.dumps(dict(text_fields()))),
    "spaces and line ends": (PATH, '{\n  "Body" : "two  spaces",\r\n "To": ""\t}'),
    "letters of the world": (PATH, json.dumps({"Body": "ñ 路面 🚲"}, ensure_ascii=False)),
    "escaped letters": (PATH, json.dumps({"Body": "ñ 路面 🚲 \u2028"})),
    "a query string": (f"{PATH}?city=elm", json.dumps({"Body": "a"})),
    "nothing in it": (PATH, "{}"),
}


@cache
def signed() -> dict[str, dict[str, str]]:
    """Every case with its signature and the address that was signed; one process signs them all."""
    asked: dict[str, dict[str, Any]] = {}
    for name, (path, fields) in FORMS.items():
        asked[f"form: {name}"] = {"url": PUBLIC + path, "token": TOKEN, "form": _values(fields)}
    for name, (path, body) in BODIES.items():
        asked[f"json: {name}"] = {"url": PUBLIC + path, "token": TOKEN, "body": body}
    return dict(zip(asked, ask_node("sign.js", list(asked.values())), strict=True))


def _values(fields: list[tuple[str, str]]) -> dict[str, str | list[str]]:
    """The fields as that library takes them: a list where a name stands more than once."""
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    return {name: given if len(given) > 1 else given[0] for name, given in values.items()}


def form_request(name: str) -> Webhook:
    fields = FORMS[name][1]
    answer = signed()[f"form: {name}"]
    return _request(answer, "application/x-www-form-urlencoded", form=tuple(fields), body=b"")


def json_request(name: str) -> Webhook:
    return _request(signed()[f"json: {name}"], "application/json", form=(), body=BODIES[name][1].encode())


def _request(answer: dict[str, str], content_type: str, *, form: tuple[tuple[str, str], ...], body: bytes) -> Webhook:
    return Webhook(
        method="POST",
        path=answer["url"].removeprefix(PUBLIC),
        headers={"x-twilio-signature": answer["signature"], "content-type": content_type},
        form=form,
        body=body,
        received_at=datetime(2026, 6, 1, 16, 0, tzinfo=UTC),
    )


def verify(request: Webhook) -> tuple[tuple[str, str], ...]:
    return verify_signature(request, public_url=PUBLIC, tokens=[TOKEN])


def changed(request: Webhook, **changes: Any) -> Webhook:
    names = ("method", "path", "headers", "form", "body", "received_at")
    return Webhook(**{**{name: getattr(request, name) for name in names}, **changes})


def assert_refused(request: Webhook) -> None:
    with pytest.raises(WebhookRefusedError) as caught:
        verify(request)
    assert caught.value.status == 403


@pytest.mark.parametrize("name", FORMS)
def test_f12_1_a_form_that_twilios_library_signed_is_believed(name: str) -> None:
    """Odd characters, repeated keys, empty values and query strings are signed there as we verify them here."""
    assert verify(form_request(name)) == tuple(FORMS[name][1])


@pytest.mark.parametrize("name", BODIES)
def test_f12_1_a_json_body_that_twilios_library_signed_is_believed(name: str) -> None:
    """The digest is over the bytes as they came, whatever spaces and escapes are among them."""
    assert dict(verify(json_request(name))) == json.loads(BODIES[name][1])


@pytest.mark.parametrize("name", [name for name, (_, fields) in FORMS.items() if fields])
def test_f12_1_one_changed_byte_of_a_form_is_refused(name: str) -> None:
    """In the last value, in its name, in the address, in the signature."""
    request = form_request(name)
    *others, (key, value) = request.form
    other = value[:-1] + chr(ord(value[-1]) ^ 1) if value else " "
    assert_refused(changed(request, form=(*others, (key, other))))
    assert_refused(changed(request, form=(*others, (key + "x", value))))
    assert_refused(changed(request, path=request.path + "&" if "?" in request.path else request.path + "x"))
    signature = request.headers["x-twilio-signature"]
    flipped = ("A" if signature[0] != "A" else "B") + signature[1:]
    assert_refused(changed(request, headers={**request.headers, "x-twilio-signature": flipped}))


@pytest.mark.parametrize("name", BODIES)
def test_f12_1_one_changed_byte_of_a_json_body_is_refused(name: str) -> None:
    """Also a space that means nothing to JSON."""
    request = json_request(name)
    assert_refused(changed(request, body=request.body + b" "))
    assert_refused(changed(request, body=b" " + request.body))
    assert_refused(changed(request, body=request.body.replace(b"}", b',"x":1}')))


def test_f12_1_what_is_signed_with_another_token_is_refused() -> None:
    """The same words under somebody else's secret."""
    fields = text_fields()
    [answer] = ask_node("sign.js", [{"url": PUBLIC + PATH, "token": "another", "form": _values(fields)}])
    assert_refused(_request(answer, "application/x-www-form-urlencoded", form=tuple(fields), body=b""))
