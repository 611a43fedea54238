"""What `gateway doctor` says of departments' own systems: whether their keys are there, and their services known."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.channels.system_client import SystemClient
from gateway.cli.finding import Finding, Health
from gateway.errors import SendError
from gateway.routing.rulebook import Department
from gateway.rulebook_file import RulebookFile
from gateway.settings import Settings

_WHAT = "own systems"


def check_own_systems(settings: Settings) -> Iterator[Finding]:
    """Each department that has a system of its own; nothing is said where none has."""
    for department in RulebookFile(settings.rules).current().departments.values():
        if department.deliver is not None:
            client = SystemClient(own=department.deliver, own_systems=settings.own_systems)
            yield _look_at(department, client)


def _look_at(department: Department, client: SystemClient) -> Finding:
    try:
        client.check_key()
        offered = client.list_codes()
    except SendError as error:
        return Finding(what=_WHAT, health=Health.BROKEN, words=f"{department.name}: {error}")
    wanted = {*client.own.services.values(), client.own.otherwise} - {""}
    if unknown := sorted(wanted - offered):
        words = (
            f"{department.name}: its list of services has no {', '.join(unknown)}; correct `services` in the rulebook"
        )
        return Finding(what=_WHAT, health=Health.BROKEN, words=words)
    words = f"{department.name}: it answers, and knows the services that the rulebook names"
    return Finding(what=_WHAT, health=Health.GOOD, words=words)
