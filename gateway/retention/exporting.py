"""Everything about one person as a ZIP that is written while it is sent: one message is in memory at a time."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from gateway.bootstrap import Gateway
from gateway.store import persons
from gateway.store.blobs import shelf_of
from gateway.store.persons import Traces

README = """What the city keeps of you

person.json   your addresses, your language and what you wished about messages
tickets/      your requests, with everything that was said and done about them
followed/     requests of others that you take part in
messages/     what you sent: your words, and each message as it came
files/        the files that you sent along
sent/         what the city sent to you

Times are in UTC.
"""
_TIMES = re.compile(r"_at$")


def export_person(gateway: Gateway, traces: Traces) -> Iterator[bytes]:
    """The pieces of the ZIP, in order. No connection is open while a piece is on its way."""
    pipe = _Pipe()
    now = datetime.fromtimestamp(gateway.clock(), UTC).timetuple()[:6]
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _entries(gateway, traces):
            entry = zipfile.ZipInfo(name, date_time=now)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
            yield pipe.take()
    yield pipe.take()


class _Pipe:
    """Keeps what the archive writes until it is taken away."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, octets: bytes) -> int:
        self._written += octets
        return len(octets)

    def flush(self) -> None:
        """There is nothing behind it."""

    def close(self) -> None:
        """Nothing stays open."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._written)
        self._written.clear()
        return taken


def _entries(gateway: Gateway, traces: Traces) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", README.encode()
    with gateway.store.reading() as connection:
        known = [persons.read_contact(connection, contact_id) for contact_id in traces.contacts]
    yield "person.json", _json({"addresses": traces.addresses, "is_blocked": traces.is_blocked, "known": known})
    for ticket_id in traces.reported:
        with gateway.store.reading() as connection:
            told = persons.read_ticket(connection, ticket_id)
        yield f"tickets/{told['number']}.json", _json(told)
    for ticket_id in traces.followed:
        with gateway.store.reading() as connection:
            told = persons.read_followed(connection, ticket_id)
        yield f"followed/{told['number']}.json", _json(told)
    for message_id in traces.messages:
        yield from _message(gateway, message_id)
    for outbound_id in traces.sent:
        with gateway.store.reading() as connection:
            told = persons.read_sent(connection, outbound_id)
        yield f"sent/{outbound_id}.json", _json(told)


def _message(gateway: Gateway, message_id: int) -> Iterator[tuple[str, bytes]]:
    with gateway.store.reading() as connection:
        told, raw = persons.read_message(connection, message_id)
        files = persons.list_files(connection, message_id)
    yield f"messages/{message_id}.json", _json(told)
    if raw:
        ending = "eml" if told["channel"].endswith("email") else "txt"
        yield f"messages/{message_id}.{ending}", raw
    shelf = shelf_of(gateway.store, gateway.settings)
    for file in files:
        if file["sha256"] is not None and (octets := shelf.find(file["sha256"])) is not None:
            yield f"files/{message_id}-{file['id']}-{_safe(file['filename'])}", octets


def _safe(filename: str) -> str:
    return re.sub(r"[^\w.-]+", "_", filename)[-80:] or "file"


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(_in_words(told), ensure_ascii=False, indent=1).encode()


def _in_words(value: Any) -> Any:
    """The same with times as people read them."""
    match value:
        case Mapping():
            return {name: _told(name, item) for name, item in value.items()}
        case list() | tuple():
            return [_in_words(item) for item in value]
        case _:
            return value


def _told(name: str, value: Any) -> Any:
    if _TIMES.search(name) and isinstance(value, float):
        return datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
    return _in_words(value)
