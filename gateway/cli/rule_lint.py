"""`gateway rules lint`: what works in a rulebook and is still not meant, each with the message that proves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from gateway.routing.linting import Finding, lint_files
from gateway.rulebook_reading import read_files
from gateway.settings import load_settings


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--strict", is_flag=True, help="End with 1 when there is anything to say, as a check in git wants it.")
@click.pass_context
def lint(context: click.Context, file: Path | None, *, strict: bool) -> None:
    """Look for rules that never speak or contradict, and for what nobody reaches, in FILE (the configured rulebook)."""
    files = read_files(file or load_settings().rules)
    findings = lint_files(files)
    for line in _lines(findings):
        click.echo(line)
    click.echo(_summary(files.main, len(findings)))
    context.exit(1 if strict and findings else 0)


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f"{finding.source}:{finding.line}:{finding.column}: {finding.sentence}"
        if finding.hint:
            yield f"    {finding.hint}"
        if finding.proof:
            yield f"    Proof: {finding.proof}"


def _summary(source: str, count: int) -> str:
    if count == 0:
        return f"{source}: nothing to remark."
    return (
        f"{source}: {count} {'remark' if count == 1 else 'remarks'}. The rulebook works; look whether it is meant so."
    )
