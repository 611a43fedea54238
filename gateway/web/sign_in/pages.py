"""The pages of signing in, and the sentences for tries that failed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from gateway.web.accounts import LockedOut, Refused

pages = Blueprint("sign_in", __name__)

_LONGEST_FORM = 3 * 1024 * 1024
"""Octets: a long text that was typed into another page goes along."""


@pages.url_value_preprocessor
def _take_what_was_kept(endpoint: str | None, values: dict[str, Any] | None) -> None:  # noqa: ARG001
    """Before anybody reads the form."""
    request.max_content_length = request.max_form_memory_size = _LONGEST_FORM


def tell_refusal(attempt: Refused | LockedOut, wrong: str) -> tuple[str, int]:
    """Why somebody does not come in, and the HTTP status; `wrong` says what did not fit."""
    if isinstance(attempt, LockedOut):
        wait = "1 minute" if attempt.minutes == 1 else f"{attempt.minutes} minutes"
        return (
            f"There were too many wrong tries. Try again in {wait}, or ask an administrator for a one-time link.",
            429,
        )
    left = attempt.tries_left
    return (f"{wrong} {_times(left)} left before a pause of 15 minutes." if left < 3 else wrong), 422


def _times(left: int) -> str:
    return "One try is" if left == 1 else "No try is" if left == 0 else f"{left} tries are"


def next_page() -> str:
    """Where to go afterwards: a path of ours, never another site."""
    wanted = request.values.get("next", "")
    return wanted if is_ours(wanted) else url_for("desk.departments")


def is_ours(path: str) -> bool:
    """Whether it is a path of this site and nothing else."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
