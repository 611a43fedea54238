"""Systems that are told of tickets: what they are told, how they are reached, and how it goes with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from gateway.store.open311_schema import webhook, webhook_attempt
from gateway.store.schema import outbox, work

PAUSED = "the webhook is paused"
ENDED = "the webhook was ended"
"""Why something did not go out."""
_RECIPIENT = "webhook:"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhook:
    """A system that somebody names; `secret` is sealed, empty lists mean all."""

    name: str
    url: str
    secret: str
    events: Sequence[str]
    departments: Sequence[str]
    has_words: bool
    created_by: str
    created_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRow:
    """A system that is told of tickets; times are UTC epoch seconds."""

    id: int
    name: str
    url: str
    secret: str
    """Sealed."""
    events: Sequence[str]
    """Types of news that it is told of; empty for all."""
    departments: Sequence[str]
    """Keys of the departments of whose tickets it is told; empty for all."""
    has_words: bool
    """Whether it is told what was reported and where, and not only that something was."""
    created_by: str
    created_at: float
    paused_at: float | None
    ended_at: float | None
    stopped_by: str
    """Who paused or ended it, or in a sentence why it was done by the gateway itself."""
    previous_secret: str
    """Sealed; empty where there is none."""
    previous_until: float | None
    """Until when what is sent is signed with the secret before, too."""
    failures: int
    """How many calls have failed since the last one that was answered well."""
    failing_since: float | None

    @property
    def recipient(self) -> str:
        """How the outbox names it, and the lane of its work: it is called once at a time."""
        return recipient_of(self.id)

    @property
    def is_ended(self) -> bool:
        """Whether it is over for good."""
        return self.ended_at is not None

    @property
    def is_paused(self) -> bool:
        """Whether news is kept for it and not sent."""
        return self.paused_at is not None and not self.is_ended


def recipient_of(webhook_id: int) -> str:
    """The recipient of what is sent to a webhook, and the lane of its work."""
    return f"{_RECIPIENT}{webhook_id}"


def read_recipient(recipient: str) -> int:
    """The id of the webhook that a recipient names; 0, which none has, where it names none."""
    number = recipient.removeprefix(_RECIPIENT)
    return int(number) if number.isascii() and number.isdigit() else 0


_COLUMNS = [webhook.c[field.name] for field in fields(WebhookRow)]


def list_webhooks(connection: Connection) -> list[WebhookRow]:
    """All of them, those that are over last, the newest first."""
    query = select(*_COLUMNS).order_by(webhook.c.ended_at.is_not(None), webhook.c.id.desc())
    return [_read(row) for row in connection.execute(query)]


def list_told(connection: Connection) -> list[WebhookRow]:
    """Those that news is for, the paused ones too."""
    query = select(*_COLUMNS).where(webhook.c.ended_at.is_(None)).order_by(webhook.c.id)
    return [_read(row) for row in connection.execute(query)]


def find_webhook(connection: Connection, webhook_id: int) -> WebhookRow | None:
    """The one with this id."""
    row = connection.execute(select(*_COLUMNS).where(webhook.c.id == webhook_id)).first()
    return _read(row) if row else None


def add_webhook(connection: Connection, new: NewWebhook) -> int:
    """Name a system; its id."""
    values = {field.name: getattr(new, field.name) for field in fields(NewWebhook)}
    values |= {"events": list(new.events), "departments": list(new.departments)}
    return int(connection.execute(insert(webhook).returning(webhook.c.id), values).scalar_one())


def change_webhook(connection: Connection, webhook_id: int, values: Mapping[str, Any]) -> bool:
    """Write other values of name, url, events, departments or has_words; False for one that is over."""
    mine = and_(webhook.c.id == webhook_id, webhook.c.ended_at.is_(None))
    return connection.execute(update(webhook).where(mine).values(dict(values))).rowcount == 1


def rotate_secret(connection: Connection, webhook_id: int, *, secret: str, until: float) -> bool:
    """Sign with another sealed secret, and with the one before until then; False for one that is over."""
    values = {"secret": secret, "previous_secret": webhook.c.secret, "previous_until": until}
    return change_webhook(connection, webhook_id, values)


def pause(connection: Connection, webhook_id: int, *, by: str, now: float) -> bool:
    """Send nothing more for now: what waits is kept, and so is news that comes. False when it was paused or over."""
    running = and_(webhook.c.id == webhook_id, webhook.c.ended_at.is_(None), webhook.c.paused_at.is_(None))
    if connection.execute(update(webhook).where(running).values(paused_at=now, stopped_by=by)).rowcount != 1:
        return False
    _hold_back(connection, webhook_id, reason=PAUSED)
    return True


def go_on(connection: Connection, webhook_id: int) -> bool:
    """Send what happens from now on; what was kept back stays so until somebody wants it sent."""
    paused = and_(webhook.c.id == webhook_id, webhook.c.ended_at.is_(None), webhook.c.paused_at.is_not(None))
    values = {"paused_at": None, "stopped_by": "", "failures": 0, "failing_since": None}
    return connection.execute(update(webhook).where(paused).values(values)).rowcount == 1


def end(connection: Connection, webhook_id: int, *, by: str, now: float) -> bool:
    """Tell a system nothing more, for good; False when it was over already. Its secrets are dropped."""
    values = {"ended_at": now, "stopped_by": by, "secret": "", "previous_secret": "", "previous_until": None}
    if not change_webhook(connection, webhook_id, values):
        return False
    _hold_back(connection, webhook_id, reason=ENDED)
    return True


def note_success(connection: Connection, webhook_id: int) -> None:
    """It works again."""
    values = {"failures": 0, "failing_since": None}
    connection.execute(update(webhook).where(webhook.c.id == webhook_id, webhook.c.failures > 0).values(values))


def note_failure(connection: Connection, webhook_id: int, *, now: float) -> WebhookRow:
    """Count a call that failed; how it stands with the system now."""
    since = func.coalesce(webhook.c.failing_since, now)
    values = {"failures": webhook.c.failures + 1, "failing_since": since}
    changed = update(webhook).where(webhook.c.id == webhook_id).values(values).returning(*_COLUMNS)
    return _read(connection.execute(changed).one())


def note_attempt(
    connection: Connection,
    webhook_id: int,
    outbound_id: int,
    *,
    at: float,
    seconds: float,
    status: int | None,
    problem: str,
) -> None:
    """Write a call down: the status that was answered, None without an answer, and in a sentence what was wrong."""
    values = {"webhook_id": webhook_id, "outbox_id": outbound_id, "at": at, "seconds": seconds}
    connection.execute(insert(webhook_attempt), {**values, "status": status, "problem": problem})


def put_off_lane(connection: Connection, webhook_id: int, *, until: float) -> None:
    """Let everything that waits for a system wait until then, so that one that is down is not called for each."""
    mine = (work.c.kind == "deliver", work.c.state == "ready", work.c.lane == recipient_of(webhook_id))
    connection.execute(update(work).where(*mine, work.c.next_at < until).values(next_at=until))


def hurry(connection: Connection, webhook_id: int, *, now: float) -> int:
    """Let everything that waits for a system be sent now; how many pieces of news that is."""
    mine = (work.c.kind == "deliver", work.c.state == "ready", work.c.lane == recipient_of(webhook_id))
    return connection.execute(update(work).where(*mine, work.c.next_at > now).values(next_at=now)).rowcount


def _hold_back(connection: Connection, webhook_id: int, *, reason: str) -> None:
    waits = and_(outbox.c.recipient == recipient_of(webhook_id), outbox.c.state == "queued")
    connection.execute(update(outbox).where(waits).values(state="suppressed", reason=reason))


def _read(row: Row[Any]) -> WebhookRow:
    return WebhookRow(**row._mapping)
