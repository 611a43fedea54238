"""A server that keeps everything the standard asks, in memory and without a socket, so that tests can break it."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import HTTP
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from gateway.conformance.values import Ask, Reply

NOW = datetime(2026, 11, 23, 7, 20, tzinfo=UTC)
HOST = "https://city.example"
BASE = f"{HOST}/open311/v2"
TEST = f"{HOST}/open311/test/v2"
KEY = "the-right-key"
Record = dict[str, object]
Values = dict[str, list[str]]
_ITEMS = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
_FIELDS = ("status_notes", "agency_responsible", "service_notice", "expected_datetime", "address_id", "zipcode")


class RefusedError(Exception):
    """The server says no."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def w3c(when: datetime) -> str:
    """A date as the standard wants it."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def xml_of(name: str, value: object) -> str:
    """An element as the standard's mapping has it."""
    if isinstance(value, list):
        inner = "".join(xml_of(_ITEMS[name], item) for item in value)
    elif isinstance(value, dict):
        inner = "".join(xml_of(key, item) for key, item in value.items())
    else:
        inner = "" if value is None else escape(str(value).lower() if isinstance(value, bool) else str(value))
    return f"<{name}>{inner}</{name}>"


def a_service(code: str, name: str, **others: object) -> Record:
    """A service without attributes that gives numbers at once."""
    words = {"description": f"{name} in a street", "metadata": False, "type": "realtime", "keywords": "street, road"}
    return {"service_code": code, "service_name": name, **words, "group": "Streets", **others}


def an_attribute(code: str, datatype: str, order: int, **others: object) -> Record:
    """An attribute that need not be answered."""
    asked = {"variable": True, "code": code, "datatype": datatype, "required": False, "datatype_description": None}
    return {**asked, "order": order, "description": f"{code}?", "values": [], **others}


def a_request(number: int, code: str, name: str, *, now: datetime = NOW) -> Record:
    """A request; every second one is closed, and all lie in Elm City."""
    made = now - timedelta(days=2 * number, hours=3)
    dates = {"requested_datetime": w3c(made), "updated_datetime": w3c(made + timedelta(hours=number % 5))}
    place = {"address": f"{number} Oak St", "lat": round(41.3 + number / 100, 4), "long": -72.9}
    return {
        "service_request_id": f"SR-{number}",
        "status": "closed" if number % 2 else "open",
        "service_name": name,
        "service_code": code,
        "description": f"Number {number}",
        **dict.fromkeys(_FIELDS),
        **dates,
        **place,
        "media_url": "https://city.example/picture.jpg" if number == 3 else None,
    }


def some_services() -> list[Record]:
    """Three services, one with attributes."""
    return [a_service("pothole", "Pothole", metadata=True), a_service("002", "Graffiti"), a_service("light", "Light")]


def some_attributes() -> list[Record]:
    """Attributes of every kind."""
    sizes: list[Record] = [{"key": "s", "name": "Small"}, {"key": "l", "name": "Large"}]
    return [
        an_attribute("size", "singlevaluelist", 1, required=True, values=sizes),
        an_attribute("near", "multivaluelist", 2, values=sizes),
        an_attribute("depth", "number", 3),
        an_attribute("since", "datetime", 4),
        an_attribute("words", "text", 5),
        an_attribute("note", "string", 6, variable=False),
    ]


