"""Serves htmx, editor, charts and maps from the folder that npm filled; without it pages work as forms and links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, send_file, url_for

_FOLDER = Path(__file__).parent / "node_modules"
_HTMX = _FOLDER / "htmx.org" / "dist" / "htmx.min.js"
_CODEMIRROR = ("autocomplete", "commands", "lang-yaml", "language", "lint", "search", "state", "streamparser", "view")
_MODULES: Mapping[str, Path] = {
    **{f"@codemirror/{name}": _FOLDER / "@codemirror" / name / "dist" / "index.js" for name in _CODEMIRROR},
    **{
        f"@lezer/{name}": _FOLDER / "@lezer" / name / "dist" / "index.js"
        for name in ("common", "highlight", "lr", "yaml")
    },
    "@marijn/find-cluster-break": _FOLDER / "@marijn" / "find-cluster-break" / "src" / "index.js",
    "crelt": _FOLDER / "crelt" / "index.js",
    "style-mod": _FOLDER / "style-mod" / "src" / "style-mod.js",
    "w3c-keyname": _FOLDER / "w3c-keyname" / "index.js",
}
"""What the editor imports, by the names that its packages use for each other."""
_FILES: Mapping[str, Path] = {
    "leaflet.css": _FOLDER / "leaflet" / "dist" / "leaflet.css",
    "leaflet.js": _FOLDER / "leaflet" / "dist" / "leaflet.js",
    "uplot.css": _FOLDER / "uplot" / "dist" / "uPlot.min.css",
    "uplot.js": _FOLDER / "uplot" / "dist" / "uPlot.iife.min.js",
}
"""Scripts and style sheets of charts and maps, as they are."""
_OURS = ("places_in_yaml.js", "rules_help.js")
"""Modules of the static folder that the editor's page imports; the map adds the version to their addresses."""

pages = Blueprint("vendor", __name__, url_prefix="/vendor")


def is_installed() -> bool:
    """Whether the live parts of the pages can be live."""
    return _HTMX.is_file()


def has_editor() -> bool:
    """Whether every module of the editor is there."""
    return all(file.is_file() for file in _MODULES.values())


def import_map() -> dict[str, dict[str, str]]:
    """Where a browser finds each module by its name; needs a request."""
    version = current_app.jinja_env.globals["asset_version"]
    theirs = {name: url_for("vendor.module", name=name, v=version) for name in _MODULES}
    ours = {url_for("static", filename=file): url_for("static", filename=file, v=version) for file in _OURS}
    return {"imports": theirs | ours}


@pages.get("/htmx.min.js")
def htmx() -> Response:
    """The script, or 404 when `make install` has not fetched it."""
    if not is_installed():
        abort(404)
    return send_file(_HTMX, mimetype="text/javascript")


@pages.get("/modules/<path:name>.js")
def module(name: str) -> Response:
    """One module of the editor; 404 for what is none."""
    file = _MODULES.get(name)
    if file is None or not file.is_file():
        abort(404)
    return send_file(file, mimetype="text/javascript")


@pages.get("/files/<name>")
def file(name: str) -> Response:
    """A script or a style sheet; 404 for what is none."""
    found = _FILES.get(name)
    if found is None or not found.is_file():
        abort(404)
    return send_file(found, mimetype="text/css" if name.endswith(".css") else "text/javascript")
