"""A forgotten password: a link by mail, the same answer for everybody, and no flood of mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.store.schema import outbox
from gateway.store.schema import staff as staff_table
from tests.web.site import Site, post

PAGE = "/sign-in/forgotten"


@pytest.fixture
def mailing(make_gateway: Callable[..., Any]) -> Site:
    """A site that sends mail."""
    return Site(make_gateway(smtp_relay="127.0.0.1:9"))


def mails(site: Site) -> list[Any]:
    """What was put into the outbox."""
    with site.gateway.store.reading() as connection:
        return list(connection.execute(select(outbox)))


def test_the_link_goes_to_the_address_of_the_account(mailing: Site) -> None:
    """Anne has forgotten it; the mail comes to her, and its link lets her choose a new one."""
    mailing.add_person("member", "streets", email="anne@elmcity.example")
    client = mailing.app.test_client()
    answer = post(client, PAGE, page=PAGE, email=" Anne@elmcity.example")
    assert "a link is on its way" in client.get(answer.location).text
    (mail,) = mails(mailing)
    link = next(line for line in mail.body.splitlines() if line.startswith("http"))
    path = link.removeprefix("http://127.0.0.1:8311")
    assert mail.recipient == "anne@elmcity.example"
    assert post(client, path, page=path, password="a brand new one", again="a brand new one").status_code == 303


def test_strangers_and_closed_accounts_get_the_same_answer_and_no_mail(mailing: Site) -> None:
    """The page does not tell who works for the city."""
    mailing.add_person("viewer", email="left@elmcity.example")
    with mailing.gateway.store.writing() as connection:
        connection.execute(update(staff_table).values(disabled_at=1.0))
    for email in ("left@elmcity.example", "nobody@elmcity.example", "no address"):
        client = mailing.app.test_client()
        answer = post(client, PAGE, page=PAGE, email=email)
        assert (answer.status_code, "a link is on its way" in client.get(answer.location).text) == (303, True)
    assert mails(mailing) == []


def test_nobody_floods_the_mailbox_of_somebody_else(mailing: Site) -> None:
    """Five links in a quarter of an hour are enough, whoever asks for them."""
    email = mailing.add_person("viewer")
    statuses = [post(mailing.app.test_client(), PAGE, page=PAGE, email=email).status_code for _ in range(7)]
    assert statuses == [303] * 5 + [429] * 2
    assert len(mails(mailing)) == 5


def test_without_mail_the_page_says_who_helps(site: Site) -> None:
    """A form that would do nothing is not offered."""
    page = site.app.test_client().get(PAGE).text
    assert "gateway user link" in page
    assert "Mail me a link" not in page
