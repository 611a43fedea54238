"""The texts that a rulebook is made of: the main file, and the files that it includes, by name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

MAIN = "routing_rules.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulebookFiles:
    """The whole text of a rulebook. Names of included files are relative to the folder of the main one."""

    main: str
    """The name of the main file."""
    text: str
    included: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Texts by name, such as `rules/water.yaml`."""
    unread: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Why an included file that is there could not be read, by name."""

    @property
    def texts(self) -> dict[str, str]:
        """Every text by its name, the main one first."""
        return {self.main: self.text, **self.included}

    @property
    def version(self) -> str:
        """The first twelve hexadecimal digits of the SHA-256 of the text; with includes, of all texts and names."""
        if not self.included:
            return _digest(self.text)
        parts = (f"{name}\0{_digest(self.included[name])}\n" for name in sorted(self.included))
        return _digest(f"{_digest(self.text)}\n{''.join(parts)}")

    def with_text(self, name: str, text: str) -> RulebookFiles:
        """The same rulebook with another text in one of its files."""
        if name == self.main:
            return replace(self, text=text)
        return replace(self, included=MappingProxyType({**self.included, name: text}))


def single_file(text: str, *, main: str = MAIN) -> RulebookFiles:
    """A rulebook that is one file."""
    return RulebookFiles(main=main, text=text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:12]
