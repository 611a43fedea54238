"""Signing in and out: the password, the second step, one-time links, and the city's identity provider."""

from gateway.web.sign_in import forgotten, links, password, provider, second_step
from gateway.web.sign_in.pages import pages

__all__ = ["forgotten", "links", "pages", "password", "provider", "second_step"]
