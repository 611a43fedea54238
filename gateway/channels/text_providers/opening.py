"""Which providers of texts are open: those that have in the settings what their webhooks are believed by."""

from __future__ import annotations

from gateway.channels import Rulebooks
from gateway.channels.text_providers.android import AndroidPhone
from gateway.channels.text_providers.bandwidth import Bandwidth
from gateway.channels.text_providers.shape import TextProvider
from gateway.channels.text_providers.telnyx import Telnyx, read_public_key
from gateway.channels.text_providers.vonage import Vonage
from gateway.channels.twilio import TwilioChannel
from gateway.settings import Settings


def open_texts(settings: Settings, rulebooks: Rulebooks) -> tuple[TextProvider, ...]:
    """The open providers, Twilio always among them; the others have no door. Raises `SettingsError`."""
    found: list[TextProvider] = [TwilioChannel(settings=settings, rulebooks=rulebooks)]
    if settings.vonage_signature_secret.get_secret_value():
        found.append(Vonage(settings=settings, rulebooks=rulebooks))
    if settings.bandwidth_webhook_password.get_secret_value():
        found.append(Bandwidth(settings=settings, rulebooks=rulebooks))
    if settings.telnyx_public_key:
        public_key = read_public_key(settings.telnyx_public_key)
        found.append(Telnyx(settings=settings, rulebooks=rulebooks, public_key=public_key))
    if settings.android_signing_key.get_secret_value():
        found.append(AndroidPhone(settings=settings))
    return tuple(found)
