"""The errors a person must act on; each docstring is the sentence that is shown.

An expected "no" is a value. An exception is for whoever must act: the operator, the administrator, the MTA.
"""

from __future__ import annotations


class GatewayError(Exception):
    """Something went wrong that a person can mend; the message says what to do."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class SettingsError(GatewayError):
    """The settings are wrong; every mistake is named with the variable to change."""


class NotReadyError(GatewayError):
    """The gateway cannot start: a port in use, a folder that cannot be written, a newer database."""


class IntakeError(GatewayError):
    """The message was not stored and nothing was promised; the sender must try again."""


class StoreUnavailableError(IntakeError):
    """The database does not answer; answer 451 or 503."""


class StoreFullError(IntakeError):
    """There is no room left to store the message; answer 452 or 503."""


class OverloadedError(IntakeError):
    """Too many messages are waiting, or the gateway is stopping; answer 421 or 503."""


class WebhookRefusedError(GatewayError):
    """A webhook was not signed by the provider or is not meant for this city; answer `status`."""

    def __init__(self, message: str, *, status: int, counter: str) -> None:
        super().__init__(message)
        self.status = status
        self.counter = counter


class SendError(GatewayError):
    """A message did not go out."""

    retry_after: float = 0.0
    """Seconds for which the other side asked not to be tried again."""


class TemporarySendError(SendError):
    """The other side was not reachable or asked to wait; it is tried again later, after `retry_after` seconds."""

    def __init__(self, message: str | None = None, *, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentSendError(SendError):
    """The other side refused for good; it is not tried again. `code` is the SMTP or provider code."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class ChannelMisconfiguredError(SendError):
    """Password, certificate or account are wrong; the channel pauses instead of burning attempts."""


class MediaError(GatewayError):
    """A file that came with a text could not be fetched."""


class MediaLaterError(MediaError):
    """The provider does not have the file yet, or does not answer; it is tried again."""


class MediaGoneError(MediaError):
    """The file cannot be had, or must not be fetched; the message is the sentence that staff read beside its name."""


class UnknownOutcomeError(SendError):
    """The connection broke after the message was handed over; it may have gone out."""
