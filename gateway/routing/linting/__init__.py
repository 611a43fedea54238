"""Lint: what works in a rulebook and is still not meant, each with its line and the message that proves it. Pure."""

from gateway.routing.linting.findings import PROVEN_BY_A_MESSAGE, Finding, Kind, Proof
from gateway.routing.linting.looking import lint, lint_files

__all__ = ["PROVEN_BY_A_MESSAGE", "Finding", "Kind", "Proof", "lint", "lint_files"]
