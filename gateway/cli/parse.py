"""`gateway parse`: what a text or a mail says, as JSON; the command that others build on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gateway.cli.parse_items import Reader

_CHUNK = 64 * 1024 * 1024
"""Octets of the longest line that is read; a longer one is answered with an error."""


@click.command("parse")
@click.argument("text", required=False)
@click.option(
    "--jsonl", "is_jsonl", is_flag=True, help="Read one JSON object a line, write one answer a line, in order."
)
@click.option("--route", "is_routed", is_flag=True, help="Add the decision of the rulebook (GATEWAY_RULES).")
def command(text: str | None, is_jsonl: bool, is_routed: bool) -> None:
    """Say what TEXT means (or what comes on standard input), as JSON."""
    from gateway.cli.loading import settle
    from gateway.cli.parse_items import plain_reader, routed_reader

    reader = routed_reader() if is_routed else plain_reader()
    settle()
    if is_jsonl:
        _answer_lines(reader)
        return
    spoken = text if text is not None else sys.stdin.buffer.read().decode("utf-8", "replace")
    answer = reader.answer({"id": None, "channel": "sms", "text": spoken})
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _answer_lines(reader: Reader) -> None:
    """One answer for every line, also for one that is no JSON."""
    for line in _lines(sys.stdin.buffer):
        sys.stdout.write(json.dumps(reader.answer_line(line)) + "\n")
        sys.stdout.flush()


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of `stream`; of one that is too long only the beginning, so that no line can fill the memory."""
    while line := stream.readline(_CHUNK):
        cut = line
        while len(cut) == _CHUNK and not cut.endswith(b"\n"):
            cut = stream.readline(_CHUNK)
        yield line
