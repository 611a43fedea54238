"""What every answer of Open311 looks like, said once: the description for developers and the tests are made from it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.routing.open311 import Datatype

Moment = Annotated[
    str,
    Field(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
        json_schema_extra={"format": "date-time"},
        examples=["2026-11-23T07:20:00Z"],
    ),
]
"""A moment as we write it: ISO 8601 in UTC, to the second."""
WrappedList: dict[str, Any] = {"xml": {"wrapped": True}}
"""A list is one element around its items in XML."""
_REQUEST_ID = "The number of the request, as residents and the city know it"


class Answer(BaseModel):
    """Nothing is coerced and nothing is added in silence: what does not fit is a defect."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Problem(Answer):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "error"}})

    code: str = Field(description="The HTTP status, or something more exact", examples=["400"])
    description: str = Field(
        description="One sentence that says what to do",
        examples=["“2026-13-01” is no date. Write it like 2026-11-23T07:20:00Z."],
    )


class Endpoint(Answer):
    """One address under which GeoReport v2 is spoken."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "endpoint"}})

    specification: str = Field(
        description="The standard that is spoken", examples=["http://wiki.open311.org/GeoReport_v2"]
    )
    url: str = Field(description="The base of all its addresses", examples=["https://311.elmcity.example/open311/v2"])
    changeset: Moment = Field(description="Fetch services and definitions again when it changes")
    type: Literal["production", "test"] = Field(description="Nobody comes for what is filed at a test endpoint")
    formats: list[str] = Field(
        description="What it answers in, as MIME types",
        examples=[["text/xml", "application/json"]],
        json_schema_extra=WrappedList,
    )


class Discovery(Answer):
    """Where Open311 is spoken here, and whom to ask about it."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "discovery"}})

    changeset: Moment = Field(description="Changes with anything below")
    contact: str = Field(description="Whom developers write to", examples=["operator@elmcity.example"])
    key_service: str = Field(description="How a key is asked for")
    endpoints: list[Endpoint] = Field(description="Production first", json_schema_extra=WrappedList)


class Service(Answer):
    """One kind of request that the city takes."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "service"}})

    service_code: str = Field(description="What to send when filing", examples=["pothole"])
    service_name: str = Field(description="What to show to people", examples=["Pothole"])
    description: str | None = Field(description="One sentence for whoever chooses from a list")
    metadata: bool = Field(description="Whether it has attributes; ask for its definition then")
    type: Literal["realtime", "batch", "blackbox"] = Field(description="`realtime`: filing answers with the number")
    keywords: str | None = Field(
        description="Other words for it, with commas between", examples=["hole, road, asphalt"]
    )
    group: str | None = Field(description="What it is listed under", examples=["Streets"])


class Choice(Answer):
    """One value that a list offers."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "value"}})

    key: str = Field(description="What to send", examples=["small"])
    name: str = Field(description="What to show to people", examples=["Small"])


class Attribute(Answer):
    """One question of a service."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "attribute"}})

    variable: bool = Field(description="Whether it wants an answer; otherwise it is only shown")
    code: str = Field(description="What to send: `attribute[CODE]`", examples=["pole"])
    datatype: Datatype = Field(description="How it is answered; the two lists by a key of `values`")
    required: bool = Field(description="Whether filing is refused without an answer")
    datatype_description: str | None = Field(description="How to write the answer")
    order: int = Field(ge=1, description="Its place among the questions; each has its own")
    description: str = Field(description="The question", examples=["What is the number on the pole?"])
    values: list[Choice] = Field(description="Of the two lists; else empty", json_schema_extra=WrappedList)


class ServiceDefinition(Answer):
    """What a service asks besides words and place."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "service_definition"}})

    service_code: str = Field(examples=["streetlight_out"])
    attributes: list[Attribute] = Field(json_schema_extra=WrappedList)


