"""Structured logs without personal data: ids, counts and kinds; no address, number or body (PROTOCOL 10.8)."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_TALKATIVE = ("alembic", "mail", "mail.log", "rq.worker", "rq", "twilio.http_client", "urllib3", "waitress")
"""Loggers that print addresses or bodies at INFO, or say little at length; they speak from WARNING on."""


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """Time in UTC, level, logger, message and the extra fields."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": moment, "level": record.levelname, "logger": record.name}
        line["message"] = record.getMessage()
        line |= extra_fields(record)
        if record.exc_info:
            line["exception"] = frames_of(record)
        return json.dumps(line, default=str, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """A short line for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Clock time, level, message and the extra fields."""
        clock = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        extra = " ".join(f"{name}={value}" for name, value in extra_fields(record).items())
        trail = "\n" + "\n".join(frames_of(record)) if record.exc_info else ""
        return f"{clock} {record.levelname:7} {record.getMessage()} {extra}".rstrip() + trail


def configure_logging(*, level: str, style: str) -> None:
    """Log to standard error; `style` is json, text, or empty for text on a terminal and JSON elsewhere."""
    handler = logging.StreamHandler()
    wants_text = style == "text" or (not style and sys.stderr.isatty())
    handler.setFormatter(TextFormatter() if wants_text else JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # What one of its readers cannot make sense of is no error of ours, and its traceback quotes the mail.
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def extra_fields(record: logging.LogRecord) -> dict[str, Any]:
    """What was passed as `extra`."""
    return {name: value for name, value in record.__dict__.items() if name not in _STANDARD}


def frames_of(record: logging.LogRecord) -> list[str]:
    """The places an exception went through and its type; never its text, which may quote a message."""
    frames: list[str] = []
    error = record.exc_info[1] if record.exc_info else None
    trace = error.__traceback__ if error else None
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return [*frames, type(error).__name__]
