"""The simulator: phones and a mailbox in the browser, in which a visitor plays residents and their carrier."""

from __future__ import annotations

from gateway.web.simulator import carrier, links, mailbox, page, phone, travel
from gateway.web.simulator.drawing import pages

__all__ = ["carrier", "links", "mailbox", "page", "pages", "phone", "travel"]
