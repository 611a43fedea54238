"""The resident's pages under a short address, because it stands in texts; each module beside brings its own."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

pages = Blueprint("resident", __name__, url_prefix="/r")


@pages.after_request
def _keep_out_of_indexes(response: Response) -> Response:
    """No search engine shows a page whose address is its key; caching and referrers are off on every page."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
