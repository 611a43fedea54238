"""Fetches the media of a text from Twilio, which asks for the key of the account (Twilio, "Media resource")."""

from __future__ import annotations

from gateway.channels.fetching import S3_HOSTS, MediaRules, basic_authorization, fetch_media
from gateway.channels.twilio_rest import credentials
from gateway.envelopes import FetchedMedia
from gateway.errors import ChannelMisconfiguredError, MediaLaterError
from gateway.settings import Settings

_HOSTS = ("api.twilio.com", "api.*.twilio.com")
"""Of every region and edge: `api.REGION.twilio.com`, `api.EDGE.REGION.twilio.com`."""
_LATER_HOSTS = ("*.twiliocdn.com", *S3_HOSTS)
"""Where Twilio sends on to, by its own pages; it may differ by account, as nobody promises it."""


def fetch_from_twilio(settings: Settings, url: str) -> FetchedMedia:
    """The file behind an address of a webhook; raises `MediaLaterError` or `MediaGoneError`."""
    try:
        user, password = credentials(settings)
    except ChannelMisconfiguredError as error:
        raise MediaLaterError(str(error)) from None
    rules = MediaRules(
        provider="Twilio",
        hosts=_HOSTS,
        redirect_hosts=_LATER_HOSTS,
        headers=basic_authorization(user, password),
        own_address=settings.twilio_api_url,
    )
    return fetch_media(url, rules)
