"""Mail providers that post mail to us: one shape for all, one file for each."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.channels.mail_providers.amazon import AccessKey
from gateway.channels.mail_providers.mailgun import Mailgun
from gateway.channels.mail_providers.postmark import Postmark
from gateway.channels.mail_providers.sendgrid import SendGrid, read_verification_key
from gateway.channels.mail_providers.ses import AmazonSes
from gateway.channels.mail_providers.shape import EmailProvider, MailWebhook, ProviderMail
from gateway.settings import Settings

__all__ = ["EmailProvider", "MailWebhook", "ProviderMail", "open_providers"]


def open_providers(settings: Settings) -> Mapping[str, EmailProvider]:
    """The providers that have a secret in the settings, by name; the others have no door. Raises `SettingsError`."""
    found: list[EmailProvider] = []
    sendgrid_password = settings.sendgrid_password.get_secret_value()
    if sendgrid_password or settings.sendgrid_verification_key:
        key = read_verification_key(settings.sendgrid_verification_key)
        found.append(SendGrid(password=sendgrid_password, verification_key=key))
    if mailgun_key := settings.mailgun_signing_key.get_secret_value():
        found.append(Mailgun(signing_key=mailgun_key))
    if postmark_password := settings.postmark_password.get_secret_value():
        found.append(Postmark(password=postmark_password))
    if settings.ses_topic_arn:
        access = _ses_access(settings)
        found.append(AmazonSes(topic_arn=settings.ses_topic_arn, access=access, most=settings.message_size_limit))
    return {provider.name: provider for provider in found}


def _ses_access(settings: Settings) -> AccessKey | None:
    secret = settings.ses_secret_key.get_secret_value()
    if not settings.ses_access_key or not secret:
        return None
    return AccessKey(key_id=settings.ses_access_key, secret=secret, region=settings.ses_topic_arn.split(":")[3])
