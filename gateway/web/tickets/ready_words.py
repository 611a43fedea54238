"""Ready-made words for a reply: replies of the rulebook that a person may send, and texts that a department keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import abort

from gateway.changes import ChangeError
from gateway.replies import reply_body, reporter_of
from gateway.routing.default_replies import REQUIRED_REPLIES
from gateway.store.city_settings import find_setting, set_setting
from gateway.store.desk import TicketView
from gateway.web.context import this_gateway, this_rulebook

MOST_KEPT = 50
LONGEST_NAME = 60
_OWN, _RULEBOOK = "own:", "reply:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Words with a name; `key` says where they are kept."""

    key: str
    name: str
    is_own: bool


def list_ready(view: TicketView) -> tuple[Ready, ...]:
    """What can be put into a reply on this ticket, the department's own texts first; one query."""
    own = [Ready(key=f"{_OWN}{name}", name=name, is_own=True) for name in sorted(_kept(view), key=str.casefold)]
    return (*own, *_of_rulebook(view))


def _of_rulebook(view: TicketView) -> Iterator[Ready]:
    """What the gateway sends by itself is left out."""
    if view.reporter is not None:
        names = sorted(name for name in this_rulebook().replies if name not in REQUIRED_REPLIES)
        yield from (Ready(key=f"{_RULEBOOK}{name}", name=name.replace("_", " "), is_own=False) for name in names)


def find_words(view: TicketView, key: str) -> str:
    """The words behind a key, in the resident's language where the rulebook has them; ends the request for others."""
    kind, name = key[: key.find(":") + 1], key[key.find(":") + 1 :]
    rulebook = this_rulebook()
    if kind == _OWN and (words := _kept(view).get(name)):
        return words
    if kind == _RULEBOOK and name in rulebook.replies and view.reporter is not None:
        return reply_body(rulebook, (name,), reporter_of(view.ticket, view.reporter), view.ticket)
    return abort(404, "These words are not kept any more.")


def keep_words(view: TicketView, name: str, text: str, *, actor: str) -> None:
    """Keep words for the department of a ticket under a name; without words forget them. Raises `ChangeError`."""
    if not name or len(name) > LONGEST_NAME:
        raise ChangeError(f"Give the text a name of at most {LONGEST_NAME} characters.")
    gateway = this_gateway()
    with gateway.store.writing() as connection:
        kept = {**find_setting(connection, _setting(view), {"": ""}), name: text}
        kept = {known: words for known, words in kept.items() if words}
        if len(kept) > MOST_KEPT:
            raise ChangeError(f"A department keeps at most {MOST_KEPT} texts. Forget one first.")
        set_setting(connection, name=_setting(view), value=kept, actor=actor, now=gateway.clock())


def _kept(view: TicketView) -> dict[str, str]:
    with this_gateway().store.reading() as connection:
        found = find_setting(connection, _setting(view), {"": ""})
    return {name: words for name, words in found.items() if words}


def _setting(view: TicketView) -> str:
    return f"texts of {view.ticket.department}"
