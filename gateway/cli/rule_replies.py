"""`gateway rules replies`: how every reply reads, in each language and channel, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from gateway.errors import GatewayError
from gateway.routing.previewing import Preview, ReplyPreview, preview_replies
from gateway.routing.problems import suggest
from gateway.rulebook_file import load_file
from gateway.settings import load_settings


@click.command()
@click.argument("name", required=False)
@click.option(
    "--rules",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The rulebook; the configured one when left out.",
)
def replies(name: str | None, file: Path | None) -> None:
    """Show how the reply NAME reads in each language and channel; all replies in short when NAME is left out."""
    shown = preview_replies(load_file(file or load_settings().rules))
    lines = _table(shown) if name is None else _whole(_find(shown, name))
    for line in lines:
        click.echo(line)


def _find(shown: Sequence[ReplyPreview], name: str) -> ReplyPreview:
    found = next((reply for reply in shown if reply.name == name), None)
    if found is None:
        hint = suggest(name, [reply.name for reply in shown])
        raise GatewayError(f"There is no reply `{name}`. {hint or 'Leave the name out to see all of them.'}")
    return found


def _table(shown: Sequence[ReplyPreview]) -> Iterator[str]:
    """A line for each reply: whose words, and the segments in every language."""
    width = max((len(reply.name) for reply in shown), default=0)
    for reply in shown:
        texts = [preview for preview in reply.previews if preview.segments]
        counted = ", ".join(f"{preview.language} {preview.segments}" for preview in texts)
        whose = "yours  " if reply.is_own else "shipped"
        yield f"{reply.name:<{width}}  {whose}  {f'segments: {counted}' if counted else 'mail only'}"


def _whole(reply: ReplyPreview) -> Iterator[str]:
    yield f"{reply.name}: {reply.sent_when()}"
    for preview in reply.previews:
        yield ""
        yield _heading(preview)
        yield from (f"    {line}" for line in preview.text.splitlines())


def _heading(preview: Preview) -> str:
    cost = preview.cost()
    return f"{preview.language}, {preview.channel()}{f': {cost}' if cost else ''}"
