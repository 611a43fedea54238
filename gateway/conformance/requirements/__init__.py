"""All requirements, in the order in which they are asked and told."""

from gateway.conformance.requirements.answers import ANSWERS
from gateway.conformance.requirements.definitions import DEFINITIONS
from gateway.conformance.requirements.discovery import DISCOVERY
from gateway.conformance.requirements.errors import ERRORS
from gateway.conformance.requirements.extensions import EXTENSIONS
from gateway.conformance.requirements.filing import FILING
from gateway.conformance.requirements.filters import FILTERS
from gateway.conformance.requirements.more_filing import MORE_FILING
from gateway.conformance.requirements.paging import PAGING
from gateway.conformance.requirements.requests import REQUESTS
from gateway.conformance.requirements.services import SERVICES
from gateway.conformance.requirements.tokens import TOKENS
from gateway.conformance.values import Requirement

REQUIREMENTS: tuple[Requirement, ...] = (
    *DISCOVERY,
    *SERVICES,
    *DEFINITIONS,
    *FILING,
    *MORE_FILING,
    *TOKENS,
    *REQUESTS,
    *FILTERS,
    *ERRORS,
    *PAGING,
    *EXTENSIONS,
    *ANSWERS,
)
"""What looks at every answer comes last, when there are many."""

__all__ = ["REQUIREMENTS"]
