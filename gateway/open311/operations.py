"""What can be asked of Open311, as a table: the description for developers and the readable page are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from gateway.open311 import forms, models

Method = Literal["get", "post"]
REFUSED: dict[str, str] = {
    "400": "What was sent cannot be used; every problem is named",
    "403": "The key is missing, wrong, over, or may not do this",
    "404": "The request, service, token or jurisdiction does not exist, or the address has another ending",
    "405": "The address does not know this method",
    "409": "The request is in no state for this any more, or the name of the update was used for another one",
    "413": "Too much was sent at once; nothing was kept",
    "429": "Too many requests within a minute; `Retry-After` says when to come back",
    "500": "Something went wrong on our side; it has been noted",
    "503": "The city's store is away; nothing was kept; `Retry-After` says when to come back",
}
"""What each status of an error means."""
_READING = ("400", "404", "405", "429", "500", "503")
_WRITING = ("400", "403", "404", "405", "413", "429", "500", "503")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The variable part of an address."""

    name: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What comes back: one `model`, or a list of it below the element `root` in XML."""

    says: str
    model: type[BaseModel]
    root: str = ""
    """Empty where the answer is no list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that can be asked; `path` has no ending."""

    key: str
    method: Method
    path: str
    summary: str
    says: str
    answer: Answered
    query: type[BaseModel] = forms.Common
    form: type[BaseModel] | None = None
    subject: Subject | None = None

    @property
    def item(self) -> str:
        """What one thing of the answer is called in XML."""
        extra = self.answer.model.model_config.get("json_schema_extra")
        return str(extra["xml"]["name"]) if isinstance(extra, dict) and isinstance(extra["xml"], dict) else ""

    @property
    def refusals(self) -> tuple[str, ...]:
        """The statuses of errors that it may answer with."""
        if self.form is None:
            return _READING
        return (*_WRITING, "409") if self.form is forms.NewUpdate else _WRITING


_CODE = Subject(name="service_code", says="The code of a service")
_NUMBER = Subject(name="service_request_id", says="The number of a request")
OPERATIONS: tuple[Operation, ...] = (
    Operation(
        key="discover",
        method="get",
        path="/discovery",
        summary="Where Open311 is spoken here",
        says="Every endpoint, and whom to ask for a key. Fetch services again when a changeset changes.",
        answer=Answered(says="The endpoints", model=models.Discovery),
    ),
    Operation(
        key="listServices",
        method="get",
        path="/services",
        summary="What can be requested",
        says="Every service that the city offers to everybody.",
        answer=Answered(says="The services", model=models.Service, root="services"),
    ),
    Operation(
        key="defineService",
        method="get",
        path="/services/{service_code}",
        summary="What a service asks",
        says="The questions of one service. Those that are required must be answered when filing.",
        answer=Answered(says="The questions in their order", model=models.ServiceDefinition),
        subject=_CODE,
    ),
    Operation(
        key="listRequests",
        method="get",
        path="/requests",
        summary="What was requested",
        says="Requests of the last 90 days, newest first, or those that the parameters say.",
        answer=Answered(says="The requests", model=models.ExtendedRequest, root="service_requests"),
        query=forms.ListQuery,
    ),
    Operation(
        key="fileRequest",
        method="post",
        path="/requests",
        summary="File a request",
        says="Needs a key. Answers with the number, or with a token where the number takes longer. The same form sent "
        "again within ten minutes is the same request; with the header `Idempotency-Key`, within a day.",
        answer=Answered(says="It was kept", model=models.FiledRequest, root="service_requests"),
        form=forms.NewRequest,
    ),
    Operation(
        key="readRequest",
        method="get",
        path="/requests/{service_request_id}",
        summary="How one request stands",
        says="One request, in a list of one.",
        answer=Answered(says="The request", model=models.ExtendedRequest, root="service_requests"),
        query=forms.SingleQuery,
        subject=_NUMBER,
    ),
    Operation(
        key="readToken",
        method="get",
        path="/tokens/{token}",
        summary="The number behind a token",
        says="Whether what was filed has a number by now; ask again after some seconds where it has none.",
        answer=Answered(says="The token with its number", model=models.TokenAnswer, root="service_requests"),
        subject=Subject(name="token", says="The token that filing answered with"),
    ),
    Operation(
        key="listUpdates",
        method="get",
        path="/servicerequestupdates",
        summary="What happened to requests (extension)",
        says="Each step that residents were told of or that changed a state.",
        answer=Answered(says="The steps", model=models.RequestUpdate, root="service_request_updates"),
        query=forms.UpdatesQuery,
    ),
    Operation(
        key="postUpdate",
        method="post",
        path="/servicerequestupdates",
        summary="Say what happened to a request (extension)",
        says="For systems that do the city's work. Needs a key that may post updates; the same update is taken once.",
        answer=Answered(says="It was taken", model=models.TakenUpdate, root="service_request_updates"),
        form=forms.NewUpdate,
    ),
)
