"""Understand what people write: bytes or text in, frozen values out. Pure and total."""

from parsers.city import DEFAULT_CITY, City
from parsers.clean import clean_text
from parsers.document import to_document
from parsers.intents import Intent
from parsers.understand import parse, understand
from parsers.values import InboundMessage, Medium, Understanding

__all__ = [
    "DEFAULT_CITY",
    "City",
    "InboundMessage",
    "Intent",
    "Medium",
    "Understanding",
    "clean_text",
    "parse",
    "to_document",
    "understand",
]
