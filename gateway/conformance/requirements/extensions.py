"""What servers offer beyond the standard: nobody has to, but what is offered has to work and to hide when unasked."""

from __future__ import annotations

import gzip
import zlib
from datetime import timedelta

from gateway.conformance.field_values import degrees, moment, said
from gateway.conformance.reading import UnreadableError, read
from gateway.conformance.requirements.expecting import bad_dates, differing, unknown_values, without
from gateway.conformance.requirements.filters import zulu
from gateway.conformance.requirements.requests import TYPES
from gateway.conformance.requirements.services import FIELDS
from gateway.conformance.values import Broken, NotAsked, NotOffered, Requirement
from gateway.conformance.visit import Listed, Visit

_SECTION = "Extensions"
_MORE = ("attributes", "extended_attributes", "notes")
_SERVICES_MORE = ("groups",)
_UPDATE_STATUSES = (
    *("open", "closed", "fixed", "in_progress", "planned", "action_scheduled", "investigating", "duplicate"),
    *("not_councils_responsibility", "no_further_action", "internal_referral", "cancelled", "reopen"),
    *("for_triage", "unchanged"),
)


def _updated(visit: Visit) -> None:
    later = zulu(visit.now + timedelta(days=1))
    try:
        none = visit.requests(("updated_after", later))
    except Broken:
        raise NotOffered("updated_after is refused") from None
    if none.records:
        raise NotOffered("updated_after is passed over")
    request = visit.some_request()
    changed = moment(said(request, "updated_datetime"))
    if changed is None:
        raise NotAsked("the request at hand does not say when it was changed")
    around = [("updated_after", zulu(changed - timedelta(minutes=1)))]
    found = visit.requests(*around, ("updated_before", zulu(changed + timedelta(minutes=1))))
    if said(request, "service_request_id") not in found.ids():
        raise Broken("A request is missing in the two minutes in which it was changed.", found.exchange)


def _box(visit: Visit) -> None:
    try:
        none = visit.requests(("bbox", "-30.1,-50.1,-30.0,-50.0"))
    except Broken:
        raise NotOffered("bbox is refused") from None
    if none.records:
        raise NotOffered("bbox is passed over")
    request = _placed(visit)
    lat, long = (degrees(said(request, name)) or 0.0 for name in ("lat", "long"))
    found = visit.requests(("bbox", f"{long - 0.01:.4f},{lat - 0.01:.4f},{long + 0.01:.4f},{lat + 0.01:.4f}"))
    if not found.records:
        raise Broken("A box of west,south,east,north about a request gives nothing.", found.exchange)
    found.blame(
        f"Request {said(record, 'service_request_id')} lies outside of the box."
        for record in found.records
        if abs((degrees(said(record, "lat")) or 999.0) - lat) > 0.02
        or abs((degrees(said(record, "long")) or 999.0) - long) > 0.02
    )


def _placed(visit: Visit) -> dict[str, object]:
    for record in (visit.some_request(), *visit.sample().records):
        if degrees(said(record, "lat")) is not None and degrees(said(record, "long")) is not None:
            return dict(record)
    raise NotAsked("no request has a place")


def _more(visit: Visit) -> None:
    try:
        found = visit.requests(("extensions", "true"))
    except Broken:
        raise NotOffered("extensions=true is refused") from None
    if not any(name in record for record in found.records for name in _MORE):
        raise NotOffered("extensions=true adds nothing")
    if differing(found, visit.sample()):
        raise Broken("extensions=true changes which requests are given.", found.exchange)


def _hidden(visit: Visit) -> None:
    for listed, known in ((visit.services(), (*FIELDS, *_SERVICES_MORE)), (visit.sample(), tuple(TYPES))):
        names = {name for record in listed.records for name in record}
        if foreign := sorted(names - set(known)):
            raise Broken(f"{foreign[0]} is shown without being asked for.", listed.exchange)


def _updates(visit: Visit) -> None:
    found = _update_list(visit)
    found.blame(without(found, ("update_id", "service_request_id", "status", "updated_datetime")))
    found.blame(bad_dates(found, ("updated_datetime",)))
    lower = [{**record, "status": said(record, "status").lower()} for record in found.records]
    listed = Listed(records=tuple(lower), exchange=found.exchange)
    listed.blame(unknown_values(listed, "status", _UPDATE_STATUSES))


def _update_list(visit: Visit) -> Listed:
    start = visit.now - timedelta(days=30)
    exchange = visit.get("servicerequestupdates", ("start_date", zulu(start)), ("end_date", zulu(visit.now)))
    if exchange.status != 200:
        raise NotOffered("servicerequestupdates is not there")
    return visit.listed(exchange, "service_request_updates")


def _cors(visit: Visit) -> None:
    exchange = visit.get("services", headers=(("Origin", "https://app.example"),))
    allowed = exchange.reply.headers.get("access-control-allow-origin", "")
    if not allowed:
        raise NotOffered("pages of other sites may not read it")
    if allowed not in {"*", "https://app.example"}:
        raise Broken(f'Access-Control-Allow-Origin is "{allowed}".', exchange)


def _unchanged(visit: Visit) -> None:
    tag = visit.get("services").reply.headers.get("etag", "")
    if not tag:
        raise NotOffered("ETag is not sent")
    exchange = visit.get("services", headers=(("If-None-Match", tag),))
    if exchange.status != 304 or exchange.reply.body:
        raise Broken(f"The tag {tag} is answered with status {exchange.status} instead of an empty 304.", exchange)


def _packed(visit: Visit) -> None:
    exchange = visit.get("services", headers=(("Accept-Encoding", "gzip"),))
    if exchange.reply.headers.get("content-encoding", "") != "gzip":
        raise NotOffered("answers are not packed")
    try:
        read(gzip.decompress(exchange.reply.body), visit.form)
    except (OSError, EOFError, zlib.error, UnreadableError):
        raise Broken("What is packed cannot be unpacked and read.", exchange) from None


EXTENSIONS: tuple[Requirement, ...] = (
    Requirement(
        id="extra.hidden",
        says="Fields beyond the standard are shown only where they are asked for.",
        section="XML Support",
        level="should",
        probe=_hidden,
    ),
    Requirement(
        id="extra.fields",
        says="`extensions=true` adds fields and changes nothing else.",
        section=_SECTION,
        level="extension",
        probe=_more,
    ),
    Requirement(
        id="extra.updated",
        says="`updated_after` and `updated_before` give the requests that were changed between them.",
        section=_SECTION,
        level="extension",
        probe=_updated,
    ),
    Requirement(
        id="extra.bbox",
        says="`bbox=west,south,east,north` gives the requests in this box.",
        section=_SECTION,
        level="extension",
        probe=_box,
    ),
    Requirement(
        id="extra.updates",
        says="`servicerequestupdates` lists what was said of requests, as mySociety defined it.",
        section=_SECTION,
        level="extension",
        probe=_updates,
    ),
    Requirement(
        id="extra.cors",
        says="Pages of other sites may read the answers.",
        section=_SECTION,
        level="extension",
        probe=_cors,
    ),
    Requirement(
        id="extra.etag",
        says="What has not changed is answered with an empty 304.",
        section=_SECTION,
        level="extension",
        probe=_unchanged,
    ),
    Requirement(
        id="extra.gzip",
        says="A packed answer can be unpacked and read.",
        section=_SECTION,
        level="extension",
        probe=_packed,
    ),
)
