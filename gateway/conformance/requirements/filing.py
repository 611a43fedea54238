"""What the standard asks of filing a request; nothing here runs unless the person who checks has asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote

from gateway.conformance.field_values import said
from gateway.conformance.reading import Record
from gateway.conformance.requirements.definitions import Definition, definitions
from gateway.conformance.requirements.expecting import expect_status
from gateway.conformance.requirements.filters import zulu
from gateway.conformance.values import Broken, Exchange, NotAsked, NotOffered, Requirement
from gateway.conformance.visit import Filing, Parameter, Visit

_SECTION = "POST Service Request"
_UNICODE = "prüfen, ñ, 漢字"
_PLACE = ("lat", "long", "address_string", "address_id")


def whole_form(visit: Visit, filing: Filing) -> tuple[Parameter, ...]:
    """A form as a careful client sends it, for a service with attributes where there is one."""
    code, answers = _choose(visit)
    return (
        ("api_key", filing.key),
        ("service_code", code),
        *_place(visit),
        ("description", f"{filing.mark} ({visit.form}; {_UNICODE})"),
        *answers,
    )


def _choose(visit: Visit) -> tuple[str, tuple[Parameter, ...]]:
    try:
        definition = definitions(visit)[0]
    except (NotOffered, NotAsked):
        return said(visit.services().records[0], "service_code"), ()
    return definition.code, tuple(_answers(visit, definition))


def _answers(visit: Visit, definition: Definition) -> Iterator[Parameter]:
    """Something for each attribute that asks for something."""
    for attribute in definition.attributes.records:
        if said(attribute, "variable") == "true":
            yield from _answer(visit, attribute)


def _answer(visit: Visit, attribute: Record) -> Iterator[Parameter]:
    name = f"attribute[{said(attribute, 'code')}]"
    match said(attribute, "datatype"):
        case "number":
            yield name, "1"
        case "datetime":
            yield name, zulu(visit.now)
        case "singlevaluelist":
            yield from ((name, key) for key in _keys(attribute)[:1])
        case "multivaluelist":
            yield from ((f"{name}[]", key) for key in _keys(attribute)[:2])
        case _:
            yield name, "test"


def _keys(attribute: Record) -> list[str]:
    values = attribute.get("values")
    return [said(value, "key") for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _place(visit: Visit) -> tuple[Parameter, ...]:
    """Where another request of the city is, so that the place lies in it."""
    try:
        request = visit.some_request()
    except NotAsked:
        return (("address_string", "City Hall"),)
    if said(request, "lat") and said(request, "long"):
        return ("lat", said(request, "lat")), ("long", said(request, "long"))
    return (("address_string", said(request, "address") or "City Hall"),)


def filed(visit: Visit, filing: Filing) -> Record:
    """The request that the server made of the form, for probes that need one."""
    try:
        return _strictly(visit, visit.post(filing, *whole_form(visit, filing)))
    except Broken:
        raise NotAsked("the test request was not taken") from None


def _strictly(visit: Visit, exchange: Exchange) -> Record:
    expect_status(exchange, (200, 201), "The test request")
    found = visit.records(visit.read_any(exchange), "service_requests", exchange)
    if len(found.records) != 1:
        raise Broken(f"The answer holds {len(found.records)} requests.", exchange)
    return found.records[0]


def _is_taken(visit: Visit) -> None:
    filing = visit.load_filing()
    _strictly(visit, visit.post(filing, *whole_form(visit, filing)))


def _given(visit: Visit) -> tuple[list[str], str, Exchange]:
    """Which of number and token the server gave, the type of the service, and the answer."""
    filing = visit.load_filing()
    form, request = whole_form(visit, filing), filed(visit, filing)
    service = visit.services().find("service_code", dict(form)["service_code"]) or {}
    given = [name for name in ("service_request_id", "token") if said(request, name)]
    return given, said(service, "type"), visit.post(filing, *form)


def _number(visit: Visit) -> None:
    given, kind, exchange = _given(visit)
    if len(given) > 1:
        raise Broken("The answer gives both a number and a token.", exchange)
    if not given and kind != "blackbox":
        raise Broken("The answer gives neither a number nor a token.", exchange)


def _type(visit: Visit) -> None:
    given, kind, exchange = _given(visit)
    wanted = {"realtime": "service_request_id", "batch": "token"}.get(kind, "")
    if wanted and given and wanted not in given:
        raise Broken(f"A {kind} service gives a {given[0]}.", exchange)


def _there(visit: Visit, filing: Filing) -> tuple[Record, Exchange]:
    """The request that was filed, read again; raises `NotAsked` while it cannot be."""
    number = said(filed(visit, filing), "service_request_id")
    if not number:
        raise NotAsked("the test request has no number yet")
    exchange = visit.at(filing.base).get(f"requests/{quote(number, safe='')}")
    found = visit.listed(exchange, "service_requests")
    if found.ids() != [number]:
        raise Broken(f"Request {number} cannot be read though its number was given.", exchange)
    return found.records[0], exchange


def _is_read(visit: Visit) -> None:
    filing = visit.load_filing()
    wanted = dict(whole_form(visit, filing))["service_code"]
    record, exchange = _there(visit, filing)
    if said(record, "service_code") != wanted:
        raise Broken(f'It was filed as {wanted} and is read as "{said(record, "service_code")}".', exchange)


def _words(visit: Visit) -> None:
    try:
        record, exchange = _there(visit, visit.load_filing())
    except Broken:
        raise NotAsked("the request that was filed cannot be read") from None
    if not said(record, "description"):
        raise NotAsked("the words of the request are not shown")
    if _UNICODE not in said(record, "description"):
        raise Broken(f"The words {_UNICODE} did not come back as they were sent.", exchange)


def _refusing(
    wanted: Sequence[int], what: str, change: Callable[[tuple[Parameter, ...]], tuple[Parameter, ...]]
) -> Callable[[Visit], None]:
    """A probe that sends the form with something wrong in it, and wants to be refused."""

    def probe(visit: Visit) -> None:
        filing = visit.load_filing()
        exchange = visit.post(filing, *change(whole_form(visit, filing)))
        expect_status(exchange, wanted, what)
        if not visit.records(visit.read_any(exchange), "errors", exchange).records:
            raise Broken("It is refused without saying why.", exchange)

    return probe


def _leaving(*names: str) -> Callable[[tuple[Parameter, ...]], tuple[Parameter, ...]]:
    return lambda form: tuple((name, value) for name, value in form if name not in names)


def _with(name: str, value: str, *, instead_of: Sequence[str]) -> Callable[..., tuple[Parameter, ...]]:
    return lambda form: (*_leaving(*instead_of)(form), (name, value))


def _required(visit: Visit) -> None:
    """The form without one of the attributes that its service demands."""
    filing = visit.load_filing()
    for definition in definitions(visit):
        for attribute in definition.attributes.records:
            if said(attribute, "variable") == said(attribute, "required") == "true":
                form = (*_leaving("service_code")(_plain(visit, filing)), ("service_code", definition.code))
                expect_status(visit.post(filing, *form), (400,), "A form without a required attribute")
                return
    raise NotOffered("no service has a required attribute")


def _plain(visit: Visit, filing: Filing) -> tuple[Parameter, ...]:
    return tuple(pair for pair in whole_form(visit, filing) if not pair[0].startswith("attribute["))


FILING: tuple[Requirement, ...] = (
    Requirement(
        id="post.answer",
        says="A form with key, service, place and attributes is taken: status 200 and one `request`.",
        section=_SECTION,
        level="must",
        probe=_is_taken,
        posts=True,
    ),
    Requirement(
        id="post.number",
        says="The answer gives either a `service_request_id` or a `token`; of a `blackbox` service neither.",
        section=_SECTION,
        level="must",
        probe=_number,
        posts=True,
    ),
    Requirement(
        id="post.type",
        says="A `realtime` service gives the `service_request_id` at once, a `batch` service a `token`.",
        section="GET Service List",
        level="should",
        probe=_type,
        posts=True,
    ),
    Requirement(
        id="post.read",
        says="What was filed can be read by its number, under the service it was filed for.",
        section="GET Service Request",
        level="should",
        probe=_is_read,
        posts=True,
    ),
    Requirement(
        id="post.words",
        says="Words in UTF-8 come back as they were sent.",
        section="Encoding",
        level="should",
        probe=_words,
        posts=True,
    ),
    Requirement(
        id="post.no_key",
        says="A form without `api_key` is refused with 403 and a list of errors.",
        section=_SECTION,
        level="must",
        probe=_refusing((403,), "A form without a key", _leaving("api_key")),
        posts=True,
    ),
    Requirement(
        id="post.wrong_key",
        says="A wrong `api_key` is refused with 403.",
        section=_SECTION,
        level="must",
        probe=_refusing((403,), "A wrong key", _with("api_key", "no-such-key", instead_of=("api_key",))),
        posts=True,
    ),
    Requirement(
        id="post.no_service",
        says="A form without `service_code` is refused with 400.",
        section=_SECTION,
        level="must",
        probe=_refusing((400,), "A form without a service", _leaving("service_code")),
        posts=True,
    ),
    Requirement(
        id="post.unknown_service",
        says="An unknown `service_code` is refused with 404.",
        section=_SECTION,
        level="must",
        probe=_refusing(
            (404,), "An unknown service", _with("service_code", "no-such-service-code", instead_of=("service_code",))
        ),
        posts=True,
    ),
    Requirement(
        id="post.no_place",
        says="A form without any place is refused with 400.",
        section=_SECTION,
        level="must",
        probe=_refusing((400,), "A form without a place", _leaving(*_PLACE)),
        posts=True,
    ),
    Requirement(
        id="post.half_place",
        says="A form with `lat` and without `long` is refused with 400.",
        section=_SECTION,
        level="must",
        probe=_refusing((400,), "Half a coordinate", _with("lat", "41.3", instead_of=_PLACE)),
        posts=True,
    ),
    Requirement(
        id="post.attribute",
        says="A form without a required attribute is refused with 400.",
        section=_SECTION,
        level="must",
        probe=_required,
        posts=True,
    ),
)
