"""Rulebooks of a few lines in which one thing is wrong, and what lint says of them."""

from __future__ import annotations

from gateway.routing.files import single_file
from gateway.routing.linting import Finding, lint_files

HEAD = """\
city:
  name: Elm City
  timezone: America/New_York
  languages: [LANGUAGES]
  addresses: [311@elmcity.example]
  numbers: ["+12035550142"]
  areas: {downtown: {shape: {type: Polygon, coordinates: [[[-73, 41], [-72, 41], [-72, 42], [-73, 42], [-73, 41]]]}}}
departments:
  streets: {name: Streets}
  parks: {name: Parks}
  front_desk: {name: Front desk}
services:
  pothole: {department: streets, needs: [location]}
  tree: {department: parks}
"""
OTHERWISE = "otherwise: {department: front_desk, reply: received}\n"


def look(rules: str = "rules: []\n", *, languages: str = "en", more: str = "", services: str = "") -> list[Finding]:
    """What lint says of a rulebook of these rules, services and other sections."""
    head = HEAD.replace("LANGUAGES", languages).replace("services:\n", f"services:\n{services}")
    return list(lint_files(single_file(f"{head}{rules}{more}{OTHERWISE}")))


def rules_of(*rules: str) -> str:
    """A section of rules, each given as what stands after its dash."""
    return "rules:\n" + "".join(f"  - {{{rule}}}\n" for rule in rules)
