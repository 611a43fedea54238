"""What the tests of reading share: a city with services of every kind, tickets put in by hand, and an app that asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from defusedxml import ElementTree
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from gateway.bootstrap import Gateway
from gateway.open311.endpoint import Kind
from gateway.store.schema import ticket
from tests.web.site import NOON, Clock, insert_ticket

RULES = """
city:
  name: Elm City
  timezone: America/New_York
  languages: [en, es]
  addresses: [311@elmcity.example]
  numbers: ["+12035550142"]
  operator: operator@elmcity.example
  quiet: never
departments:
  streets:    {name: Streets, notify: [{email: streets@elmcity.example}]}
  sandbox:    {name: Sandbox, notify: [{email: sandbox@elmcity.example}]}
  front_desk: {name: Front desk, notify: [{email: desk@elmcity.example}]}
services:
  pothole: {department: streets, due: 3 business days, needs: [location]}
  streetlight_out:
    description: {en: A street light that is out., es: Una luz apagada.}
    department: streets
    due: 10 days
    ask:
      pole: {en: What is the number on the pole?, es: ¿Qué número tiene el poste?}
      kind:
        question: {en: What does it do?, es: ¿Qué hace?}
        type: choice
        required: true
        choices: {"off": {en: It is off, es: Está apagada}, blinks: {en: It blinks, es: Parpadea}}
  graffiti: {department: streets}
  noise:    {department: streets, public: false}
reasons:
  repaired: {status: closed, name: {en: Repaired by our crew, es: Reparado por nuestra cuadrilla}}
rules: []
otherwise: {department: front_desk, reply: received}
open311: {jurisdiction: elmcity.example, test: sandbox}
"""
DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An app of somebody's that reads what the city offers."""

    gateway: Gateway
    client: FlaskClient
    clock: Clock

    def ask(self, path: str, *, kind: Kind = "production", **more: Any) -> TestResponse:
        """One request below the base of an endpoint."""
        base = "/open311/v2" if kind == "production" else "/open311/test/v2"
        return self.client.open(f"{base}/{path}", method=more.pop("method", "GET"), **more)

    def json(self, path: str, **more: Any) -> Any:
        """The answer of an address that must work; `path` has no suffix, but may have a question mark."""
        stem, mark, query = path.partition("?")
        answer = self.ask(f"{stem}.json{mark}{query}", **more)
        assert answer.status_code == 200, answer.text
        return answer.json

    def xml(self, path: str, **more: Any) -> Any:
        """The same as the root element of its XML."""
        stem, mark, query = path.partition("?")
        answer = self.ask(f"{stem}.xml{mark}{query}", **more)
        assert answer.status_code == 200, answer.text
        return ElementTree.fromstring(answer.data)

    def numbers(self, path: str, **more: Any) -> list[str]:
        """The requests that a list holds, in its order."""
        return [item["service_request_id"] for item in self.json(path, **more)]

    def add(self, **values: Any) -> str:
        """Put a ticket into the tables; `source` says what brought it. Returns its number."""
        later = {name: values.pop(name) for name in ("updated_at", "merged_into") if name in values}
        with self.gateway.store.writing() as connection:
            number = insert_ticket(connection, **{"created_at": NOON, **values})
            if later:
                connection.execute(update(ticket).where(ticket.c.number == number).values(later))
        return number

    def id_of(self, number: str) -> int:
        """The row of a number."""
        with self.gateway.store.reading() as connection:
            return int(connection.execute(select(ticket.c.id).where(ticket.c.number == number)).scalar_one())


def problems(answer: TestResponse, status: int) -> str:
    """What a refusal says, once its form was looked at; XML and JSON alike."""
    assert answer.status_code == status, answer.text
    if answer.mimetype == "text/xml":
        root = ElementTree.fromstring(answer.data)
        assert root.tag == "errors"
        told = [{field.tag: field.text for field in error} for error in root]
    else:
        told = answer.json
    assert told
    assert all(problem.keys() == {"code", "description"} for problem in told)
    assert all(problem["code"] == str(status) for problem in told)
    return " ".join(problem["description"] for problem in told)
