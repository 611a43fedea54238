"""What the gateway says: templates in the sender's language, made into drafts."""

from gateway.replies.alert import operator_alert
from gateway.replies.compose import Correspondent, Occasion, compose, new_message_id, reply_body, reply_subject
from gateway.replies.department import DepartmentNotice, department_body, department_subject
from gateway.replies.words import status_word

__all__ = [
    "Correspondent",
    "DepartmentNotice",
    "Occasion",
    "compose",
    "department_body",
    "department_subject",
    "new_message_id",
    "operator_alert",
    "reply_body",
    "reply_subject",
    "status_word",
]
