"""The administration: what needs a person, and what an administrator can do about it."""

from __future__ import annotations

import pytest

from tests.web.site import Site

PAGES = ("", "/channels", "/outbox", "/work", "/messages", "/wishes", "/retention", "/persons", "/settings")


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_city_has_every_page(site: Site, path: str) -> None:
    """On the first day there is nothing to show, and each page says so."""
    answer = site.client("administrator").get(f"/administration{path}")
    assert answer.status_code == 200, answer.text
