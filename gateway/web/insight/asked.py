"""What the address of a page of figures asks for, and what is said to who asks for something that is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import abort, request
from sqlalchemy import Connection

from gateway.errors import GatewayError
from gateway.insight.periods import Compared, read_period
from gateway.insight.reading import FILTERS, NOTHING, Wanted
from gateway.routing import Rulebook
from gateway.store.insight import list_names
from gateway.store.staff import StaffRow
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.desk.pages import departments_of
from gateway.web.insight.naming import naming_of

PARAMETERS = ("period", "from", "to", *FILTERS)
_LONGEST = 100


class FilterError(GatewayError):
    """A filter that leaves nothing to count; the message says what to choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One look at the figures; `typed` is what the form shows again."""

    compared: Compared
    wanted: Wanted
    typed: Mapping[str, str]

    def queue_query(self, asks: Mapping[str, str]) -> str:
        """The query string of the queue that shows the requests of a figure."""
        period = self.compared.period
        mine = {name: self.typed.get(name, "") for name in FILTERS}
        whole = {"show": "all", **mine, "from": period.first.isoformat(), "to": period.last.isoformat(), **asks}
        return urlencode({name: value for name, value in whole.items() if value and value != NOTHING})


def typed_parameters() -> dict[str, str]:
    """What the address says, as it was typed."""
    found = {name: request.args.get(name, "").strip()[:_LONGEST] for name in PARAMETERS}
    return {name: value for name, value in found.items() if value}


def read_asked(connection: Connection, person: StaffRow, typed: Mapping[str, str]) -> Asked:
    """Read the parameters; raises `GatewayError` for a wrong one, and answers 403 for a department of others."""
    gateway, rulebook = this_gateway(), this_rulebook()
    choices = list_choices(connection, person, rulebook)
    department = typed.get("department", "")
    if department and not person.may_see(department):
        abort(403, "These are the figures of a department that you do not belong to.")
    for name in FILTERS:
        asked = typed.get(name, "")
        if asked and asked not in choices[name]:
            what = "area" if name == "district" else name
            raise FilterError(f"There is no {what} “{asked}”. Choose one of the list.")
    wanted = Wanted(**{name: typed.get(name, "") for name in FILTERS}, departments=departments_of(person))
    compared = read_period(typed, now=gateway.clock(), zone=rulebook.city.zone)
    return Asked(compared=compared, wanted=wanted, typed=typed)


def list_choices(connection: Connection, person: StaffRow, rulebook: Rulebook) -> dict[str, dict[str, str]]:
    """What can be chosen for each filter, by name: what the rulebook has, and what requests of the past had."""
    naming, counted = naming_of(rulebook), list_names(connection)
    of_rulebook = {
        "department": tuple(rulebook.departments),
        "service": tuple(rulebook.services),
        "district": tuple(key for key, *_ in rulebook.city.districts.areas),
    }
    found = {}
    for name in FILTERS:
        keys = dict.fromkeys((*of_rulebook[name], *counted[name]))
        seen = (key for key in keys if name != "department" or person.may_see(key))
        named = {key or NOTHING: naming(name, key) for key in seen}
        found[name] = dict(sorted(named.items(), key=lambda item: (item[0] == NOTHING, item[1].lower())))
    return found
