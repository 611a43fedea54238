"""The types that the standard requires of every answer, as JSON Schemas written down apart from our own models."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": ["number", "null"]}
MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$",
}
MAYBE_MOMENT: Schema = {"anyOf": [MOMENT, {"type": "null"}]}


def _object(*required: str, **properties: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


def _array(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


SERVICES = _array(
    _object(
        "service_code",
        "service_name",
        "description",
        "metadata",
        "type",
        "keywords",
        "group",
        service_code=TEXT,
        service_name=TEXT,
        metadata={"type": "boolean"},
        type={"enum": ["realtime", "batch", "blackbox"]},
        description=MAYBE,
        keywords=MAYBE,
        group=MAYBE,
    )
)
_DATATYPES = ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
_ATTRIBUTE = _object(
    "variable",
    "code",
    "datatype",
    "required",
    "datatype_description",
    "order",
    "description",
    "values",
    variable={"type": "boolean"},
    code=TEXT,
    datatype={"enum": _DATATYPES},
    required={"type": "boolean"},
    datatype_description=MAYBE,
    order={"type": "integer", "minimum": 1},
    description=TEXT,
    values=_array(_object("key", "name", key=TEXT, name=TEXT)),
)
DEFINITION = _object("service_code", "attributes", service_code=TEXT, attributes=_array(_ATTRIBUTE))
REQUESTS = _array(
    _object(
        "service_request_id",
        "status",
        "service_code",
        "requested_datetime",
        service_request_id=TEXT,
        status={"enum": ["open", "closed"]},
        service_code=TEXT,
        service_name=MAYBE,
        description={"type": ["string", "null"], "maxLength": 4000},
        status_notes=MAYBE,
        agency_responsible=MAYBE,
        service_notice=MAYBE,
        requested_datetime=MOMENT,
        updated_datetime=MAYBE_MOMENT,
        expected_datetime=MAYBE_MOMENT,
        address=MAYBE,
        address_id=MAYBE,
        zipcode=MAYBE,
        lat=NUMBER,
        long=NUMBER,
        media_url={"type": ["string", "null"], "format": "uri"},
    )
)
FILED = _array(
    {
        **_object(service_request_id=MAYBE, token=MAYBE, service_notice=MAYBE, account_id=MAYBE),
        "anyOf": [
            {"required": ["service_request_id"], "properties": {"service_request_id": TEXT}},
            {"required": ["token"], "properties": {"token": TEXT}},
        ],
    },
    minItems=1,
    maxItems=1,
)
TOKENS = _array(_object("service_request_id", "token", service_request_id=MAYBE, token=TEXT), minItems=1, maxItems=1)
ERRORS = _array(_object("code", "description", code=TEXT, description={"type": "string", "minLength": 1}), minItems=1)
DISCOVERY = _object(
    "changeset",
    "contact",
    "key_service",
    "endpoints",
    changeset=MOMENT,
    contact={"type": "string", "minLength": 1},
    key_service={"type": "string", "minLength": 1},
    endpoints=_array(
        _object(
            "specification",
            "url",
            "changeset",
            "type",
            "formats",
            specification={"const": "http://wiki.open311.org/GeoReport_v2"},
            url={"type": "string", "format": "uri"},
            changeset=MOMENT,
            type={"enum": ["production", "test"]},
            formats=_array({"enum": ["text/xml", "application/json"]}, minItems=1),
        ),
        minItems=1,
    ),
)
UPDATES = _array(
    _object(
        "update_id",
        "service_request_id",
        "status",
        "updated_datetime",
        "description",
        update_id=TEXT,
        service_request_id=TEXT,
        status=TEXT,
        updated_datetime=MOMENT,
        description=MAYBE,
        media_url=MAYBE,
    )
)
