"""Logs carry ids and kinds, never what a person wrote (PROTOCOL 10.8)."""

from __future__ import annotations

import json
import logging
import sys

from gateway.log import JsonFormatter, TextFormatter, configure_logging


def _record_of_a_failure() -> logging.LogRecord:
    try:
        int("anne@residents.example said: my phone is 203 555 0111")
    except ValueError:
        info = sys.exc_info()
    return logging.LogRecord("gateway", logging.ERROR, __file__, 1, "reading failed", (), info)


def test_an_exception_is_logged_by_place_and_type_without_its_words() -> None:
    """Exceptions quote the input that caused them."""
    for formatter in (JsonFormatter(), TextFormatter()):
        line = formatter.format(_record_of_a_failure())
        assert "ValueError" in line
        assert "anne" not in line
        assert "555" not in line


def test_extra_fields_are_part_of_the_line() -> None:
    """One JSON object a line, with time, level and the ids given."""
    record = logging.makeLogRecord({"msg": "stored", "levelname": "INFO", "message_id": 7})
    line = json.loads(JsonFormatter().format(record))
    assert (line["message"], line["message_id"], line["level"]) == ("stored", 7, "INFO")
    assert line["at"].endswith("+00:00")


def test_the_mail_library_is_silenced_even_at_debug() -> None:
    """aiosmtpd logs every command at INFO and mail bodies at DEBUG."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    try:
        configure_logging(level="DEBUG", style="json")
        assert logging.getLogger("mail.log").level == logging.WARNING
        assert logging.getLogger("rq.worker").level == logging.WARNING
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers
