"""A form that was sent too late: what was typed goes along through the sign-in, and is sent on with one press.

It is only ever sent by the person who sees it: another site can make a browser post, and would else act in their name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from gateway.web.live import is_htmx

CSRF_FIELD = "csrf_token"
_PATH, _FORM = "kept_path", "kept_form"
_NEVER_KEPT = {"sign_in", "simulator", "resident"}
"""Blueprints whose forms hold passwords, or where nobody signs in."""
SILENT = frozenset({"rules.check_text", "tickets.preview"})
"""Endpoints that a page asks by itself while somebody types: the page must stay as it is."""
_MARKS = {"seen", "once", "nonce"}
"""Fields by which a form acts once, and not past others."""
_STOP_ASKING = 286
"""The status by which htmx ends a refresh that is repeated."""
_SHORT = 60
_SHOWN_IN_MAIN = {"HX-Retarget": "#main", "HX-Reselect": "#main > *", "HX-Reswap": "innerHTML"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where a form was sent to, and its fields in order without the token."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False

    @property
    def packed(self) -> str:
        """The fields for one hidden field of the sign-in page."""
        return json.dumps(self.fields, ensure_ascii=False)

    @property
    def words(self) -> list[tuple[str, str]]:
        """The fields with something that somebody wrote."""
        return [(name, value) for name, value in self.fields if _is_written(value)]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Of the others those that tell a person something."""
        return [(name, value) for name, value in self.choices if value and name not in _MARKS]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The other fields, which go along as they are."""
        return [(name, value) for name, value in self.fields if not _is_written(value)]


def _is_written(value: str) -> bool:
    return len(value) > _SHORT or any(letter.isspace() for letter in value.strip())


def take_form() -> Kept | None:
    """The form of this request, when it is one that staff send; None for others, and for one that came from elsewhere.

    A sign-in page that was open too long hands on what it carried itself.
    """
    if request.blueprint == "sign_in":
        return find_kept()
    if request.blueprint in _NEVER_KEPT or request.endpoint is None:
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != CSRF_FIELD)
    files = any(file.filename for file in request.files.values())
    return Kept(path=request.full_path.rstrip("?"), fields=fields, had_files=files)


def find_kept() -> Kept | None:
    """What the sign-in page carried; None when there is nothing, or it is not a form of ours."""
    path, packed = request.form.get(_PATH, ""), request.form.get(_FORM, "")
    if not path or not _takes_forms(path):
        return None
    try:
        return Kept(path=path, fields=tuple(_read_fields(packed)))
    except (ValueError, TypeError):
        return None


def _read_fields(packed: str) -> Iterator[tuple[str, str]]:
    for name, value in json.loads(packed):
        yield str(name), str(value)


def _takes_forms(path: str) -> bool:
    """Whether a page of ours for staff takes forms there; never another site."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.startswith("/") or not path.isprintable():
        return False
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint = adapter.match(parts.path, "POST")[0] if adapter else ""
    except HTTPException:
        return False
    return endpoint.partition(".")[0] not in _NEVER_KEPT


def is_from_here() -> bool:
    """Whether a page of ours sent this form, as the browser says; a browser that says nothing is not believed."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "")
    return site == "same-origin" if site else urlsplit(origin).netloc == request.host != ""


def ask_to_sign_in(kept: Kept) -> Response:
    """The sign-in page, which carries what was typed."""
    page = render_template("sign_in.html", email="", error="", next_page=kept.path, kept=kept)
    return _answer(page, 403)


def ask_for_code(kept: Kept, next_page: str) -> Response:
    """The page of the second step, which carries what was typed."""
    return _answer(render_template("second_step.html", error="", next_page=next_page, kept=kept), 200)


def ask_to_send(kept: Kept, *, status: int = 200) -> Response:
    """The page that shows what was typed, with the button that sends it now."""
    return _answer(render_template("kept.html", kept=kept), status)


def say_signed_out() -> Response:
    """For a page that refreshes itself: a word at its top, and no more asking; what is on it stays as it is."""
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = f"{here.path}?{here.query}" if here.query else here.path
    answer = make_response(render_template("signed_out.html", back=back), _STOP_ASKING)
    answer.headers.update({"HX-Retarget": "#signed-out", "HX-Reselect": ".signed-out", "HX-Reswap": "innerHTML"})
    return answer


def _answer(page: str, status: int) -> Response:
    answer = make_response(page, status)
    if is_htmx():
        answer.headers.update({"HX-Reswap": "none"} if request.endpoint in SILENT else _SHOWN_IN_MAIN)
    return answer
