"""Every route of the application for every role: nothing can be reached that the table does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from gateway.bootstrap import build_gateway
from gateway.settings import load_settings
from gateway.store import people, staff
from gateway.store.schema import message, ticket
from gateway.web import accounts
from gateway.web.auditing import CHANGE_NOTHING
from gateway.web.kept import SILENT
from tests.web.held_mail import insert_held
from tests.web.people.access_table import EVERYBODY, QUERIES, ROLES, VISITOR, WHO_MAY
from tests.web.site import RULES, Clock, Site, sign_in, token_in

TITLE = "Huge pothole"


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """One application for all of it, with a browser for each role and one of everything that an address names."""

    site: Site
    clients: dict[str, FlaskClient]
    named: dict[str, Any]
    forms: dict[str, dict[str, str]]

    def rules(self) -> list[tuple[str, Rule]]:
        """Every method and rule of the application."""
        ways = {"GET", "POST", "PUT", "PATCH", "DELETE"}
        return [
            (way, rule) for rule in self.site.app.url_map.iter_rules() for way in sorted(ways & set(rule.methods or ()))
        ]

    def path(self, rule: Rule) -> str:
        """An address of the rule that names what there is."""
        given = {name: self.named.get(f"{rule.endpoint}:{name}", self.named.get(name, 1)) for name in rule.arguments}
        with self.site.app.test_request_context():
            built = self.site.app.url_map.bind("localhost").build(rule.endpoint, given, force_external=False)
        return f"{built}{QUERIES.get(rule.endpoint, '')}"

    def knock(self, role: str, way: str, rule: Rule) -> int | str:
        """What a role gets: the status, or `sign-in` when it is sent there."""
        client = self.clients[role]
        if way == "GET":
            answer = client.get(self.path(rule))
        else:
            token = token_in(client.get("/sign-in" if role == VISITOR else "/people/me").text)
            answer = client.post(self.path(rule), data={"csrf_token": token, **self.forms.get(rule.endpoint, {})})
        answer.close()
        is_sent = answer.status_code == 302 and answer.location.startswith("/sign-in?")
        return "sign-in" if is_sent else answer.status_code


@pytest.fixture(scope="module")
def city(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The city, made once: a thousand requests need no thousand cities."""
    folder = tmp_path_factory.mktemp("access")
    (folder / "gateway.db").write_bytes(_sqlite_template.read_bytes())
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    settings = load_settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'gateway.db'}",
        rules=folder / "rules.yaml",
        simulator=True,
        secret_key="k" * 48,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        gateway = build_gateway(settings, clock=Clock())
        yield _fill(Site(gateway))
        gateway.store.dispose()


def _fill(site: Site) -> City:
    clients = {role: _client(site, role) for role in ROLES} | {VISITOR: site.app.test_client()}
    for client in clients.values():
        client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    number, twin = site.add_ticket(subject=TITLE), site.add_ticket()
    site.add_person("administrator", email="second@elmcity.example")
    with site.gateway.store.writing() as connection:
        held = insert_held(connection)
        target = staff.add_staff(
            connection, email="cris@elmcity.example", name="", role="member", departments=("streets",), now=0.0
        )
        message_id = connection.execute(select(message.c.id).order_by(message.c.id)).scalars().first()
    named = {
        "number": number,
        "department": "streets",
        "message_id": message_id,
        "staff_id": target,
        "kind": "department",
        "key": "streets",
        "form": "reply",
        "token": "none",
        "size": "picture",
        "filename": "gateway.css",
        "name": "uplot.js",
    }
    named |= {f"held.{act}:message_id": held for act in ("file", "keep", "list_sender")}
    forms = {"alike.join": {"other": twin}, "alike.part": {"other": twin}}
    named |= {"insight.csv_file:key": "service", "insight.workbook:key": "service"}
    return City(site=site, clients=clients, named=named, forms=forms)


def _client(site: Site, name: str) -> FlaskClient:
    role, departments, leads = ROLES[name]
    email = site.add_person(role, *departments, email=f"{name.replace(' ', '.')}@elmcity.example")
    with site.gateway.store.writing() as connection:
        person = staff.find_staff_by_email(connection, email)
        assert person is not None
        people.set_departments(connection, person.id, departments, leads=leads)
    client = site.app.test_client()
    assert sign_in(client, email).status_code == 303
    return client


def test_every_route_is_in_the_table_and_every_row_is_a_route(city: City) -> None:
    """A new page must say who may open it before it is let in; a page that went away leaves no row."""
    endpoints = {rule.endpoint for _, rule in city.rules()}
    assert endpoints - set(WHO_MAY) == set()
    assert (set(WHO_MAY) | CHANGE_NOTHING | SILENT) - endpoints == set()


@pytest.mark.parametrize("role", [VISITOR, *ROLES])
def test_nobody_reaches_what_the_table_does_not_allow(city: City, role: str) -> None:
    """A visitor is asked to sign in, others are refused, and who may is let through, on every route."""
    wrong = []
    for way, rule in city.rules():
        allowed = WHO_MAY.get(rule.endpoint, frozenset())
        if allowed == EVERYBODY and role != VISITOR:
            continue
        got = city.knock(role, way, rule)
        refused = {403} if role != VISITOR or rule.endpoint.startswith("sign_in.") else {"sign-in", 403}
        if (got in refused) is (role in allowed) or got in {405, 500}:
            wrong.append(f"{role}: {way} {rule.endpoint} gives {got}")
    assert wrong == []


@pytest.mark.parametrize("role", ["member of another", "viewer of another", "nobody"])
def test_no_page_shows_a_word_of_another_department(city: City, role: str) -> None:
    """Queue, search, sheet, views, figures and every ticket page, asked for streets by who does not belong there."""
    number, client = city.named["number"], city.clients[role]
    asked = [f"/desk?q={number}", "/desk?q=Maple", "/desk?department=streets", f"/desk/sheet?ticket={number}"]
    asked += ["/insight?department=streets", "/desk/sheet", "/desk/sheet?department=streets", "/held", "/desk/views"]
    asked += [city.path(rule) for way, rule in city.rules() if way == "GET" and "number" in rule.arguments]
    for path in asked:
        assert TITLE not in client.get(path).text, path


@pytest.mark.parametrize("role", ["member of another", "viewer of another", "viewer", "reads all", "member"])
@pytest.mark.parametrize(
    "form",
    [
        {"do": "priority", "priority": "low"},
        {"do": "assign", "assignee": "me"},
        {"do": "status", "status": "closed", "note": "Done."},
    ],
)
def test_nobody_acts_on_a_ticket_of_another_department_by_its_number(
    city: City, role: str, form: dict[str, str]
) -> None:
    """A forged list of numbers changes nothing that the person could not change on its page."""
    client = city.clients[role]
    number, token = city.site.add_ticket(), token_in(client.get("/people/me").text)
    client.post("/desk/bulk", data={"csrf_token": token, "ticket": number, **form})
    with city.site.gateway.store.reading() as connection:
        row = connection.execute(select(ticket).where(ticket.c.number == number)).one()
    is_as_it_was = (row.priority, row.assignee, row.status) == ("normal", None, "received")
    assert is_as_it_was is (role != "member")
