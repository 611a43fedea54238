"""What administrators look after: channels, what could not be sent or read, and how long persons are kept."""

from gateway.web.administration.pages import pages

__all__ = ["pages"]