class FiledRequest(Answer):
    """What has become of a request that was filed: it has a number, or a token until it has."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "request"}})

    service_request_id: str | None = Field(None, description=f"{_REQUEST_ID}; empty while there is none")
    token: str | None = Field(None, description="Where there is no number yet: ask `/tokens/TOKEN`")
    service_notice: str | None = Field(None, description="What to tell whoever reported: what happens next")
    account_id: str | None = Field(None, description="Always empty: people have no accounts here")


class TokenAnswer(Answer):
    """Whether a request that was filed has a number by now."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "request"}})

    service_request_id: str | None = Field(description=f"{_REQUEST_ID}; empty while there is none: ask again")
    token: str = Field(description="The token that was asked about")


class AnsweredAttribute(Answer):
    """What was answered to one question of the service."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "attribute"}})

    label: str | None = Field(description="The question")
    name: str | None = Field(description="The name of the value that was chosen, or the answer itself")
    value: str | None = Field(description="The key of the value that was chosen, or the answer itself")
    code: str = Field(description="The code of the question")


class ExtendedAttributes(Answer):
    """What the city adds to a request."""

    channel: str | None = Field(None, description="How it came: `Text`, `Mail`, `Open311` …")
    photos: list[str] | None = Field(None, description="Addresses of its pictures", json_schema_extra=WrappedList)


class Note(Answer):
    """One thing that happened to a request."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "note"}})

    datetime: Moment
    description: str | None = Field(description="What was told to whoever reported, without personal data")
    type: str = Field(description="What happened", examples=["closed"])


class ServiceRequest(Answer):
    """One request as everybody may read it."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "request"}})

    service_request_id: str = Field(description=_REQUEST_ID, examples=["K7M-2PQ4"])
    status: Literal["open", "closed"]
    status_notes: str | None = Field(description="The city's reason for its state", examples=["Duplicate of K7M-2PQ4"])
    service_name: str = Field(examples=["Pothole"])
    service_code: str = Field(examples=["pothole"])
    description: str | None = Field(
        max_length=4000, description="What was reported, without personal data; empty where somebody was in danger"
    )
    agency_responsible: str | None = Field(description="The department that does the work", examples=["Streets"])
    service_notice: str | None = Field(description="What happens next, where there is something to say")
    requested_datetime: Moment = Field(description="When it was reported")
    updated_datetime: Moment = Field(description="When it changed last; of a closed one when it was closed")
    expected_datetime: Moment | None = Field(description="By when it is to be done; empty once it is closed")
    address: str | None = Field(description="Where, in words, without personal data", examples=["48 Maple Ave"])
    address_id: str | None = Field(description="Always empty: the city has no such numbers")
    zipcode: str | None = Field(description="Always empty")
    lat: float | None = Field(ge=-90, le=90, description="WGS84 degrees, four digits: about eleven meters")
    long: float | None = Field(ge=-180, le=180, description="WGS84 degrees, four digits")
    media_url: str | None = Field(
        description="A picture, made anew without its metadata, where the city shows them",
        json_schema_extra={"format": "uri"},
    )


class ExtendedRequest(ServiceRequest):
    """The same with what `extensions=true` adds."""

    attributes: list[AnsweredAttribute] = Field([], json_schema_extra=WrappedList)
    extended_attributes: ExtendedAttributes | None = None
    notes: list[Note] = Field([], json_schema_extra=WrappedList)


class RequestUpdate(Answer):
    """One step of a request, in the words of the update extension."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "request_update"}})

    update_id: str = Field(description="Names this update for ever")
    service_request_id: str = Field(description=_REQUEST_ID)
    status: str = Field(description="The state since then", examples=["in_progress"])
    updated_datetime: Moment
    description: str | None = Field(description="What was told to whoever reported, without personal data")
    media_url: str | None = Field(None, json_schema_extra={"format": "uri"})


class TakenUpdate(Answer):
    """An update was taken; the same one twice is one."""

    model_config = ConfigDict(json_schema_extra={"xml": {"name": "request_update"}})

    update_id: str
