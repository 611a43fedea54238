"""Ways to break a server that is right: change what it knows, what it is asked, or what it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from gateway.conformance.fetching import Fetch
from gateway.conformance.values import Ask, Reply
from tests.conformance.right_server import RightServer

Break = Callable[[RightServer], Fetch]
Pairs = list[tuple[str, str]]
SAMPLE = r"/requests\.(xml|json)$"
"""The list of requests when nothing is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way in which one requirement is broken."""

    requirement: str
    breaks: Break
    jurisdiction: str = ""

    @property
    def files(self) -> bool:
        """Whether it is seen only where something is filed."""
        return self.requirement.startswith(("post.", "token."))


def known(change: Callable[[RightServer], object]) -> Break:
    """The server knows something else."""

    def broken(server: RightServer) -> Fetch:
        change(server)
        return server.fetch

    return broken


def replied(path: str, change: Callable[[Ask, Reply], Reply]) -> Break:
    """Answers to addresses that match `path` are changed."""

    def broken(server: RightServer) -> Fetch:
        def fetch(ask: Ask) -> Reply:
            reply = server.fetch(ask)
            return change(ask, reply) if re.search(path, ask.url) else reply

        return fetch

    return broken


def text(path: str, old: str, new: str, *, count: int = 0) -> Break:
    """The pattern `old` stands as `new` in the answers."""
    return replied(path, lambda _, reply: replace(reply, body=_replaced(reply.body, old, new, count)))


def _replaced(body: bytes, old: str, new: str, count: int) -> bytes:
    """The body as it was where it is packed."""
    try:
        return re.sub(old, new, body.decode(), count=count).encode()
    except UnicodeDecodeError:
        return body


def status(path: str, number: int, body: bytes | None = None) -> Break:
    """Plain questions are answered with another status, and with `body` where it is given."""

    def change(ask: Ask, reply: Reply) -> Reply:
        if ask.headers:
            return reply
        return replace(reply, status=number, body=reply.body if body is None else body)

    return replied(path, change)


def header(path: str, name: str, value: str) -> Break:
    """They are answered with another header."""
    return replied(path, lambda _, reply: replace(reply, headers={**reply.headers, name: value}))


def records(path: str, change: Callable[[Any], Any]) -> Break:
    """The content of answers in JSON is changed."""

    def changed(_: Ask, reply: Reply) -> Reply:
        try:
            content = json.loads(reply.body)
        except ValueError:
            return reply
        return replace(reply, body=json.dumps(change(content)).encode())

    return replied(path, changed)


def asked(path: str, change: Callable[[Pairs], Pairs]) -> Break:
    """The server hears other parameters than it was asked, in the address or in the form."""

    def broken(server: RightServer) -> Fetch:
        def fetch(ask: Ask) -> Reply:
            return server.fetch(_misheard(ask, change) if re.search(path, ask.url) else ask)

        return fetch

    return broken


def _misheard(ask: Ask, change: Callable[[Pairs], Pairs]) -> Ask:
    if ask.method == "POST" and not ask.body.isascii():
        return ask
    if ask.method == "POST":
        return replace(ask, body=_changed(ask.body.decode(), change).encode())
    parts = urlsplit(ask.url)
    return replace(ask, url=urlunsplit(parts._replace(query=_changed(parts.query, change))))


def _changed(query: str, change: Callable[[Pairs], Pairs]) -> str:
    return urlencode(change(parse_qsl(query, keep_blank_values=True)))


def filters(test: Callable[[dict[str, str]], object], change: Callable[[Pairs], Pairs]) -> Break:
    """The list of requests hears other parameters where the given ones pass the test."""
    return asked(r"/requests\.", lambda pairs: change(pairs) if test(_given(pairs)) else pairs)


def _given(pairs: Pairs) -> dict[str, str]:
    """Values by name; those of a name that stands twice are joined, so that they equal neither."""
    return {name: "&".join(value for other, value in pairs if other == name) for name, _ in pairs}


def dropping(*names: str) -> Callable[[Pairs], Pairs]:
    """The parameters without those of these names."""
    return lambda pairs: [(name, value) for name, value in pairs if name not in names]


def setting(name: str, value: str) -> Callable[[Pairs], Pairs]:
    """The parameters with this one, in place of its former values."""
    return lambda pairs: [*dropping(name)(pairs), (name, value)]


def both(*breaks: Break) -> Break:
    """All of these at once, the first innermost; only one of them may change answers."""

    def broken(server: RightServer) -> Fetch:
        for one in breaks[:-1]:
            one(server)
        return breaks[-1](server)

    return broken
