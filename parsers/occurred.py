"""placeholder"""
from __future__ import annotations
from datetime import datetime
from parsers.values import Occurred


def find_occurred(text: str, *, received_at: datetime, timezone: str, language: str) -> Occurred | None:
    return None
