"""What a resident sees of a request behind the link in every message: no login, no script."""

from gateway.web.resident.pages import pages

__all__ = ["pages"]
