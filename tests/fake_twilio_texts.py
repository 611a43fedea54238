"""The texts that Twilio received for the city, as its REST API lists them: newest first, in pages, with media apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlencode, urlsplit

ROOT = "/2010-04-01/Accounts/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One text to the city; `media` are content types."""

    sid: str
    body: str
    at: datetime
    sender: str
    to: str
    media: tuple[str, ...] = ()
    service: str = ""
    direction: str = "inbound"
    status: str = "received"


@dataclass
class ReceivedTexts:
    """What was received, and how much of it one page shows whatever is asked for."""

    account: str
    texts: list[Received] = field(default_factory=list)
    largest_page: int = 1_000
    media_faults: list[int] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)

    def add(self, body: str, *, at: float, sender: str, to: str, **more: object) -> str:
        """Receive a text at this moment (UTC epoch seconds); its MessageSid."""
        sid = str(more.pop("sid", "")) or f"SM{len(self.texts):032d}"
        moment = datetime.fromtimestamp(int(at), UTC)
        self.texts.append(Received(sid=sid, body=body, at=moment, sender=sender, to=to, **more))  # type: ignore[arg-type]
        return sid

    def page(self, target: str, outbound: Iterable[dict[str, object]]) -> dict[str, object]:
        """One page of the list of messages, in the format of Twilio's Message resource."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        self.queries.append(query)
        rows = [*outbound, *(self._document(text) for text in reversed(self._window(query)))]
        rows = [row for row in rows if query.get("To") in (None, row["to"])]
        size = min(int(query.get("PageSize", 50)), self.largest_page)
        start = int(query.get("PageToken", "PT0")[2:])
        more = urlencode({**query, "Page": start // size + 1, "PageToken": f"PT{start + size}"})
        return {
            "messages": rows[start : start + size],
            "page": start // size,
            "page_size": size,
            "start": start,
            "end": min(start + size, len(rows)) - 1,
            "uri": target,
            "first_page_uri": target,
            "previous_page_uri": None,
            "next_page_uri": f"{urlsplit(target).path}?{more}" if start + size < len(rows) else None,
        }

    def list_media(self, sid: str) -> dict[str, object]:
        """The media of one text, in the format of Twilio's Media resource."""
        text = next(text for text in self.texts if text.sid == sid)
        items = [
            {
                "sid": f"ME{sid[2:]}{number}",
                "account_sid": self.account,
                "parent_sid": sid,
                "content_type": content_type,
                "date_created": format_datetime(text.at),
                "uri": f"{ROOT}{self.account}/Messages/{sid}/Media/ME{sid[2:]}{number}.json",
            }
            for number, content_type in enumerate(text.media)
        ]
        return {"media_list": items, "page": 0, "page_size": 50, "next_page_uri": None}

    def _window(self, query: dict[str, str]) -> list[Received]:
        since = datetime.fromisoformat(query["DateSent>"]) if "DateSent>" in query else None
        return sorted(
            (text for text in self.texts if since is None or text.at >= since.replace(tzinfo=UTC)),
            key=lambda text: text.at,
        )

    def _document(self, text: Received) -> dict[str, object]:
        path = f"{ROOT}{self.account}/Messages/{text.sid}"
        return {
            "account_sid": self.account,
            "api_version": "2010-04-01",
            "body": text.body,
            "date_created": format_datetime(text.at),
            "date_sent": format_datetime(text.at),
            "date_updated": format_datetime(text.at),
            "direction": text.direction,
            "error_code": None,
            "error_message": None,
            "from": text.sender,
            "messaging_service_sid": text.service or None,
            "num_media": str(len(text.media)),
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "sid": text.sid,
            "status": text.status,
            "subresource_uris": {"media": f"{path}/Media.json"},
            "to": text.to,
            "uri": f"{path}.json",
        }
