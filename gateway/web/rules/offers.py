"""The names of a working text that its editor offers, each with what it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.routing.fields import LEARNED, Names
from gateway.routing.files import RulebookFiles
from gateway.routing.including import read_documents
from gateway.routing.loading import gather_names
from gateway.routing.problems import RulebookError
from gateway.routing.rulebook import NO_REPLY
from gateway.routing.schema import reply_help
from gateway.routing.templates import FIELDS
from parsers.catalog import load_catalog

Offers = Mapping[str, Mapping[str, str]]
"""What each name stands for, by the kind that the schema names it with; empty where the name says it."""
_NOBODY = {NO_REPLY: "Nobody is answered"}
_LEARNED = "The department that past requests like this one had"


def list_offers(files: RulebookFiles) -> Offers:
    """Every name of every file that can be read; nothing when one cannot, so that the editor keeps what it had."""
    try:
        data = read_documents(files).data
    except RulebookError:
        return {}
    return _offers(gather_names(data), data) if isinstance(data, dict) else {}


def _offers(names: Names, data: Mapping[str, Any]) -> Offers:
    catalog = load_catalog()
    shipped = {code: catalog.service_name(code, "en") for code in names.shipped}
    departments = {key: _name(data, "departments", key) for key in names.departments or ()}
    services = {code: _name(data, "services", code) or shipped.get(code, "") for code in names.services}
    plain = {
        "groups": names.groups,
        "areas": names.areas,
        "questions": names.questions,
        "rules": names.rules,
        "languages": names.languages,
    }
    return {
        "departments": departments,
        "departments or learned": {**departments, LEARNED: _LEARNED},
        "services": services,
        "shipped services": shipped,
        "replies": {name: reply_help().get(name, "") for name in sorted(names.replies)} | _NOBODY,
        "our replies": reply_help(),
        "fields": FIELDS,
        **{kind: dict.fromkeys(sorted(map(str, known)), "") for kind, known in plain.items()},
    }


def _name(data: Mapping[str, Any], section: str, key: str) -> str:
    """What the file calls it, in the first language that it is named in."""
    entries = data.get(section)
    entry = entries.get(key) if isinstance(entries, dict) else None
    name = entry.get("name", "") if isinstance(entry, dict) else ""
    first = next(iter(name.values()), "") if isinstance(name, dict) else name
    return first if isinstance(first, str) else ""
