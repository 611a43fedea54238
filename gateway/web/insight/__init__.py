"""How well the city answers, in figures that say what they mean."""

from gateway.web.insight.pages import pages

__all__ = ["pages"]