@dataclass(kw_only=True)
class RightServer:
    """`fetch` answers; tests change its fields, its questions or its answers."""

    services: list[Record] = field(default_factory=some_services)
    attributes: list[Record] = field(default_factory=some_attributes)
    requests: list[Record] = field(default_factory=list)
    now: datetime = NOW
    jurisdiction: str = ""
    """Empty: one jurisdiction is served, and not asked for."""
    formats: tuple[str, ...] = ("text/xml", "application/json")
    posted: list[Values] = field(default_factory=list)
    asked: list[Ask] = field(default_factory=list)
    tokens: dict[str, int] = field(default_factory=dict)
    """Token to how often it was asked for."""

    def __post_init__(self) -> None:
        for number in range(16):
            service = self.services[number % len(self.services)]
            code, name = str(service["service_code"]), str(service["service_name"])
            self.requests.append(a_request(number, code, name, now=self.now))

    def fetch(self, ask: Ask) -> Reply:
        """Status, headers and body."""
        self.asked.append(ask)
        parts = urlsplit(ask.url)
        path, _, form = parts.path.rpartition(".")
        if parts.scheme + "://" + parts.netloc != HOST or form not in {"xml", "json"}:
            return Reply(status=404, headers={"content-type": "text/html"}, body=b"<html>There is no such page</html>")
        try:
            name, content, headers = self._answer(ask, path, _values(parts.query))
            status = 200
        except RefusedError as no:
            name, content, headers, status = "errors", [{"code": str(no.status), "description": str(no)}], {}, no.status
        return _dressed(ask, Reply(status=status, headers=headers, body=_body(name, content, form)), form)

    def _answer(self, ask: Ask, path: str, values: Values) -> tuple[str, object, dict[str, str]]:
        if path == "/open311/discovery":
            return "discovery", self._discovery(), {}
        for base in (BASE, TEST):
            if path.startswith(urlsplit(base).path + "/"):
                return self._of_endpoint(ask, path.removeprefix(urlsplit(base).path + "/"), values)
        raise RefusedError(404, "There is nothing here.")

    def _of_endpoint(self, ask: Ask, path: str, values: Values) -> tuple[str, object, dict[str, str]]:
        given = _form(ask) if ask.method == "POST" else values
        self._check_jurisdiction(given)
        kind, _, name = path.partition("/")
        match (ask.method, kind, unquote(name)):
            case ("POST", "requests", ""):
                return "service_requests", [self._file(given)], {}
            case ("POST", "servicerequestupdates", ""):
                self._check_key(given)
                return "service_request_updates", [{"update_id": _one(given, "update_id")}], {}
            case ("GET", "services", ""):
                return "services", self.services, {}
            case ("GET", "services", code):
                return "service_definition", self._definition(code), {}
            case ("GET", "requests", ""):
                return self._listed(values)
            case ("GET", "requests", number):
                return "service_requests", [self._find(number)], {}
            case ("GET", "tokens", token):
                return "service_requests", [self._token(token)], {}
            case ("GET", "servicerequestupdates", ""):
                return "service_request_updates", [self._update()], {}
        raise RefusedError(404, "There is nothing here.")

    def _discovery(self) -> Record:
        day = "2026-11-01T00:00:00Z"
        endpoint = {"specification": "http://wiki.open311.org/GeoReport_v2", "changeset": day}
        endpoints = [
            {**endpoint, "url": url, "type": kind, "formats": list(self.formats)}
            for url, kind in ((BASE, "production"), (TEST, "test"))
        ]
        return {"changeset": day, "contact": "anne@city.example", "key_service": "Ask Anne.", "endpoints": endpoints}

    def _check_jurisdiction(self, values: Values) -> None:
        given = values.get("jurisdiction_id", [""])[0]
        if self.jurisdiction and not given:
            raise RefusedError(400, "Say jurisdiction_id.")
        if self.jurisdiction and given != self.jurisdiction:
            raise RefusedError(404, "There is no such jurisdiction.")

    def _definition(self, code: str) -> Record:
        if all(service["service_code"] != code for service in self.services):
            raise RefusedError(404, "There is no such service.")
        return {"service_code": code, "attributes": self.attributes if code == "pothole" else []}

    def _find(self, number: str) -> Record:
        for request in self.requests:
            if request["service_request_id"] == number:
                return request
        raise RefusedError(404, "There is no such request.")

    def _token(self, token: str) -> Record:
        if token not in self.tokens:
            raise RefusedError(404, "There is no such token.")
        self.tokens[token] += 1
        number = f"SR-{token}" if self.tokens[token] > 1 else None
        return {"service_request_id": number, "token": token}

    def _update(self) -> Record:
        told = {"update_id": "1", "service_request_id": "SR-1", "status": "CLOSED", "description": "Done"}
        return {**told, "updated_datetime": w3c(self.now - timedelta(days=1)), "media_url": None}

    def _listed(self, values: Values) -> tuple[str, object, dict[str, str]]:
        found = sorted(self._selected(values), key=lambda one: str(one["requested_datetime"]), reverse=True)
        size = min(int(_one(values, "page_size") or 1000), 1000)
        first = (max(int(_one(values, "page") or 1), 1) - 1) * size
        headers = {"x-total-count": str(len(found))}
        headers |= {"link": f'<{BASE}/requests.json?page=2>; rel="next"'} if first + size < len(found) else {}
        cut = found[first : first + size]
        more: Record = {"attributes": []} if _one(values, "extensions") == "true" else {}
        return "service_requests", [{**request, **more} for request in cut], headers

    def _selected(self, values: Values) -> Iterator[Record]:
        if numbers := _listed_values(values, "service_request_id"):
            yield from (one for one in self.requests if one["service_request_id"] in numbers)
            return
        yield from (one for one in self.requests if all(test(one) for test in self._tests(values)))

    def _tests(self, values: Values) -> Iterator[Callable[[Record], bool]]:
        statuses, codes = _listed_values(values, "status"), _listed_values(values, "service_code")
        if set(statuses) - {"open", "closed"}:
            raise RefusedError(400, "A status is open or closed.")
        if set(codes) - {str(service["service_code"]) for service in self.services}:
            raise RefusedError(404, "There is no such service.")
        yield lambda one: not statuses or one["status"] in statuses
        yield lambda one: not codes or one["service_code"] in codes
        start, end = _span(values, self.now)
        yield lambda one: w3c(start) <= str(one["requested_datetime"]) <= w3c(end)
        after, before = _one(values, "updated_after"), _one(values, "updated_before")
        yield lambda one: not after or str(one["updated_datetime"]) >= after
        yield lambda one: not before or str(one["updated_datetime"]) <= before
        yield lambda one: not _one(values, "bbox") or _is_in(one, _one(values, "bbox"))

    def _file(self, form: Values) -> Record:
        self._check_form(form)
        self.posted.append(form)
        service = next(one for one in self.services if one["service_code"] == _one(form, "service_code"))
        number = str(len(self.posted))
        filed = a_request(0, str(service["service_code"]), str(service["service_name"]), now=self.now)
        words = {"service_request_id": f"SR-{number}-filed", "description": _one(form, "description")}
        match service["type"]:
            case "batch":
                self.tokens[number] = 0
                return {"token": number}
            case "blackbox":
                return {"service_notice": "Thank you."}
        self.requests.append({**filed, **words})
        return {"service_request_id": f"SR-{number}-filed", "service_notice": None, "account_id": None}

    def _check_key(self, form: Values) -> None:
        if _one(form, "api_key") != KEY:
            raise RefusedError(403, "Give a key.")

    def _check_form(self, form: Values) -> None:
        self._check_key(form)
        if not _one(form, "service_code"):
            raise RefusedError(400, "Say service_code.")
        if all(service["service_code"] != _one(form, "service_code") for service in self.services):
            raise RefusedError(404, "There is no such service.")
        lat, long = _one(form, "lat"), _one(form, "long")
        if bool(lat) != bool(long) or not (lat or _one(form, "address_string")):
            raise RefusedError(400, "Say where it is.")
        for attribute in self.attributes if _one(form, "service_code") == "pothole" else []:
            if attribute["required"] and not form.get(f"attribute[{attribute['code']}]"):
                raise RefusedError(400, f"Say attribute[{attribute['code']}].")


