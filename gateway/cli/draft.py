"""`gateway rules draft`: a first rulebook from the city's own past requests."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

import click

from gateway.cli.export_options import column_options, columns_of, reading_bar
from gateway.errors import GatewayError

if TYPE_CHECKING:
    from gateway.drafting.drafting import Drafted
    from gateway.history.source import Wishes


@click.command()
@click.option("--from", "where", required=True, metavar="FILE.csv|URL", help="The export of past requests.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default="routing_rules.yaml",
    show_default=True,
    help="The file to write.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--name", default="", help="The city, as residents know it.")
@click.option("--timezone", default="", metavar="ZONE", help="Such as America/New_York; guessed when left out.")
@click.option("--mail", multiple=True, metavar="ADDRESS", help="A mail address that residents write to.")
@column_options
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="How to read 3/4/2024.")
def command(where: str, out: Path, **given: Any) -> None:
    """Write a first rulebook from past requests: services, departments, telling words, and how sure each part is.

    Columns are guessed and shown; an option names one that was guessed wrongly. The file passes `gateway rules check`
    as it is; what the past cannot tell is marked FILL IN.
    """
    if out.exists() and not given["force"]:
        raise GatewayError(f"{out} is there already. Name another file with --out, or write over it with --force.")
    if given["timezone"] and given["timezone"] not in available_timezones():
        raise GatewayError(f"There is no time zone {given['timezone']!r}. Write it like America/New_York.")
    drafted = _draft(where, given)
    _write(out, drafted.text)
    for line in _summary(out, drafted):
        click.echo(line)


def _draft(where: str, given: dict[str, Any]) -> Drafted:
    from gateway.drafting.drafting import draft_rulebook
    from gateway.drafting.values import Wishes
    from gateway.history.source import open_source

    wishes = Wishes(name=given["name"].strip(), timezone=given["timezone"], addresses=tuple(given["mail"]))
    with open_source(where, _reading(given)) as opened:
        for line in opened.description:
            click.echo(line)
        with reading_bar(opened.size) as told:
            drafted = draft_rulebook(opened.read(told), wishes, source=opened.origin.name)
    return drafted


def _reading(given: dict[str, Any]) -> Wishes:
    from gateway.history.source import Wishes

    order = None if given["dates"] is None else given["dates"] == "day-first"
    return Wishes(columns=columns_of(given), is_day_first=order, zone=ZoneInfo(given["timezone"] or "UTC"))


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as problem:
        raise GatewayError(f"{path} cannot be written ({problem.strerror}). Name another file with --out.") from None


def _summary(path: Path, drafted: Drafted) -> tuple[str, ...]:
    rulebook, draft = drafted.rulebook, drafted.draft
    joined = sum(bool(service.joint.code or service.joint.like) for service in draft.services if service.category)
    own = sum(service.category is not None for service in draft.services)
    written = (
        f"{path} is written and passes its check: {len(rulebook.departments)} departments, {len(rulebook.services)} "
        f"services ({joined} of your {own} categories speak in shipped words), {len(rulebook.rules)} rules."
    )
    return (
        written,
        *([draft.outcome] if draft.outcome else []),
        "Next: fill in what it marks FILL IN, then `gateway history import` and `gateway learn` with the same file.",
    )
