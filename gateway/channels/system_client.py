"""Speaks Open311 with a department's own system: files a request there, and asks how it stands."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from gateway.channels.calling import Answer, Call, call
from gateway.channels.system_answers import Fields, UnreadableError, is_page, read_complaint, read_items
from gateway.channels.system_questions import answers_there, read_questions
from gateway.errors import PermanentSendError, SendError, TemporarySendError, UnknownOutcomeError
from gateway.routing.open311 import OwnSystem

SECRETS = "GATEWAY_SECRET_"
"""How the variables of the environment begin that hold keys which rulebooks name."""
_COME_AGAIN = frozenset({408, 425, 429, 503})
_MOST_PAGES = 5
_FULL_PAGE = 10
"""A shorter list is the whole of it; servers cut theirs at ten or more."""
_PERHAPS_THE_SAME = frozenset({"", "1"})
"""Some servers count their pages from one, and others from nought."""
_LONGEST_ID = 200
_ACCEPT = {"json": "application/json", "xml": "text/xml, application/xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What the other side calls a request: its number, or a token for one that comes later; perhaps neither."""

    number: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a request stands on the other side; its words are as it wrote them."""

    status: str
    notes: str
    updated: str
    """`updated_datetime`, as it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A word of the other side about a request (mySociety's service request updates)."""

    id: str
    request: str
    status: str
    words: str
    updated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemClient:
    """One department's own system. What fails raises a `SendError` whose words staff may read."""

    own: OwnSystem
    own_systems: Collection[str] = ()
    """Hosts that may be private or http."""

    def file(self, fields: Mapping[str, str], answers: Mapping[str, str]) -> Filed:
        """File a request, with those of the answers that the other side asks for.

        Raises `UnknownOutcomeError` where nobody knows whether it was taken.
        """
        given = {**fields, **self._whose(), "api_key": _key(self.own)}
        form = [(name, value) for name, value in given.items() if value]
        form += self._answers(fields.get("service_code", ""), answers)
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Accept": self._accept}
        body = urlencode(form).encode()
        answer = self._call(Call(method="POST", url=self._url("requests"), headers=headers, body=body))
        if not 200 <= answer.status < 300:
            raise self._refusal(answer, unknown=UnknownOutcomeError)
        first = next(iter(self._items(answer)), {})
        return Filed(number=_id(first, "service_request_id"), token=_id(first, "token"))

    def find(self, reference: str, *, since: datetime, until: datetime, but: Collection[str]) -> str | None:
        """The number there of a request whose description names our reference; None when its list has none."""
        window = {"start_date": _moment(since), "end_date": _moment(until)}
        seen: set[str] = set()
        for page in ("", *map(str, range(1, _MOST_PAGES + 1))):
            items = self._ask("requests", {**window, **({"page": page} if page else {})})
            for item in items:
                if reference in item.get("description", "") and _id(item, "service_request_id") not in {"", *but}:
                    return _id(item, "service_request_id")
            new = {_id(item, "service_request_id") for item in items} - seen
            if len(items) < _FULL_PAGE or (page not in _PERHAPS_THE_SAME and not new):
                return None
            seen |= new
        return None

    def list_codes(self) -> frozenset[str]:
        """The codes of the services that it offers."""
        return frozenset(filter(None, (_id(item, "service_code") for item in self._ask("services"))))

    def check_key(self) -> None:
        """Raises `TemporarySendError` where the key is named in the rulebook and not there."""
        _key(self.own)

    def ask_token(self, token: str) -> str:
        """The number that a token stands for; empty while there is none."""
        items = self._ask(f"tokens/{quote(token, safe='')}")
        return _id(items[0], "service_request_id") if items else ""

    def ask_request(self, number: str) -> Said:
        """How a request stands; raises `PermanentSendError` where the other side does not know it."""
        items = self._ask(f"requests/{quote(number, safe='')}")
        same = [item for item in items if _id(item, "service_request_id") == number] or items[:1]
        if not same:
            raise PermanentSendError("It does not know the number that it gave us.", code="404")
        item = same[0]
        return Said(
            status=item.get("status", "").lower(),
            notes=item.get("status_notes", ""),
            updated=item.get("updated_datetime", ""),
        )

    def list_updates(self, *, since: datetime, until: datetime) -> Sequence[Update]:
        """What it said about all its requests between two moments; raises `PermanentSendError` where it offers none."""
        items = self._ask("servicerequestupdates", {"start_date": _moment(since), "end_date": _moment(until)})
        found = [
            Update(
                id=_id(item, "update_id"),
                request=_id(item, "service_request_id"),
                status=item.get("status", "").lower(),
                words=item.get("description", ""),
                updated=item.get("updated_datetime", ""),
            )
            for item in items
        ]
        return [update for update in found if update.id and update.request]

    def _answers(self, code: str, answers: Mapping[str, str]) -> list[tuple[str, str]]:
        """What the other side asks about a service and we know; nothing where it does not say what it asks."""
        if not answers:
            return []
        try:
            definition = self._get(f"services/{quote(code, safe='')}")
            return list(answers_there(read_questions(definition, self.own.form), answers))
        except (SendError, UnreadableError):
            return []

    def _ask(self, path: str, question: Mapping[str, str] | None = None) -> list[Fields]:
        return self._items(self._get(path, question))

    def _get(self, path: str, question: Mapping[str, str] | None = None) -> Answer:
        asked = urlencode({**self._whose(), **(question or {})})
        url = self._url(path) + (f"?{asked}" if asked else "")
        answer = self._call(Call(method="GET", url=url, headers={"Accept": self._accept}))
        if answer.status != 200:
            raise self._refusal(answer, unknown=TemporarySendError)
        return answer

    def _call(self, asked: Call) -> Answer:
        return call(asked, own_systems=self.own_systems)

    def _url(self, path: str) -> str:
        return f"{self.own.url.rstrip('/')}/{path}.{self.own.form}"

    @property
    def _accept(self) -> str:
        return _ACCEPT[self.own.form]

    def _whose(self) -> dict[str, str]:
        return {"jurisdiction_id": self.own.jurisdiction} if self.own.jurisdiction else {}

    def _items(self, answer: Answer) -> list[Fields]:
        try:
            return read_items(answer, self.own.form)
        except UnreadableError:
            what = "a page for people" if is_page(answer) else f"something that is no {self.own.form.upper()}"
            raise PermanentSendError(
                f"It answered with {what}. See that its address in the rulebook is right."
            ) from None

    def _refusal(self, answer: Answer, *, unknown: type[UnknownOutcomeError | TemporarySendError]) -> SendError:
        complaint = read_complaint(answer, self.own.form)
        said = f"It answered {answer.status}" + (f": {complaint.rstrip('.')}." if complaint else ".")
        if answer.status in _COME_AGAIN:
            return TemporarySendError(said, retry_after=answer.retry_after)
        if answer.status >= 500:
            return unknown(said)
        if answer.status < 400:
            return PermanentSendError(f"{said} Its address has changed; write the new one into the rulebook.")
        if answer.status in {401, 403}:
            said = f"{said} See that its key is right."
        return PermanentSendError(said, code=str(answer.status))


def _key(own: OwnSystem) -> str:
    """The key behind its name; raises `TemporarySendError` where the environment has none."""
    if not own.key:
        return ""
    variable = SECRETS + own.key.removeprefix("$")
    if not (value := os.environ.get(variable, "").strip()):
        raise TemporarySendError(f"The key of the system is not set. Put it into {variable} and start again.")
    return value


def _id(item: Fields, name: str) -> str:
    value = item.get(name, "")
    return value if len(value) <= _LONGEST_ID and "\n" not in value else ""


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
