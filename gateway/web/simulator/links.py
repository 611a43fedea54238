"""Makes the links to residents' pages in a played text clickable, as a telephone does."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from gateway.web.simulator.drawing import pages

_LINK = re.compile(r"https?://[^\s/]+(?P<path>/r/[a-z0-9.]+[a-z0-9])")


@pages.app_template_filter("page_links")
def with_page_links(text: str) -> Markup:
    """The text, escaped, in which such an address opens the page here, whatever the gateway's public address is."""
    pieces, end = [], 0
    for found in _LINK.finditer(text):
        pieces += [escape(text[end : found.start()]), _anchor(found["path"], found.group())]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _anchor(path: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(path, words)
