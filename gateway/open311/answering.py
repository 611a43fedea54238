"""From an answer to HTTP: octets and content type, what caches need, and what lets scripts of other sites read it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from email.utils import formatdate

from flask import Response, request

from gateway.open311.encoding import MIME, Form, encode
from gateway.open311.endpoint import Answer
from gateway.settings import Settings

_SMALLEST_TO_PACK = 1024
"""Octets; below, the header costs more than packing saves."""
_PACKING = 4
_FOR_SCRIPTS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Total-Count",
}
"""Nothing here knows a cookie, so every site may read it (Fetch Standard, CORS protocol)."""


def make_response(answer: Answer, form: Form, settings: Settings) -> Response:
    """The response to this request; 304 where the client has it already."""
    body = encode(answer.document, form)
    response = Response(status=answer.status, content_type=_content_type(form, settings))
    response.headers.update({**_FOR_SCRIPTS, "Vary": "Accept-Encoding", **answer.headers})
    if answer.status == 200 and request.method in {"GET", "HEAD"}:
        _let_keep(response, answer, body)
    if response.status_code != 304:
        response.set_data(_pack(response, body))
    return response


def answer_preflight(methods: Sequence[str]) -> Response:
    """What a browser asks before a script of another site may post."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    allowed = name_methods(methods)
    response.headers.update(
        {
            **_FOR_SCRIPTS,
            "Allow": allowed,
            "Access-Control-Allow-Methods": allowed,
            "Access-Control-Allow-Headers": "Content-Type, If-None-Match, Idempotency-Key, X-Api-Key",
            "Access-Control-Max-Age": "86400",
        }
    )
    return response


def name_methods(methods: Sequence[str]) -> str:
    """What the header `Allow` says of doors for these methods."""
    return ", ".join(sorted({*methods, "OPTIONS", *(("HEAD",) if "GET" in methods else ())}))


def _content_type(form: Form, settings: Settings) -> str:
    return f"{MIME[form]}; charset=utf-8" if settings.open311_charset else MIME[form]


def _let_keep(response: Response, answer: Answer, body: bytes) -> None:
    """The tag is weak because packed and unpacked octets share it; a time alone would miss what left a list."""
    tag = hashlib.sha256(body).hexdigest()[:32]
    response.set_etag(tag, weak=True)
    if answer.kept_for is not None:
        response.headers["Cache-Control"] = f"public, max-age={answer.kept_for}"
    if answer.updated_at is not None:
        response.headers["Last-Modified"] = formatdate(answer.updated_at, usegmt=True)
    if request.if_none_match.contains_weak(tag):
        response.status_code = 304


def _pack(response: Response, body: bytes) -> bytes:
    if len(body) < _SMALLEST_TO_PACK or request.accept_encodings.quality("gzip") <= 0:
        return body
    response.headers["Content-Encoding"] = "gzip"
    return gzip.compress(body, _PACKING, mtime=0)
