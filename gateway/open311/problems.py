"""What is wrong with a request, as the standard's list of errors: each problem a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.open311.encoding import Document, Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem: `code` is the HTTP status unless something more exact is known."""

    code: str
    description: str


class ProblemError(Exception):
    """A request is refused. `status` is 404 for what does not exist, 403 for the key, 400 for everything else.

    `retry_after` is in seconds; 0 where waiting changes nothing. `allowed` are the methods where another was used.
    """

    def __init__(
        self, status: int, problems: Sequence[Problem], *, retry_after: float = 0.0, allowed: Sequence[str] = ()
    ) -> None:
        super().__init__(" ".join(problem.description for problem in problems))
        self.status = status
        self.problems = tuple(problems)
        self.retry_after = retry_after
        self.allowed = tuple(allowed)


def refusal(status: int, *descriptions: str, retry_after: float = 0.0, allowed: Sequence[str] = ()) -> ProblemError:
    """The error to raise for these sentences."""
    problems = [Problem(code=str(status), description=description) for description in descriptions]
    return ProblemError(status, problems, retry_after=retry_after, allowed=allowed)


def not_found(description: str) -> ProblemError:
    """The resource, the service or the jurisdiction does not exist."""
    return refusal(404, description)


def bad_request(*descriptions: str) -> ProblemError:
    """What was sent cannot be used; all problems at once."""
    return refusal(400, *descriptions)


def forbidden(description: str) -> ProblemError:
    """The key is missing, wrong, or may not do this."""
    return refusal(403, description)


def describe(problems: Sequence[Problem]) -> Document:
    """The list of errors as the standard writes it."""
    items = [{"code": problem.code, "description": problem.description} for problem in problems]
    return Document(root="errors", value=Listing(item="error", items=items))
