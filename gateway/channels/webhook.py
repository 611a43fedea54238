"""Tells a system that the city has named what happened, signed by the specification Standard Webhooks.

The receiver proves with its secret that we sent it, and by the id that it has not read it before: an id stays the same
however often something is sent. https://github.com/standard-webhooks/standard-webhooks
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.channels.calling import Answer, Call, call
from gateway.channels.fetching import Connect, Resolve, open_connection, resolve_name
from gateway.envelopes import Arrival, Outbound, SendReceipt
from gateway.errors import PermanentSendError, SendError, TemporarySendError
from gateway.sealing import seal, unseal
from gateway.store import webhooks
from gateway.store.engine import Store
from gateway.store.webhooks import WebhookRow, find_webhook, read_recipient
from gateway.tokens import Tokens
from parsers.values import InboundMessage, Medium

NAME = "webhook"
LADDER = (60.0, 300.0, 900.0, 3_600.0, 10_800.0, 21_600.0)
"""Seconds until a system that is down is called again at all; each piece of news has its own ladder besides."""
PATIENT_FAILURES = 3
"""Calls that fail one after the other before all that waits for a system waits: one may be about its own words."""
PAUSED_AFTER = 5 * 86_400.0
"""Seconds of nothing but failures, after which nothing more is sent until a person looks."""
BOTH_SECRETS_SECONDS = 86_400.0
_PURPOSE = "webhook"
_PREFIX = "whsec_"
_SECRET_OCTETS = 32
_GONE = 410
_NOT_REACHED = "no call was answered well for five days"
_SAID_GONE = "it answered 410, so it does not want to be told any more"


def make_secret(tokens: Tokens) -> tuple[str, str]:
    """A new secret as the receiver is given it, and sealed as we keep it."""
    secret = _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_OCTETS)).decode()
    return secret, seal(tokens, _PURPOSE, secret)


def sign(given: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The signature header: one signature for each secret as it was given out, the newest first."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    keys = (base64.b64decode(secret.removeprefix(_PREFIX)) for secret in given)
    return " ".join("v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChannel:
    """All webhooks; `own_systems` are hosts that may be private or http. `clock` gives UTC epoch seconds."""

    store: Store
    tokens: Tokens
    own_systems: Collection[str] = ()
    clock: Callable[[], float] = time.time
    resolve: Resolve = resolve_name
    connect: Connect = open_connection

    @property
    def name(self) -> str:
        """Stands in `Outbound.channel`."""
        return NAME

    @property
    def medium(self) -> Medium:
        """No person reads there."""
        return Medium.SYSTEM

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Nothing arrives here, so nothing can be read."""
        return InboundMessage(
            medium=Medium.SYSTEM, sender="", received_at=arrival.received_at, error="Nothing arrives by webhook."
        )

    def send(self, outbound: Outbound) -> SendReceipt:
        """Post one piece of news. Raises `PermanentSendError` where the webhook is over or paused, else another.

        Whatever it answers or does not is written down; only a 2xx is an answer, and a 410 ends the webhook.
        """
        webhook = self._load(outbound)
        began = time.monotonic()
        try:
            answer = self._call(webhook, outbound)
        except PermanentSendError as error:
            # An address that must not be called may be allowed or corrected while the news waits.
            raise self._failed(webhook, outbound, TemporarySendError(str(error)), began=began, status=None) from None
        except SendError as error:
            raise self._failed(webhook, outbound, error, began=began, status=None) from None
        if refusal := _refusal(answer):
            raise self._failed(webhook, outbound, refusal, began=began, status=answer.status)
        self._note_success(webhook, outbound, began=began, status=answer.status)
        return SendReceipt()

    def _load(self, outbound: Outbound) -> WebhookRow:
        with self.store.reading() as connection:
            webhook = find_webhook(connection, read_recipient(outbound.draft.recipient))
        if webhook is None or webhook.is_ended:
            raise PermanentSendError(webhooks.ENDED)
        if webhook.is_paused:
            raise PermanentSendError(webhooks.PAUSED)
        return webhook

    def _call(self, webhook: WebhookRow, outbound: Outbound) -> Answer:
        message_id, timestamp, body = f"msg_{outbound.id}", int(self.clock()), outbound.draft.body.encode()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(self._secrets(webhook), message_id, timestamp, body),
        }
        asked = Call(method="POST", url=webhook.url, headers=headers, body=body)
        return call(asked, own_systems=self.own_systems, resolve=self.resolve, connect=self.connect)

    def _secrets(self, webhook: WebhookRow) -> list[str]:
        """The secret, and for a day the one before. Raises `TemporarySendError` where our own key was lost."""
        is_old_good = webhook.previous_until is not None and webhook.previous_until > self.clock()
        sealed = [webhook.secret, *([webhook.previous_secret] if is_old_good else [])]
        found = [secret for one in sealed if (secret := unseal(self.tokens, _PURPOSE, one))]
        if not found:
            raise TemporarySendError(
                "Its secret cannot be read, because the gateway's own key was changed. Make another."
            )
        return found

    def _failed(
        self, webhook: WebhookRow, outbound: Outbound, error: SendError, *, began: float, status: int | None
    ) -> SendError:
        """Write down that a call failed and what that means for the webhook; the error to raise."""
        now = self.clock()
        with self.store.writing() as connection:
            self._note_attempt(connection, webhook, outbound, began=began, status=status, problem=str(error))
            if status == _GONE:
                webhooks.end(connection, webhook.id, by=_SAID_GONE, now=now)
            else:
                self._bear(connection, webhooks.note_failure(connection, webhook.id, now=now), error, now=now)
        return error

    def _bear(self, connection: Connection, webhook: WebhookRow, error: SendError, *, now: float) -> None:
        """Call a system that is down ever more seldom, one that asks us to wait not before, and at last not at all."""
        late = webhook.failures - PATIENT_FAILURES
        wait = max(error.retry_after, LADDER[min(late, len(LADDER) - 1)] if late >= 0 else 0.0)
        if now + LADDER[-1] > (webhook.failing_since or now) + PAUSED_AFTER:
            webhooks.pause(connection, webhook.id, by=_NOT_REACHED, now=now)
        elif wait:
            webhooks.put_off_lane(connection, webhook.id, until=now + wait)

    def _note_success(self, webhook: WebhookRow, outbound: Outbound, *, began: float, status: int) -> None:
        with self.store.writing() as connection:
            self._note_attempt(connection, webhook, outbound, began=began, status=status, problem="")
            webhooks.note_success(connection, webhook.id)

    def _note_attempt(
        self,
        connection: Connection,
        webhook: WebhookRow,
        outbound: Outbound,
        *,
        began: float,
        status: int | None,
        problem: str,
    ) -> None:
        webhooks.note_attempt(
            connection,
            webhook.id,
            outbound.id,
            at=self.clock(),
            seconds=time.monotonic() - began,
            status=status,
            problem=problem,
        )


def _refusal(answer: Answer) -> SendError | None:
    """What is wrong with an answer; None where it says that the news arrived."""
    if 200 <= answer.status < 300:
        return None
    if answer.status == _GONE:
        return PermanentSendError(_SAID_GONE, code=str(answer.status))
    return TemporarySendError(f"It answered {answer.status}.", retry_after=answer.retry_after)
