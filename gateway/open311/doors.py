"""The table of what can be asked for: one row for each resource and method, found by the address without its suffix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from gateway.open311.discovery import discover
from gateway.open311.encoding import FORMS, Form
from gateway.open311.endpoint import Answer, Asked, Endpoint
from gateway.open311.filing import file_request, show_token
from gateway.open311.posted_updates import post_update
from gateway.open311.requests import list_requests, show_request
from gateway.open311.services import define_service, list_services
from gateway.open311.updates import list_updates

Method = Literal["GET", "POST"]
SUBJECT = "*"
"""Stands in a path for its variable part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One resource: `path` without suffix, such as `services/*`, and who answers."""

    method: Method
    path: str
    answer: Callable[[Endpoint, Asked], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address below the base of an endpoint, taken apart; `form` is None where it ends in neither suffix."""

    path: str
    subject: str
    form: Form | None


DOORS: tuple[Door, ...] = (
    Door(method="GET", path="discovery", answer=discover),
    Door(method="GET", path="services", answer=list_services),
    Door(method="GET", path="services/*", answer=define_service),
    Door(method="GET", path="requests", answer=list_requests),
    Door(method="GET", path="requests/*", answer=show_request),
    Door(method="POST", path="requests", answer=file_request),
    Door(method="GET", path="tokens/*", answer=show_token),
    Door(method="GET", path="servicerequestupdates", answer=list_updates),
    Door(method="POST", path="servicerequestupdates", answer=post_update),
)


def read_address(written: str) -> Address:
    """Take `services/001.JSON` apart. A slash at the end and the case of the suffix do not count."""
    stem, dot, suffix = written.rstrip("/").rpartition(".")
    form = next((form for form in FORMS if dot and form == suffix.lower()), None)
    path = (stem if form else written).strip("/")
    collection, slash, subject = path.partition("/")
    return Address(path=f"{collection}/{SUBJECT}" if slash else collection, subject=subject, form=form)


def find_doors(path: str) -> Sequence[Door]:
    """The doors of a resource, one for each method that it answers to; none for an unknown one."""
    return [door for door in DOORS if door.path == path]
