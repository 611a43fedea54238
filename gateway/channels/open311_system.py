"""The channel to departments' own systems: hands a ticket over by Open311, and never files it twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

from gateway.channels import Rulebooks
from gateway.channels.system_client import Filed, SystemClient
from gateway.envelopes import Arrival, Outbound, SendReceipt
from gateway.errors import PermanentSendError, SendError, TemporarySendError
from gateway.settings import Settings
from parsers.values import InboundMessage, Medium

NAME = "open311_system"
_NUMBER, _TOKEN = "number:", "token:"
_CLOCKS_DIFFER = timedelta(minutes=15)
_FILED_WITHIN = timedelta(days=1)
"""After a call whose answer was lost, its request is looked for in what was filed so long."""
_FRESH_SECONDS = 600.0
"""What waited longer may have been sent by hand, or under another row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A ticket as it is handed over, made once; the address and the key are the rulebook's when it is sent."""

    reference: str
    """The ticket's number, which stands in the description."""
    since: float
    """When it was first handed over, UTC epoch seconds."""
    fields: Mapping[str, str]
    """Of the form, without key and jurisdiction."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What the resident answered, by the key of the city's question: sent where the other side asks the same."""
    known: tuple[str, ...] = ()
    """What the other side called it before, where it is filed there once more on purpose."""


def write_handed(handed: Handed) -> str:
    """The body of its row in the outbox."""
    return json.dumps(asdict(handed), ensure_ascii=False)


def read_handed(body: str) -> Handed:
    """A body that `write_handed` made."""
    values = json.loads(body)
    return Handed(**{**values, "known": tuple(values["known"])})


def read_receipt(provider_id: str) -> Filed:
    """What the other side called it, as the outbox keeps it."""
    if provider_id.startswith(_TOKEN):
        return Filed(token=provider_id.removeprefix(_TOKEN))
    return Filed(number=provider_id.removeprefix(_NUMBER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Open311System:
    """Sends to whichever system the rulebook names for the department; nothing comes in here."""

    settings: Settings
    rulebooks: Rulebooks
    clock: Callable[[], float] = time.time

    @property
    def name(self) -> str:
        """Stands in `Outbound.channel`."""
        return NAME

    @property
    def medium(self) -> Medium:
        """A computer."""
        return Medium.SYSTEM

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Nothing comes by this channel."""
        error = "Nothing comes in from a department's own system; it is asked."
        return InboundMessage(medium=Medium.SYSTEM, sender="", received_at=arrival.received_at, error=error)

    def send(self, outbound: Outbound) -> SendReceipt:
        """File it, unless the other side has it already; raises a `SendError`."""
        client, handed = self._client(outbound), read_handed(outbound.draft.body)
        if self._may_be_there(outbound, handed) and (number := self._find_if_offered(client, handed)):
            return _receipt(Filed(number=number))
        try:
            return _receipt(client.file(handed.fields, handed.answers))
        except PermanentSendError:
            if number := self._find_after_refusal(client, handed):
                return _receipt(Filed(number=number))
            raise

    def find_sent(self, outbound: Outbound, *, since: datetime) -> SendReceipt | None:
        """The request with our number among those filed since then, in its list; raises a `SendError`."""
        handed, began = read_handed(outbound.draft.body), since - _CLOCKS_DIFFER
        until = min(since + _FILED_WITHIN, self._now()) + _CLOCKS_DIFFER
        number = self._client(outbound).find(handed.reference, since=began, until=until, but=handed.known)
        return None if number is None else _receipt(Filed(number=number))

    def _client(self, outbound: Outbound) -> SystemClient:
        department = self.rulebooks.current().departments.get(outbound.draft.recipient)
        if department is None or department.deliver is None:
            raise TemporarySendError("The rulebook names no system of this department any more.")
        return SystemClient(own=department.deliver, own_systems=self.settings.own_systems)

    def _may_be_there(self, outbound: Outbound, handed: Handed) -> bool:
        """Whether it, or an earlier row for the same ticket, may have been sent before."""
        created_at = outbound.created_at.timestamp()
        return self.clock() - created_at > _FRESH_SECONDS or created_at - handed.since > 1.0

    def _find_if_offered(self, client: SystemClient, handed: Handed) -> str | None:
        """Its number there; None also where the list is not given to us."""
        since = datetime.fromtimestamp(handed.since, UTC) - _CLOCKS_DIFFER
        until = self._now() + _CLOCKS_DIFFER
        try:
            return client.find(handed.reference, since=since, until=until, but=handed.known)
        except PermanentSendError:
            return None

    def _find_after_refusal(self, client: SystemClient, handed: Handed) -> str | None:
        """It may be there all the same: a duplicate is refused, and some answer with a page to what they took."""
        try:
            return self._find_if_offered(client, handed)
        except SendError:
            return None

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)


def _receipt(filed: Filed) -> SendReceipt:
    provider_id = f"{_NUMBER}{filed.number}" if filed.number else f"{_TOKEN}{filed.token}" if filed.token else ""
    return SendReceipt(provider_id=provider_id)
