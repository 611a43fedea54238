"""`gateway replay ID`: send a stored message down the road again."""

from __future__ import annotations

import sys

import click

from gateway.cli.running import prepare
from gateway.filing.in_words import case_in_words
from gateway.pipeline import consider, hear
from gateway.store.messages import load_arrivals
from gateway.store.tickets import find_opened_by
from gateway.store.work import revive


@click.command("replay")
@click.argument("message_id", type=int, metavar="ID")
def command(message_id: int) -> None:
    """Process stored message ID again.

    A message that never became a ticket is filed as if it had just come. One that did is filed nowhere twice: the
    command then says how it would be understood and routed today.
    """
    gateway = prepare()
    try:
        with gateway.store.reading() as connection:
            (stored,) = load_arrivals(connection, [message_id])
            ticket = find_opened_by(connection, message_id)
    except LookupError:
        click.echo(f"There is no message {message_id}. The desk shows the id beside each original.", err=True)
        sys.exit(1)
    letter = hear(gateway, stored)
    with gateway.store.reading() as connection:
        click.echo(case_in_words(consider(connection, gateway, letter)))
    if ticket is not None:
        click.echo(f"It opened ticket {ticket.number} already; nothing is filed again.")
        return
    with gateway.store.writing() as connection:
        revived = revive(connection, kind="process", ref=message_id, now=gateway.clock())
    gateway.bell.ring("process", message_id)
    click.echo("It is queued and will be processed by the workers." if revived else "It is being processed right now.")
