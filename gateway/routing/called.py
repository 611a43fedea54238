"""What the departments, services and areas of a rulebook are called, for sentences and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parsers.catalog import Catalog, load_catalog

LANGUAGES: Mapping[str, str] = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ht": "Haitian Creole",
    "pt": "Portuguese",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Names by key; what has no name here is called by its key."""

    departments: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)

    def department(self, key: object) -> str:
        """The name of a department."""
        return self.departments.get(str(key), str(key))

    def service(self, code: object) -> str:
        """The name of a service."""
        return self.services.get(str(code), str(code).replace("_", " "))


def gather_called(data: object) -> Called:
    """The names in a rulebook as it stands in the file, however wrong the rest of it is; `data` is plain values."""
    whole = data if isinstance(data, Mapping) else {}
    catalog = load_catalog()
    own = {code: _service_name(code, text, catalog) for code, text in _entries(whole, "services").items()}
    shipped = {code: catalog.service_name(code, "en") for code in catalog.codes}
    departments = {key: _name(text.get("name"), key) for key, text in _entries(whole, "departments").items()}
    return Called(departments=departments, services=shipped | own)


def _entries(whole: Mapping[str, Any], section: str) -> dict[str, Mapping[str, Any]]:
    found = whole.get(section)
    texts = found.items() if isinstance(found, Mapping) else ()
    return {str(key): text for key, text in texts if isinstance(text, Mapping)}


def _service_name(code: str, text: Mapping[str, Any], catalog: Catalog) -> str:
    return _name(text.get("name"), catalog.service_name(code, "en"))


def _name(written: object, otherwise: str) -> str:
    """One text, or one for each language: then the first."""
    chosen = next(iter(written.values()), None) if isinstance(written, Mapping) else written
    return chosen.strip() if isinstance(chosen, str) and chosen.strip() else otherwise
