"""Have a picture read in a process of its own, and believe of its answer only what can be checked."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gateway

LONGEST_SECONDS = 40.0
"""By the clock on the wall, on a machine that has much else to do; the processor time is bounded by 10."""
_ROOT = Path(gateway.__file__).parent.parent
_KEPT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
_TOO_LONG = "It takes too long to read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Developed:
    """Two JPEGs without metadata, and what the camera wrote beside the original."""

    picture: bytes
    thumbnail: bytes
    width: int
    """Of the picture, in pixels."""
    height: int
    lat: float | None
    lon: float | None
    taken: str
    """ISO 8601, without an offset where the camera wrote none; empty when unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeveloped:
    """No picture could be made. `problem` says why, as the beginning of a sentence without its full stop."""

    problem: str


def develop(octets: bytes, reader: str, *, seconds: float = LONGEST_SECONDS) -> Developed | Undeveloped:
    """Make a picture and a thumbnail with the one reader that `kinds.PICTURES` names. Total, and bounded in time."""
    command = [sys.executable, "-m", "gateway.pictures.darkroom", reader]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        answer = subprocess.run(  # noqa: S603 - our own interpreter with our own module
            command,
            input=octets,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            cwd=_ROOT,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return Undeveloped(problem=_TOO_LONG)
    if answer.returncode:
        return Undeveloped(problem=_TOO_LONG if answer.returncode < 0 else "Its reader failed")
    return _understand(answer.stdout)


def _understand(answer: bytes) -> Developed | Undeveloped:
    head, _, pictures = answer.partition(b"\n")
    try:
        told = json.loads(head)
        return Undeveloped(problem=str(told["problem"])[:200]) if "problem" in told else _read(told, pictures)
    except (ValueError, KeyError, TypeError):
        return Undeveloped(problem="Its reader failed")


def _read(told: dict[str, Any], pictures: bytes) -> Developed:
    first, second = (int(size) for size in told["sizes"])
    picture, thumbnail = pictures[:first], pictures[first : first + second]
    if not all(made.startswith(b"\xff\xd8\xff") for made in (picture, thumbnail)):
        raise ValueError("no JPEG")
    return Developed(
        picture=picture,
        thumbnail=thumbnail,
        width=int(told["width"]),
        height=int(told["height"]),
        lat=_degrees(told["lat"]),
        lon=_degrees(told["lon"]),
        taken=str(told["taken"])[:40],
    )


def _degrees(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
