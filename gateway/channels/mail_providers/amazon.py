"""Asks Amazon for what a notification names, and nobody else: a forged address must not reach our own network."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from gateway.errors import IntakeError

_PATIENCE = 15.0
_SNS_HOST = re.compile(r"sns\.[a-z0-9-]{3,30}\.amazonaws\.com(?:\.cn)?")
_NOTHING = hashlib.sha256(b"").hexdigest()


class Fetch(Protocol):
    """Gets what lies at an address; raises `IntakeError` when it cannot be had now."""

    def __call__(self, url: str, headers: Mapping[str, str], *, most: int) -> bytes:
        """The octets, at most `most`."""
        ...


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Where Amazon sends us nobody has checked, so a redirect is an error."""


def fetch_from_amazon(url: str, headers: Mapping[str, str], *, most: int) -> bytes:
    """One GET without redirects, bounded in time and octets; the host was checked by the caller."""
    try:
        request = Request(url, headers=dict(headers))  # noqa: S310 - only https addresses of Amazon come here
        with build_opener(_NoRedirect).open(request, timeout=_PATIENCE) as answer:
            octets: bytes = answer.read(most + 1)
    except (OSError, URLError, ValueError) as error:
        raise IntakeError(f"Amazon could not be asked ({type(error).__name__}).") from None
    if len(octets) > most:
        raise IntakeError("Amazon has more to say than is taken.")
    return octets


def is_sns_address(url: str) -> bool:
    """True for an https address of Amazon SNS and of nobody else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_plain = parts.scheme == "https" and port is None and parts.username is None
    return is_plain and _SNS_HOST.fullmatch(parts.hostname or "") is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """A key that may read the bucket in which SES puts mail."""

    key_id: str
    secret: str
    region: str


def object_address(bucket: str, key: str, region: str) -> str:
    """Where an object of S3 lies (path style, because a bucket's name may have dots)."""
    return f"https://s3.{region}.amazonaws.com/{quote(bucket, safe='')}/{quote(key, safe='/-_.~')}"


def sign_get(url: str, access: AccessKey, now: datetime, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The headers of a signed GET of S3 (AWS Signature Version 4, "Authorization header, single chunk")."""
    parts = urlsplit(url)
    moment, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    headers = {"host": parts.netloc, "x-amz-content-sha256": _NOTHING, "x-amz-date": moment, **(more or {})}
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"GET\n{parts.path}\n{parts.query}\n{lines}\n{names}\n{_NOTHING}"
    scope = f"{day}/{access.region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{access.secret}".encode()
    for part in (day, access.region, "s3", "aws4_request", to_sign):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    credential = f"Credential={access.key_id}/{scope},SignedHeaders={names},Signature={key.hex()}"
    return {**headers, "authorization": f"AWS4-HMAC-SHA256 {credential}"}
