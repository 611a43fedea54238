"""`gateway api-key`: keys of Open311 from the machine, so that the first one needs no browser."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.cli.running import prepare
from gateway.errors import GatewayError
from gateway.store import api_keys
from gateway.store.api_keys import PER_MINUTE, SCOPES, ApiKeyRow, NewApiKey
from gateway.store.audit import add_audit
from gateway.web.administration.key_form import KeyForm, check, one_line

_ACTOR = "gateway api-key"
"""Who stands in the audit: whoever may run commands on the machine."""


class ApiKeyError(GatewayError):
    """No key was made or ended; the sentence says what to write instead."""


@click.group()
def command() -> None:
    """Give out keys with which apps file requests by Open311, and end them."""


@command.command()
@click.argument("name")
@click.option("--contact", default="", metavar="ADDRESS", help="Whom you reach when something is wrong; needed.")
@click.option(
    "--may",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=("file",),
    show_default=True,
    help="Repeatable.",
)
@click.option("--per-minute", default=PER_MINUTE, show_default=True, help="Requests a minute at most.")
@click.option("--until", default="", metavar="DAY", help="Its last day, such as 2027-12-31; without it it has no end.")
def add(name: str, contact: str, scopes: tuple[str, ...], per_minute: int, until: str) -> None:
    """Make a key for the app or system NAME and print it; nobody can read it again.

    It may `file` requests, `test` everything at the test endpoint, or post `updates`.
    """
    gateway = prepare()
    form = KeyForm(name=name, contact=contact, scopes=scopes, per_minute=str(per_minute), until=until)
    now = gateway.clock()
    with gateway.store.writing() as connection:
        taken = api_keys.is_name_taken(connection, one_line(name))
        new, errors = check(form, taken=taken, zone=_zone_of(gateway), now=now)
        key = _add(connection, new, errors, now)
    click.echo(key)


def _add(connection: Connection, new: NewApiKey | None, errors: dict[str, str], now: float) -> str:
    if new is None:
        raise ApiKeyError(" ".join(f"{_OPTIONS[name]}: {sentence}" for name, sentence in errors.items()))
    _note(connection, "add", new.name, now)
    return api_keys.add_key(connection, new, created_by=_ACTOR, now=now)


_OPTIONS = {
    "name": "NAME",
    "contact": "--contact",
    "scopes": "--may",
    "per_minute": "--per-minute",
    "until": "--until",
}


@command.command("list")
def list_all() -> None:
    """Print all keys: first letters, name, what they may do, and when they were used last."""
    gateway = prepare()
    with gateway.store.reading() as connection:
        rows = api_keys.list_keys(connection)
    if not rows:
        click.echo("There are no keys yet. Make one with `gateway api-key add NAME`.")
    for row in rows:
        click.echo("  ".join(_standing(row, _zone_of(gateway), gateway.clock())))


@command.command()
@click.argument("letters")
def revoke(letters: str) -> None:
    """End a key at once, by its first letters as `gateway api-key list` shows them, or by the key itself."""
    gateway = prepare()
    with gateway.store.writing() as connection:
        row, now = _find(connection, letters.strip()), gateway.clock()
        if api_keys.revoke_key(connection, row.id, revoked_by=_ACTOR, now=now):
            _note(connection, "revoke", row.name, now)
    click.echo(f"The key of {row.name} opens nothing any more.")


def _find(connection: Connection, letters: str) -> ApiKeyRow:
    """The key that is meant, rather one in use; raises `ApiKeyError`."""
    whole = api_keys.find_by_key(connection, letters)
    alike = [row for row in api_keys.list_keys(connection) if row.prefix == letters]
    found = [whole] if whole else [row for row in alike if row.revoked_at is None] or alike
    if len(found) != 1:
        raise ApiKeyError(f"No single key begins with {letters[:20]}; `gateway api-key list` shows them all.")
    return found[0]


def _standing(row: ApiKeyRow, zone: ZoneInfo, now: float) -> list[str]:
    """What there is to know about a key."""
    used = f"used {_day(row.used_at, zone)}, {row.uses}×" if row.used_at is not None else "never used"
    state = "revoked" if row.revoked_at is not None else "expired" if row.is_expired(now) else "in force"
    return [row.prefix, row.name, ", ".join(row.scopes), f"{row.per_minute} a minute", used, state]


def _day(epoch: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(epoch, zone).date().isoformat()


def _zone_of(gateway: Gateway) -> ZoneInfo:
    return gateway.rulebooks.current().city.zone


def _note(connection: Connection, what: str, name: str, now: float) -> None:
    add_audit(connection, actor=_ACTOR, action=f"api-key.{what}", subject=name, now=now)
