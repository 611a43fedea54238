"""Error pages in plain words; what happened inside is logged, never shown."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from gateway.errors import IntakeError
from gateway.web.live import is_htmx

_log = logging.getLogger(__name__)
_WORDS = {
    400: ("That request could not be read", "Go back, reload the page and try again."),
    403: ("You may not do that", "Your account does not include this. Ask an administrator if it should."),
    404: ("There is no such page", "The address may be mistyped, or what it showed may be gone."),
    405: ("That does not work this way", "Open the page itself and use its buttons."),
    413: ("That is too much at once", "Shorten the text and send it again. Nothing was stored."),
    500: ("Something went wrong on our side", "It has been noted. Try again in a minute."),
    503: ("The gateway cannot answer right now", "Nothing was changed. Try again in a minute."),
}
_SHOWN_IN_MAIN = {"HX-Retarget": "#main", "HX-Reselect": "#main > *", "HX-Reswap": "innerHTML"}
_SHOWN_NOWHERE = {"HX-Reswap": "none"}
"""A part that could not be refreshed stays as it was, and is asked for again."""
_TYPED_FIELDS = ("text", "note", "subject", "body", "rules")


def register(app: Flask) -> None:
    """Answer every error with a page of ours and its HTTP status."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(IntakeError, _unavailable)
    app.register_error_handler(Exception, _unknown)


def _http_error(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    title, advice = _WORDS.get(status, (HTTPStatus(status).phrase, "Go back and try again."))
    is_ours = error.description is not None and error.description != type(error).description
    return _page(status, title, error.description if is_ours and error.description else advice)


def _unavailable(error: Exception) -> Response:
    _log.error("page refused: %s", type(error).__name__)
    return _page(503, _WORDS[503][0], f"{error} {_WORDS[503][1]}")


def _unknown(error: Exception) -> Response:
    _log.exception("page failed at %s: %s", request.endpoint, type(error).__name__)
    return _page(500, *_WORDS[500])


def _page(status: int, title: str, advice: str) -> Response:
    if status >= 500:
        # Who is signed in may be what could not be looked up.
        g.setdefault("person", None)
    page = render_template("error.html", status=status, title=title, advice=advice, typed=_typed_text())
    answer = make_response(page, status)
    if is_htmx():
        answer.headers.update(_SHOWN_IN_MAIN if request.method == "POST" else _SHOWN_NOWHERE)
    return answer


def _typed_text() -> str:
    """What the person wrote, so that nobody has to write it twice."""
    try:
        parts = [request.form.get(name, "").strip() for name in _TYPED_FIELDS]
    except RequestEntityTooLarge:
        return ""
    return "\n\n".join(part for part in parts if part)
