"""What the gateway says: templates in the sender's language, made into drafts."""

from gateway.replies.alert import operator_alert
from gateway.replies.compose import (
    Correspondent,
    Occasion,
    compose,
    new_message_id,
    reply_body,
    reply_subject,
    reporter_of,
)
from gateway.replies.department import DepartmentNotice, department_body, department_subject
from gateway.replies.naming import list_tickets, name_ticket
from gateway.replies.passed_on import NOT_TOLD, TOLD, passed_on_body
from gateway.replies.words import status_word

__all__ = [
    "NOT_TOLD",
    "TOLD",
    "Correspondent",
    "DepartmentNotice",
    "Occasion",
    "compose",
    "department_body",
    "department_subject",
    "list_tickets",
    "name_ticket",
    "new_message_id",
    "operator_alert",
    "passed_on_body",
    "reply_body",
    "reply_subject",
    "reporter_of",
    "status_word",
]
