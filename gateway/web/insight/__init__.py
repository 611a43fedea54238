"""How well the city answers, in figures that say what they mean: for staff, and for everybody where that is wished."""

from gateway.web.insight import files, overview
from gateway.web.insight.pages import pages
from gateway.web.insight.public import public

__all__ = ["files", "overview", "pages", "public"]
