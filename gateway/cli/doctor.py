"""`gateway doctor`: what is configured, what is reachable and what is missing, in words."""

from __future__ import annotations

import sys

import click

from gateway.cli.checkup import examine
from gateway.cli.finding import Finding, Health
from gateway.settings import load_settings

_MARK = {Health.GOOD: "ok     ", Health.MISSING: "missing", Health.BROKEN: "BROKEN "}


@click.command("doctor")
def command() -> None:
    """Say what works, what is missing and what to do; exit status 1 when something is broken."""
    findings = examine(load_settings())
    for finding in findings:
        click.echo(_line(finding))
    if any(finding.health is Health.BROKEN for finding in findings):
        sys.exit(1)


def _line(finding: Finding) -> str:
    return f"{_MARK[finding.health]}  {finding.what}: {finding.words}"
