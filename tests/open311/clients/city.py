"""A city that speaks Open311, for tests of what clients see: services that ask everything, tickets of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask

from gateway.bootstrap import Gateway
from gateway.cli.server import make_application
from gateway.intake import Intake
from gateway.store import api_keys
from gateway.store.api_keys import NewApiKey
from tests.web.site import NOON, insert_ticket

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
  fire:       {name: Fire dispatch, notify: [{email: dispatch@elmcity.example}]}
  front_desk: {name: Front desk, notify: [{email: desk@elmcity.example}]}
  sandbox:    {name: Sandbox}
services:
  pothole:         {department: streets, due: 3 business days, needs: [location]}
  graffiti:        {department: streets, needs: [location], public: false}
  streetlight_out:
    department: streets
    due: 10 days
    needs: [location]
    ask:
      pole: {question: {en: What is the number on the pole?, es: ¿Qué número tiene el poste?}, required: true}
      size:
        question: {en: How many are out?, es: ¿Cuántas?}
        type: choice
        choices: {one: {en: One, es: Una}, more: {en: More than one, es: Más de una}}
      colors:
        question: {en: What colors?, es: ¿Qué colores?}
        type: choices
        choices: {red: {en: Red, es: Rojo}, blue: {en: Blue, es: Azul}}
      height: {question: {en: How high is it?, es: ¿Qué altura tiene?}, type: number}
      since:  {question: {en: Since when?, es: ¿Desde cuándo?}, type: datetime}
      more:   {question: {en: Anything else?, es: ¿Algo más?}, type: text}
rules:
  - name: Gas is an emergency
    when: {text: ["smell gas", "huele a gas"]}
    then: {department: fire, priority: emergency, reply: call_911, stop: true}
otherwise: {department: front_desk, reply: received}
open311:
  jurisdiction: elmcity.example
  test: sandbox
  contact: Questions are answered by operator@elmcity.example.
  key_service: Write to operator@elmcity.example.
"""
DAY = 86_400.0


@dataclass(slots=True)
class City:
    """The application with a key that may do everything, and the numbers of its tickets by what they are."""

    gateway: Gateway
    app: Flask
    key: str
    numbers: dict[str, str]

    def get(self, path: str, **arguments: str) -> Any:
        """What `/open311` answers."""
        return self.app.test_client().get(f"/open311{path}", query_string=arguments or None)

    def post(self, path: str, **fields: Any) -> Any:
        """What it answers to a form with the key in it."""
        return self.app.test_client().post(f"/open311{path}", data={"api_key": self.key, **fields})


def open_city(gateway: Gateway, intake: Intake) -> City:
    """Make all of it."""
    with gateway.store.writing() as connection:
        new = NewApiKey(name="An app", contact="", scopes=("file", "test", "updates"), per_minute=6000, expires_at=None)
        key = api_keys.add_key(connection, new, created_by="cris@elmcity.example", now=NOON)
        numbers = {name: insert_ticket(connection, **values) for name, values in TICKETS.items()}
    return City(gateway=gateway, app=make_application(gateway, intake), key=key, numbers=numbers)


_CLOSED = {"status": "closed", "closed_at": NOON - 100, "updated_at": NOON - 100}
TICKETS: dict[str, dict[str, Any]] = {
    "open": {"lat": 41.308274, "lon": -72.927884, "due_at": NOON + DAY},
    "closed": _CLOSED,
    "urgent": {"priority": "emergency", "lat": 41.3, "lon": -72.9},
    "hidden": {"service": "graffiti", "service_name": "Graffiti"},
    "unsorted": {"service": None, "service_name": None, "department": "front_desk"},
    "old": {"created_at": NOON - 200 * DAY},
    "test": {"source": "open311-test", "department": "sandbox"},
    "odd": {"description": "<b>A & B</b> \x0b “ñ” 😀\r\ncall me", "location": "1 <Main> & Elm"},
}
