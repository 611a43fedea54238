"""What `gateway doctor` says of the providers of texts beside Twilio: where they call us, and whether we can answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from gateway.channels.text_message import plain_number
from gateway.channels.text_providers.opening import open_texts
from gateway.channels.text_providers.rest import Account
from gateway.channels.text_providers.shape import TextProvider
from gateway.cli.finding import Finding, Health
from gateway.errors import ChannelMisconfiguredError
from gateway.rulebook_file import RulebookFile
from gateway.settings import Settings

TWILIO = "twilio"
ANDROID = "android"


@runtime_checkable
class HasAccount(Protocol):
    """A provider that says by what it would send."""

    @property
    def account(self) -> Account:
        """Raises `ChannelMisconfiguredError`."""
        ...


def other_texts(settings: Settings) -> list[TextProvider]:
    """The providers beside Twilio that are open; raises `SettingsError`."""
    return [one for one in open_texts(settings, RulebookFile(settings.rules)) if one.name != TWILIO]


def check_other_texts(settings: Settings) -> Iterator[Finding]:
    """Each provider with a secret: the address to set there, and the way out."""
    for provider in other_texts(settings):
        yield _door(settings, provider)
        yield _way_out(provider)
    if settings.android_signing_key.get_secret_value():
        yield from _telephone(settings)


def _door(settings: Settings, provider: TextProvider) -> Finding:
    address = f"{settings.public_url}/inbound/{provider.name}"
    is_public = settings.public_url.startswith("https://")
    words = f"open at {address}" if is_public else f"{address} can be reached by nobody: set GATEWAY_PUBLIC_URL"
    return Finding(what=f"texts by {provider.name}", health=Health.GOOD if is_public else Health.BROKEN, words=words)


def _way_out(provider: TextProvider) -> Finding:
    what = f"texts to {provider.name}"
    try:
        account = provider.account if isinstance(provider, HasAccount) else None
    except ChannelMisconfiguredError as error:
        return Finding(what=what, health=Health.BROKEN, words=f"nothing can be sent. {error}")
    if account is None or not account.url:
        words = f"GATEWAY_{provider.name.upper()}_API_URL is empty: the answers are only shown"
        return Finding(what=what, health=Health.MISSING, words=words)
    return Finding(what=what, health=Health.GOOD, words=f"sent by {account.url}")


def _telephone(settings: Settings) -> Iterator[Finding]:
    numbers = {plain_number(number) for number in RulebookFile(settings.rules).current().city.numbers}
    if plain_number(settings.android_number) not in numbers:
        words = "GATEWAY_ANDROID_NUMBER is not in city.numbers of the rulebook, so answers go out for another number"
        yield Finding(what=f"texts by {ANDROID}", health=Health.BROKEN, words=words)
