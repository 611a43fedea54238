"""Pages for residents, departments and administrators."""

from gateway.web.app import create_app

__all__ = ["create_app"]
