"""What somebody typed to have a system told of tickets, read into a webhook or into one sentence for each mistake."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import request

from gateway.store.webhooks import NewWebhook, WebhookRow
from gateway.web.administration.key_form import one_line
from gateway.webhooks.types import ALL_TYPES

LONGEST_NAME = 60
LONGEST_URL = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookForm:
    """The fields as they were typed; `errors` says by field why they will not do."""

    name: str = ""
    url: str = ""
    events: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    has_words: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)

    def named(self, *, secret: str, by: str, now: float) -> NewWebhook:
        """A new webhook with a sealed secret."""
        return NewWebhook(
            name=one_line(self.name),
            url=self.url.strip(),
            secret=secret,
            events=self.events,
            departments=self.departments,
            has_words=self.has_words,
            created_by=by,
            created_at=now,
        )

    @property
    def values(self) -> dict[str, object]:
        """What is kept of it."""
        return {
            "name": one_line(self.name),
            "url": self.url.strip(),
            "events": list(self.events),
            "departments": list(self.departments),
            "has_words": self.has_words,
        }


def read_form() -> WebhookForm:
    """The fields of the request; a type or department that does not exist was not in the form."""
    known = {news.name for news in ALL_TYPES}
    return WebhookForm(
        name=request.form.get("name", "")[:500],
        url=request.form.get("url", "")[:2_000],
        events=tuple(name for name in request.form.getlist("events") if name in known),
        departments=tuple(request.form.getlist("departments")),
        has_words=request.form.get("has_words") == "yes",
    )


def form_of(row: WebhookRow) -> WebhookForm:
    """A webhook as it can be changed."""
    return WebhookForm(
        name=row.name,
        url=row.url,
        events=tuple(row.events),
        departments=tuple(row.departments),
        has_words=row.has_words,
    )


def find_errors(form: WebhookForm, *, own_systems: Collection[str], departments: Collection[str]) -> dict[str, str]:
    """Every mistake by field; `own_systems` are hosts that may be http. A department that is gone may stay ticked."""
    unknown = [key for key in form.departments if key not in departments]
    mistakes = {
        "name": _name_problem(one_line(form.name)),
        "url": _url_problem(form.url.strip(), {host.lower() for host in own_systems}),
        "departments": f"There is no department {unknown[0]!r}." if unknown else "",
    }
    return {name: sentence for name, sentence in mistakes.items() if sentence}


def _name_problem(name: str) -> str:
    if not name:
        return "Write what the system is called."
    return f"That is {len(name)} characters; write at most {LONGEST_NAME}." if len(name) > LONGEST_NAME else ""


def _url_problem(url: str, own_systems: Collection[str]) -> str:
    if len(url) > LONGEST_URL:
        return f"That is {len(url)} characters; write an address of at most {LONGEST_URL}."
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "This address cannot be read. Write one such as https://crews.example/tickets."
    if not host or parts.scheme not in {"http", "https"} or not url.isascii() or " " in url:
        return "Write the whole address, such as https://crews.example/tickets."
    if parts.username is not None:
        return "Leave name and password out of the address. The signature proves who sends."
    if parts.scheme == "http" and host not in own_systems:
        return f"Write https:// at its beginning. Your operator may allow {host} without in GATEWAY_OWN_SYSTEMS."
    return ""
