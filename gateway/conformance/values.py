"""What travels through a check: what was asked and answered, what is required, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from gateway.errors import GatewayError

if TYPE_CHECKING:
    from gateway.conformance.visit import Visit

Form = Literal["xml", "json"]
FORMS: tuple[Form, ...] = ("xml", "json")
Level = Literal["must", "should", "extension"]
"""`must` and `should` are the standard's; an extension may be missing, but where it is offered it has to work."""
Verdict = Literal["kept", "broken", "not offered", "not asked"]
VERDICTS: tuple[Verdict, ...] = ("broken", "kept", "not offered", "not asked")
"""In the order in which the verdicts of several forms outweigh each other."""


class CheckError(GatewayError):
    """The check could not begin; the sentence says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One HTTP request to the server that is checked."""

    method: Literal["GET", "POST"]
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    secret: str = ""
    """The key in the body, which no report may show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request with its reply. Status 0 means that none came; the body then says why."""

    ask: Ask
    reply: Reply

    @property
    def status(self) -> int:
        """The status of HTTP."""
        return self.reply.status


class Broken(Exception):  # noqa: N818 - it is what a probe says, as an assertion is what a test says
    """The requirement is broken: what is wrong, and the exchange that shows it."""

    def __init__(self, why: str, exchange: Exchange | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.exchange = exchange


class NotOffered(Exception):  # noqa: N818 - as above
    """The server does not have what the requirement is about, and need not."""


class NotAsked(Exception):  # noqa: N818 - as above
    """The requirement could not be looked at: a key is missing, or the server holds nothing to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing that the standard asks of a server. `probe` raises `Broken`, `NotOffered` or `NotAsked`."""

    id: str
    says: str
    """The requirement in one sentence."""
    section: str
    """The heading in the standard's text under which it stands."""
    level: Level
    probe: Callable[[Visit], None]
    forms: Literal["each", "json", "once"] = "each"
    """Whether it is asked in each form that the server offers, in JSON alone, or once."""
    posts: bool = False
    """Whether the probe files something; it then runs only where the person asked for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one probe found in one form. `form` is empty for a requirement that is asked once."""

    verdict: Verdict
    form: str = ""
    why: str = ""
    exchange: Exchange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A requirement with what was found in each form."""

    requirement: Requirement
    findings: tuple[Finding, ...] = field(default=())

    @property
    def verdict(self) -> Verdict:
        """The weightiest of its findings: a requirement that one form breaks is broken."""
        found = {finding.verdict for finding in self.findings}
        return next((verdict for verdict in VERDICTS if verdict in found), "not asked")
