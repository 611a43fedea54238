"""What a resident sees of a request behind the link in every message: no login, no script."""

from gateway.web.resident import page, writing  # noqa: F401 - their routes
from gateway.web.resident.pages import pages
from gateway.web.resident.visits import keep_tallies

__all__ = ["keep_tallies", "pages"]
