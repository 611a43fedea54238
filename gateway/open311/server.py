"""The doors of Open311 under one address, for the production and the test endpoint alike.

Whatever happens below a base is answered in the standard's way, also what no door knows; never with a page.
"""

from __future__ import annotations

import logging
from functools import partial

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.routing import PathConverter

from gateway.bootstrap import Gateway
from gateway.errors import IntakeError
from gateway.intake import Intake
from gateway.open311.answering import answer_preflight, make_response, name_methods
from gateway.open311.developers import add_pages
from gateway.open311.doors import Address, Door, find_doors, read_address
from gateway.open311.endpoint import BASES, PREFIX, Answer, Asked, Endpoint
from gateway.open311.limits import limit_reading
from gateway.open311.parameters import check_jurisdiction
from gateway.open311.pictures import show_picture
from gateway.open311.problems import ProblemError, describe, not_found, refusal

_log = logging.getLogger(__name__)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_COME_BACK = 30.0
"""Seconds after which to try again while the database is away."""


class _Anything(PathConverter):
    """The rest of an address whatever is in it, so that two slashes or a line break are answered like all else."""

    regex = "(?s:.*?)"
    part_isolating = False


def open311_blueprint(gateway: Gateway, intake: Intake) -> Blueprint:
    """Everything under `/open311`; its requests need no session and no form token of ours."""
    blueprint = Blueprint("open311", __name__, url_prefix=PREFIX, template_folder="templates")
    blueprint.record_once(lambda state: state.app.url_map.converters.update(anything=_Anything))
    for kind, base in BASES.items():
        endpoint = Endpoint(gateway=gateway, intake=intake, kind=kind)
        view = partial(_answer, endpoint)
        for rule in (base, f"{base}/", f"{base}/<anything:written>"):
            options = {"provide_automatic_options": False, "merge_slashes": False}
            blueprint.add_url_rule(rule, kind, view, methods=_METHODS, **options)
        blueprint.before_app_request(partial(_answer_odd_method, endpoint))
        blueprint.add_url_rule(f"{base}/pictures/<number>.jpg", f"{kind}_picture", partial(_show, endpoint))
    _open_front_door(blueprint, Endpoint(gateway=gateway, intake=intake, kind="production"))
    add_pages(blueprint, gateway)
    return blueprint


def _open_front_door(blueprint: Blueprint, endpoint: Endpoint) -> None:
    """Discovery is the city's, not an endpoint's, and its address must never change; others look for it below one."""
    view = partial(_answer_front, endpoint)
    for rule in ("/discovery.<suffix>", "/discovery.<suffix>/"):
        blueprint.add_url_rule(rule, "discovery", view, methods=_METHODS, provide_automatic_options=False)


def _answer_odd_method(endpoint: Endpoint) -> Response | None:
    """HTTP has more methods than a rule can name, and an app that uses one must be able to read the answer, too."""
    base, front = f"{PREFIX}{BASES[endpoint.kind]}/", f"{PREFIX}/discovery."
    if isinstance(request.routing_exception, MethodNotAllowed) and request.path.startswith((base, front)):
        return _answer(endpoint, request.path.removeprefix(base).removeprefix(f"{PREFIX}/"))
    return None


def _answer_front(endpoint: Endpoint, suffix: str) -> Response:
    return _answer(endpoint, f"discovery.{suffix}")


def _show(endpoint: Endpoint, number: str) -> Response:
    try:
        limit_reading(endpoint)
        return show_picture(endpoint, number)
    except Exception as error:  # noqa: BLE001 - as below
        return make_response(_refuse(error), "xml", endpoint.gateway.settings)


def _answer(endpoint: Endpoint, written: str = "") -> Response:
    address = read_address(written)
    settings, form = endpoint.gateway.settings, address.form or "xml"
    if request.method == "OPTIONS":
        return answer_preflight([door.method for door in find_doors(address.path)])
    try:
        answer = _ask(endpoint, address)
    except Exception as error:  # noqa: BLE001 - whatever it is, an app must be able to read the answer
        answer = _refuse(error)
    return make_response(answer, form, settings)


def _ask(endpoint: Endpoint, address: Address) -> Answer:
    if request.method != "POST":
        limit_reading(endpoint)
    door = _load_door(endpoint, address)
    given = [(name, value.strip()) for name, value in request.args.items(multi=True)]
    arguments = MultiDict([(name, value) for name, value in given if value])
    if door.method == "GET":
        check_jurisdiction(endpoint, arguments.get("jurisdiction_id", ""))
    return door.answer(endpoint, Asked(form=address.form or "xml", subject=address.subject, arguments=arguments))


def _load_door(endpoint: Endpoint, address: Address) -> Door:
    """The door that is meant; raises `ProblemError` where there is none."""
    doors = find_doors(address.path) if endpoint.is_open else []
    if not doors:
        raise not_found(f"There is nothing here. The services are at {endpoint.url}/services.xml.")
    if address.form is None:
        raise not_found("This address lacks its format. Put .xml or .json behind it.")
    method = "GET" if request.method == "HEAD" else request.method
    found = next((door for door in doors if door.method == method), None)
    if found is None:
        methods = [door.method for door in doors]
        raise refusal(405, f"This address answers {' and '.join(methods)} only.", allowed=methods)
    return found


def _refuse(error: Exception) -> Answer:
    """An answer for everything that can go wrong; what was not foreseen is logged without what was sent."""
    match error:
        case ProblemError():
            refused = error
        case IntakeError():
            _log.error("request refused: %s", type(error).__name__)
            refused = refusal(503, f"{error} Nothing was kept. Try again in a minute.", retry_after=_COME_BACK)
        case RequestEntityTooLarge():
            refused = refusal(413, "That is too much at once. Nothing was kept; send less, or smaller pictures.")
        case HTTPException(code=int(status)) if 400 <= status < 500:
            refused = refusal(400, "This request could not be read. Send it as a form (RFC 1866), in UTF-8.")
        case _:
            _log.error("request failed at %s", request.endpoint, exc_info=error)
            refused = refusal(500, "Something went wrong on our side. It has been noted; try again in a minute.")
    return Answer(document=describe(refused.problems), status=refused.status, headers=_headers(refused))


def _headers(refused: ProblemError) -> dict[str, str]:
    headers = {"Allow": name_methods(refused.allowed)} if refused.allowed else {}
    if refused.retry_after:
        headers["Retry-After"] = str(max(1, round(refused.retry_after)))
    return headers
