"""What clients may ask and send, in the words of the standard: the description for developers is made from it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

_MOMENTS = ["2026-11-23T07:20:00Z", "2026-11-23T02:20:00-05:00"]
Written = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=_MOMENTS)]
"""A moment as clients write it: ISO 8601 with seconds and a zone."""
MaybeWritten = Annotated[
    str, Field(json_schema_extra={"anyOf": [{"format": "date-time"}, {"maxLength": 0}]}, examples=_MOMENTS)
]
"""The same, or nothing."""
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
_COMMAS: dict[str, Any] = {"style": "form", "explode": False}
"""Several values stand in one parameter, with commas between."""
_HIDDEN = (
    r"\s\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
)
"""Characters that show nothing and are taken away (`parsers.clean`): a field that has no others is empty."""
VISIBLE = f"[^{_HIDDEN}]"
_KEY = "Your key; it may stand in the header `X-Api-Key` instead"


class Common(BaseModel):
    """What every address takes."""

    jurisdiction_id: str = Field("", description="May be left out: there is one city here")
    locale: str = Field(
        "",
        description="Extension: the language of names, questions and notices; another one is answered in English",
        examples=["en", "es"],
    )


SECOND_ENDS = {"end_date": "start_date", "updated_before": "updated_after"}
"""Second ends of windows by their first: a schema cannot say that at most 90 days may lie between the two."""


class Reported(Common):
    """When a request was reported: one end is enough, and the other lies 90 days from it; without, the last 90 days."""

    start_date: MaybeWritten = Field("", description="Reported at this moment or later")
    end_date: MaybeWritten = Field(
        "", description="Reported at this moment or earlier; 90 days after the start at most"
    )


class ListQuery(Reported):
    """Which requests a list holds; newest first, 1,000 at most unless `page_size` says fewer."""

    service_request_id: list[str] = Field(
        [], description="These requests and no others; everything else is passed over", json_schema_extra=_COMMAS
    )
    service_code: list[str] = Field([], description="Only of these services", json_schema_extra=_COMMAS)
    status: list[Literal["open", "closed", ""]] = Field([], description="Only in this state", json_schema_extra=_COMMAS)
    page: int = Field(
        1, ge=0, le=1_000_000, description="Extension: which page; the first is 1, and 0 is the first too"
    )
    page_size: int = Field(1000, ge=1, le=1000, description="Extension: how many requests a page has")
    updated_after: MaybeWritten = Field(
        "", description="Extension: changed at this moment or later, whenever it was reported"
    )
    updated_before: MaybeWritten = Field(
        "", description="Extension: changed at this moment or earlier; 90 days after the other end at most"
    )
    bbox: tuple[Longitude, Latitude, Longitude, Latitude] = Field(
        (-180.0, -90.0, 180.0, 90.0),
        description="Extension: only in this box: west, south, east, north in WGS84 degrees, or any two corners",
        json_schema_extra=_COMMAS,
    )
    extensions: Literal["true", "false", ""] = Field(
        "false", description="Extension: adds `attributes`, `extended_attributes` and `notes` to each request"
    )


class SingleQuery(Common):
    """What one request may be asked with."""

    extensions: Literal["true", "false", ""] = Field(
        "false", description="Extension: adds `attributes`, `extended_attributes` and `notes`"
    )


class UpdatesQuery(Reported):
    """Which steps of requests are listed: those of the window, in the order of time."""

    page: int = Field(
        1, ge=0, le=1_000_000, description="Extension: which page; the first is 1, and 0 is the first too"
    )
    page_size: int = Field(1000, ge=1, le=1000, description="Extension: how many steps a page has")


class NewRequest(BaseModel):
    """What is filed. A place is wanted in one of three ways: `lat` and `long`, `address_string`, or `address_id`."""

    api_key: str = Field("", description=_KEY)
    jurisdiction_id: str = Field("", description="May be left out")
    service_code: str = Field(description="Of the list of services")
    description: str = Field("", max_length=4000, description="What is the matter, in the words of whoever reports it")
    lat: Latitude = Field(0.0, description="WGS84 degrees, with `long`")
    long: Longitude = Field(0.0, description="WGS84 degrees, with `lat`")
    address_string: str = Field("", max_length=1000, description="Where, from the most to the least specific")
    address_id: str = Field("", max_length=200, description="Kept and shown to staff; the city has no such numbers")
    email: str = Field(
        "",
        description="Where the person is answered",
        json_schema_extra={"anyOf": [{"format": "email"}, {"pattern": f"^[{_HIDDEN}]*$"}]},
    )
    phone: str = Field(
        "",
        max_length=40,
        description="Where the person is answered by text when no `email` is given; one that cannot be dialed is shown "
        "to staff",
        examples=["+12035550199"],
    )
    first_name: str = Field("", max_length=200, description="Never shown to others")
    last_name: str = Field("", max_length=200, description="Never shown to others")
    device_id: str = Field("", max_length=200, description="Kept with the original")
    account_id: str = Field("", max_length=200, description="Kept with the original")
    media_url: str = Field(
        "",
        max_length=2000,
        description="Shown to staff as text, never fetched",
        pattern=rf"^[{_HIDDEN}]*([Hh][Tt][Tt][Pp][Ss]?://\S*)?[{_HIDDEN}]*$",
    )


class NewUpdate(BaseModel):
    """A step that another system says a request has taken."""

    api_key: str = Field("", description=_KEY)
    jurisdiction_id: str = Field("", description="May be left out")
    service_request_id: str = Field(description="The request", pattern=VISIBLE)
    update_id: str = Field(
        max_length=200, description="Your name for this update; the same one is taken once", pattern=VISIBLE
    )
    status: str = Field(description="The state since then", examples=["IN_PROGRESS"])
    updated_datetime: Written = Field(description="When it happened")
    description: str = Field(
        "", max_length=4000, description="Told to the resident where the state changes, else a note among staff"
    )
