"""How mail programs put mails into conversations, so that tests can look at a mailbox as its owner does.

`by_references` is the algorithm of jwz.org/doc/threading.html without its last step, which joins by subject alone (RFC
5256 THREAD=REFERENCES, Thunderbird, Apple Mail; Exchange makes its conversation from the same headers). `by_gmail` asks
for the same subject besides, as Google has said since March 2019; a subject is compared without `Re:` and tags in front
(RFC 5256 2.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import pairwise

_FRONT = re.compile(r"^(?:\s*(?:(?:re|fwd?|aw|sv)\s*(?:\[[^\]]*\])?\s*:|\[[^\]]*\](?=.*\S)))+\s*", re.IGNORECASE)


@dataclass(eq=False)
class _Container:
    """A mail or the place of one that is not in the mailbox."""

    parent: _Container | None = field(default=None)

    def root(self) -> _Container:
        return self.parent.root() if self.parent else self


def by_references(mails: Sequence[EmailMessage]) -> int:
    """The number of conversations."""
    table: dict[str, _Container] = {}
    for mail in mails:
        chain = [table.setdefault(found, _Container()) for found in _references(mail)]
        for parent, child in pairwise(chain):
            if child.parent is None:
                _link(parent, child)
        own = table.setdefault(str(mail["Message-ID"]), _Container())
        own.parent = None
        if chain:
            _link(chain[-1], own)
    return len({table[str(mail["Message-ID"])].root() for mail in mails})


def by_gmail(mails: Iterable[EmailMessage]) -> int:
    """The number of conversations; `mails` in the order in which they came into the mailbox."""
    found: list[tuple[str, set[str]]] = []
    for mail in mails:
        subject, ids = base_subject(str(mail["Subject"])), set(_references(mail))
        own = str(mail["Message-ID"])
        place = next((known for title, known in found if title == subject and ids & known), None)
        if place is None:
            found.append((subject, {own, *ids}))
        else:
            place |= {own, *ids}
    return len(found)


def base_subject(subject: str) -> str:
    """What is left without the marks in front."""
    return _FRONT.sub("", subject).strip().casefold()


def _link(parent: _Container, child: _Container) -> None:
    """Nobody becomes a descendant of themselves."""
    if parent.root() is not child:
        child.parent = parent


def _references(mail: EmailMessage) -> list[str]:
    """References, or the first of In-Reply-To where there are none."""
    return str(mail["References"] or "").split() or str(mail["In-Reply-To"] or "").split()[:1]
