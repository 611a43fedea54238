"""Make the name of an attached file fit to be shown; it is never used as a path (PROTOCOL 10.2)."""

from __future__ import annotations

import re

from parsers.email.words import one_line

MAX_NAME = 150
_UNSAFE = re.compile(r'[<>:"|?*\\/]+')
_EXTENSION = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "audio/mpeg": ".mp3",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "message/rfc822": ".eml",
    "application/ms-tnef": ".dat",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
}


def safe_filename(name: str, content_type: str) -> str:
    """The last part of `name` without controls and characters with a meaning; 1 to 150 characters."""
    last = re.split(r"[\\/]", one_line(name[-2000:]))[-1]
    shown = _UNSAFE.sub("_", last).strip(" .")
    return _shorten(shown) if shown else f"attachment{_EXTENSION.get(content_type, '')}"


def _shorten(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}"
