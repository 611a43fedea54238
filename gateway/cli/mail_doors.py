"""What `gateway doctor` says of the doors for mail beside SMTP: providers that call us, and a mailbox that is read."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.channels.mail_providers import open_providers
from gateway.cli.finding import Finding, Health
from gateway.edges.mailbox import open_mailbox, read_address
from gateway.settings import Settings
from gateway.store.engine import Store
from gateway.store.mail_accounts import list_accounts

_PATHS = {"mailgun": "mailgun/mime"}


def check_providers(settings: Settings) -> Iterator[Finding]:
    """Each provider with a secret, and the address to set there."""
    for name in open_providers(settings):
        address = f"{settings.public_url}/inbound/mail/{_PATHS.get(name, name)}"
        is_public = settings.public_url.startswith("https://")
        words = f"open at {address}" if is_public else f"{address} can be reached by nobody: set GATEWAY_PUBLIC_URL"
        yield Finding(what=f"mail by {name}", health=Health.GOOD if is_public else Health.BROKEN, words=words)


def check_mailbox(settings: Settings) -> Iterator[Finding]:
    """The mailbox can be opened now, and what the last look into it found."""
    if not settings.imap_url:
        return
    address = read_address(settings)
    with open_mailbox(address) as mailbox:
        waiting = len(mailbox.list_after(0))
    store = Store(settings.database_url)
    try:
        with store.reading() as connection:
            problem = next((row.problem for row in list_accounts(connection) if row.name == address.name), "")
    finally:
        store.dispose()
    words = f"the last look failed: {problem}" if problem else f"opened, {waiting} mails in it"
    yield Finding(what="mailbox", health=Health.BROKEN if problem else Health.GOOD, words=words)
