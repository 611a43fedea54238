"""The rulebook in the browser: read it, change it, try it, rehearse it, publish it, and go back."""

from gateway.web.rules import at_work, publishing, rehearsing, showing, touring, versions
from gateway.web.rules.pages import pages

__all__ = ["at_work", "pages", "publishing", "rehearsing", "showing", "touring", "versions"]
