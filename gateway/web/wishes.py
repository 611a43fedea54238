"""The ledger of a resident's wishes about texts as a ticket shows it: who said what, when and how."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.store.consents import WishRow, list_wishes
from gateway.store.contacts import ContactRow
from gateway.web.context import this_gateway
from parsers.values import Medium

_HOW = {
    "carrier": "The carrier refused a text of ours: it had been sent STOP.",
    "complaint": "Our mail was called unwanted.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One line of the ledger."""

    at: float
    """UTC epoch seconds."""
    is_out: bool
    how: str
    words: str


def load_wishes(reporter: ContactRow | None) -> tuple[Wish, ...]:
    """What a reporter who texts has wished, oldest first; one query, none for others."""
    if reporter is None or reporter.medium != Medium.SMS:
        return ()
    with this_gateway().store.reading() as connection:
        return tuple(_describe(row) for row in list_wishes(connection, reporter.id))


def _describe(row: WishRow) -> Wish:
    kind = row.source.partition(":")[0]
    said = "By text." if row.actor == "resident" else f"By mail from {row.actor}."
    noted = f"Noted at the desk by {row.actor}." if kind == "desk" else said
    return Wish(at=row.created_at, is_out=row.verdict == "opted_out", how=_HOW.get(kind, noted), words=row.words)
