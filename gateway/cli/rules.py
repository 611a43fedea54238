"""`gateway rules`: draft a rulebook, check it, explain what it does with a message, and print its schema."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gateway.cli.draft import command as draft_command
from gateway.cli.rule_diff import command as diff_command
from gateway.cli.rule_explaining import explain_command
from gateway.cli.rule_lint import lint
from gateway.cli.rule_replies import replies
from gateway.cli.rule_versions import publish_command, rollback, show, versions
from gateway.routing import Rulebook
from gateway.routing.examples import check_rulebook
from gateway.routing.problems import RulebookError
from gateway.routing.schema import for_included, rulebook_schema
from gateway.rulebook_file import load_file
from gateway.settings import load_settings

_FILE = click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))


@click.group(name="rules")
def command() -> None:
    """Draft the rulebook, check it, and see what it does."""


command.add_command(draft_command, name="draft")
command.add_command(diff_command, name="diff")
for _command in (explain_command, lint, replies, versions, show, publish_command, rollback):
    command.add_command(_command)


@command.command()
@_FILE
def check(file: Path | None) -> None:
    """Read FILE (the configured rulebook when left out), name every mistake, and run every example."""
    rulebook = _load(file)
    if problems := check_rulebook(rulebook):
        raise RulebookError(problems)
    examples = sum(len(rule.examples) for rule in rulebook.rules if not rule.is_disabled)
    click.echo(
        f"{rulebook.source} is good: {len(rulebook.departments)} departments, {len(rulebook.services)} services, "
        f"{len(rulebook.rules)} rules; all {examples} examples come out as written. Version {rulebook.version}."
    )


@command.command()
@click.option("--included", "is_included", is_flag=True, help="For a file that the rulebook includes.")
def schema(is_included: bool) -> None:
    """Print the JSON Schema of the rulebook, so that an editor completes, checks and explains it."""
    whole = rulebook_schema()
    click.echo(json.dumps(for_included(whole) if is_included else whole, indent=2, ensure_ascii=False))


def _load(file: Path | None) -> Rulebook:
    return load_file(file or load_settings().rules)
