"""One endpoint in one form, as the probes see it: what it lists, and what it says about one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlencode

from gateway.conformance.fetching import Line
from gateway.conformance.field_values import moment, said
from gateway.conformance.reading import Record, UnreadableError, read
from gateway.conformance.values import Ask, Broken, Exchange, Form, NotAsked

Parameter = tuple[str, str]
FORM_TYPE = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The records of one answer."""

    records: tuple[Record, ...]
    exchange: Exchange

    def blame(self, sentences: Iterable[str]) -> None:
        """Raise `Broken` with the first of the sentences and the number of the others, if there are any."""
        found = list(sentences)
        if found:
            more = f" (and {len(found) - 1:,} more)" if len(found) > 1 else ""
            raise Broken(f"{found[0]}{more}", self.exchange)

    def ids(self) -> list[str]:
        """The numbers of its requests."""
        return [said(record, "service_request_id") for record in self.records]

    def find(self, name: str, value: str) -> Record | None:
        """The first record whose `name` is `value`."""
        return next((record for record in self.records if said(record, name) == value), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Where test requests are filed, with which key, and the words by which everybody knows them."""

    base: str
    key: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One endpoint in one form."""

    base: str
    """Its address without a slash at the end."""
    form: Form
    line: Line
    now: datetime
    discovery: str = ""
    """The address of the discovery document without `.xml`; empty where none was found."""
    jurisdiction: str = ""
    filing: Filing | None = None

    def in_form(self, form: Form) -> Visit:
        """The same endpoint in another form."""
        return replace(self, form=form)

    def anywhere(self) -> Visit:
        """The same endpoint, without saying for which jurisdiction."""
        return replace(self, jurisdiction="")

    def at(self, base: str) -> Visit:
        """Another endpoint of the same server."""
        return replace(self, base=base)

    def load_filing(self) -> Filing:
        """Where to file; raises `NotAsked` where the person did not ask for that."""
        if self.filing is None:
            raise NotAsked("nothing is filed without --file")
        return self.filing

    def get(self, path: str, *parameters: Parameter, headers: tuple[Parameter, ...] = ()) -> Exchange:
        """Ask for `path` below the base, in this form and for the jurisdiction."""
        return self.line.ask(Ask(method="GET", url=self.address(path, *parameters), headers=headers))

    def address(self, path: str, *parameters: Parameter) -> str:
        """The whole address of `path` with its parameters."""
        return _address(f"{self.base}/{path}.{self.form}", (*self.where(), *parameters))

    def post(self, filing: Filing, *parameters: Parameter, path: str = "requests") -> Exchange:
        """Send a form to the endpoint for filing; the same form is sent only once in a check."""
        return self.post_body(filing, path, FORM_TYPE, urlencode((*self.where(), *parameters)).encode())

    def post_body(self, filing: Filing, path: str, content_type: str, body: bytes) -> Exchange:
        """Send anything to the endpoint for filing."""
        url, headers = f"{filing.base}/{path}.{self.form}", (("Content-Type", content_type),)
        return self.line.ask(Ask(method="POST", url=url, headers=headers, body=body, secret=filing.key))

    def read(self, exchange: Exchange) -> object:
        """The content of an answer with status 200; raises `Broken`."""
        if exchange.status != 200:
            raise Broken(_status_sentence(exchange), exchange)
        return self.read_any(exchange)

    def read_any(self, exchange: Exchange) -> object:
        """The content of an answer, whatever its status; raises `Broken`."""
        try:
            return read(exchange.reply.body, self.form)
        except UnreadableError as error:
            raise Broken(f"The answer {error}.", exchange) from None

    def listed(self, exchange: Exchange, container: str) -> Listed:
        """The records of a list with status 200; raises `Broken`."""
        return self.records(self.read(exchange), container, exchange)

    def records(self, content: object, container: str, exchange: Exchange) -> Listed:
        """The records of `container`: in XML below its element, in JSON a bare array; raises `Broken`."""
        found = content.get(container) if self.form == "xml" and isinstance(content, dict) else content
        if not isinstance(found, list):
            wanted = f"<{container}>" if self.form == "xml" else "a bare array"
            raise Broken(f"The answer is not {wanted}.", exchange)
        if not all(isinstance(record, dict) for record in found):
            raise Broken(f"An item of {container} is not a record with fields.", exchange)
        return Listed(records=tuple(found), exchange=exchange)

    def services(self) -> Listed:
        """The list of services, for probes that need one; raises `NotAsked` where it cannot be read or is empty."""
        return self._resting(lambda: self.listed(self.get("services"), "services"), "services")

    def sample(self) -> Listed:
        """The requests that are given when nothing is asked for; raises `NotAsked` as `services` does."""
        return self._resting(self.requests, "requests")

    def requests(self, *parameters: Parameter) -> Listed:
        """The requests that these parameters select; raises `Broken`."""
        return self.listed(self.get("requests", *parameters), "service_requests")

    def some_request(self) -> Record:
        """One request from the middle of the sample; raises `NotAsked`."""
        records = [record for record in self.sample().records if said(record, "service_request_id")]
        dated = [record for record in records if moment(said(record, "requested_datetime"))]
        if not dated:
            raise NotAsked("no request has a number and a date to go by")
        return dated[len(dated) // 2]

    def some_moment(self) -> tuple[Record, datetime]:
        """One request and when it was made; raises `NotAsked`."""
        request = self.some_request()
        made = moment(said(request, "requested_datetime"))
        if made is None:
            raise NotAsked("no request has a date to go by")
        return request, made

    def definition_of(self, code: str) -> Exchange:
        """The answer about one service."""
        return self.get(f"services/{quote(code, safe='')}")

    def where(self) -> tuple[Parameter, ...]:
        """The parameter that says for which jurisdiction."""
        return (("jurisdiction_id", self.jurisdiction),) if self.jurisdiction else ()

    def _resting(self, find: Callable[[], Listed], what: str) -> Listed:
        try:
            found = find()
        except Broken:
            raise NotAsked(f"the list of {what} cannot be read") from None
        if not found.records:
            raise NotAsked(f"the list of {what} is empty")
        return found


def _address(path: str, parameters: Iterable[Parameter]) -> str:
    query = urlencode(tuple(parameters))
    return f"{path}?{query}" if query else path


def _status_sentence(exchange: Exchange) -> str:
    if exchange.status:
        return f"It answers with status {exchange.status} instead of 200."
    return f"It does not answer: {exchange.reply.body.decode('utf-8', 'replace')}."