def _values(query: str) -> Values:
    values: Values = {}
    for name, value in parse_qsl(query):
        values.setdefault(name, []).append(value)
    return values


def _form(ask: Ask) -> Values:
    """The fields of a form, plain or with files."""
    kind = dict(ask.headers)["Content-Type"]
    if kind.startswith("application/x-www-form-urlencoded"):
        return _values(ask.body.decode())
    if not kind.startswith("multipart/form-data"):
        raise RefusedError(400, "Send a form.")
    parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + ask.body, policy=HTTP).iter_parts()
    fields = [part for part in parts if not part.get_filename()]
    return {
        str(part.get_param("name", header="Content-Disposition")): [part.get_payload(decode=True).decode()]
        for part in fields
    }


def _one(values: Values, name: str) -> str:
    return values.get(name, [""])[0]


def _listed_values(values: Values, name: str) -> list[str]:
    return [part for value in values.get(name, []) for part in value.split(",")]


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise RefusedError(400, "That is no date.") from None


def _span(values: Values, now: datetime) -> tuple[datetime, datetime]:
    most, start, end = timedelta(days=90), _one(values, "start_date"), _one(values, "end_date")
    if start and end and _moment(end) - _moment(start) > most:
        raise RefusedError(400, "That is more than 90 days.")
    last = _moment(end) if end else _moment(start) + most if start else now
    return _moment(start) if start else last - most, last


def _is_in(request: Record, box: str) -> bool:
    west, south, east, north = map(float, box.split(","))
    return south <= float(str(request["lat"])) <= north and west <= float(str(request["long"])) <= east


def _body(name: str, content: object, form: str) -> bytes:
    if form == "json":
        return json.dumps(content, ensure_ascii=False).encode()
    return f'<?xml version="1.0" encoding="utf-8"?>\n{xml_of(name, content)}'.encode()


def _dressed(ask: Ask, reply: Reply, form: str) -> Reply:
    """The reply with its headers, packed or left out as the client asked."""
    tag = f'W/"{hashlib.sha256(reply.body).hexdigest()[:12]}"'
    kind = "text/xml" if form == "xml" else "application/json"
    headers = {
        "content-type": f"{kind}; charset=utf-8",
        "access-control-allow-origin": "*",
        "etag": tag,
        **reply.headers,
    }
    asked = {name.lower(): value for name, value in ask.headers}
    if asked.get("if-none-match") == tag:
        return Reply(status=304, headers=headers, body=b"")
    if "gzip" in asked.get("accept-encoding", ""):
        return Reply(
            status=reply.status, headers={**headers, "content-encoding": "gzip"}, body=gzip.compress(reply.body)
        )
    return replace(reply, headers=headers)
