"""The rulebook's past in the browser: who, when, why and what; download any of it, and go back to it."""

from __future__ import annotations

import io
import logging
import zipfile
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.errors import GatewayError
from gateway.publishing import roll_back
from gateway.publishing.publishing import find_on_disk
from gateway.routing import RulebookError
from gateway.routing.files import RulebookFiles
from gateway.store.rulebook_past import find_id_before, list_past
from gateway.store.rulebooks import VersionRow, find_version_row
from gateway.web.context import this_gateway
from gateway.web.rules.comparing import compare
from gateway.web.rules.pages import pages, require_administrator

log = logging.getLogger(__name__)
PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was typed into the form to go back, and why it was not done."""

    why: str = ""
    error: str = ""
    problems: tuple[str, ...] = ()


@pages.get("/versions")
def versions() -> str:
    """Every rulebook that was in force, the newest first."""
    require_administrator()
    before = request.args.get("before", "")
    with this_gateway().store.reading() as connection:
        rows = list_past(connection, limit=PAGE + 1, before=int(before) if before.isdecimal() else None)
    in_force = this_gateway().rulebooks.current().version
    current = next((row.id for row in rows if row.version == in_force), None) if not before else None
    return render_template(
        "rules_versions.html", rows=rows[:PAGE], has_more=len(rows) > PAGE, current=current, in_force=in_force
    )


@pages.get("/versions/<int:row_id>")
def version(row_id: int) -> str:
    """One rulebook of the past, and what it changed."""
    require_administrator()
    return _render(_load(row_id), Refused())


@pages.get("/versions/<int:row_id>/download")
def download_version(row_id: int) -> Response:
    """The file as it was, or all of its files in a ZIP."""
    require_administrator()
    row = _load(row_id)
    if not row.files.included:
        return _attachment(row.files.text.encode(), "text/yaml; charset=utf-8", f"rules-{row.version}.yaml")
    return _attachment(_zipped(row.files), "application/zip", f"rules-{row.version}.zip")


@pages.post("/versions/<int:row_id>/roll-back")
def go_back(row_id: int) -> Response | tuple[str, int]:
    """Put this rulebook in force again."""
    person, gateway = require_administrator(), this_gateway()
    row, why = _load(row_id), request.form.get("why", "")
    on_disk = find_on_disk(gateway.settings.rules)
    if on_disk and on_disk.version != request.form.get("in_force"):
        error = "The rules in force changed after this page was shown. Look at the difference again, then go back."
        return _render(row, Refused(why=why, error=error)), 409
    try:
        roll_back(gateway, row_id, who=person.email, why=why)
    except RulebookError as error:
        told = "These rules cannot come into force any more."
        return _render(row, Refused(why=why, error=told, problems=tuple(map(str, error.problems)))), 422
    except GatewayError as error:
        return _render(row, Refused(why=why, error=str(error))), 422
    gateway.rulebooks.refresh()
    log.info("the rulebook was rolled back", extra={"row": row_id, "staff": person.id})
    flash("These rules are in force again. New messages follow them from now on.")
    return redirect(url_for("rules.versions"), 303)


def _load(row_id: int) -> VersionRow:
    with this_gateway().store.reading() as connection:
        row = find_version_row(connection, row_id)
    return row or abort(404, "There is no such version of the rules.")


def _render(row: VersionRow, refused: Refused) -> str:
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        before_id = find_id_before(connection, row.id)
        before = find_version_row(connection, before_id) if before_id else None
    on_disk = find_on_disk(gateway.settings.rules)
    return render_template(
        "rules_version.html",
        row=row,
        before=before,
        change=compare(before.files, row.files) if before else None,
        on_disk=on_disk,
        back=compare(on_disk, row.files) if on_disk and on_disk.version != row.version else None,
        refused=refused,
    )


def _zipped(files: RulebookFiles) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.texts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _attachment(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
