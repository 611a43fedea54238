"""Whether a server keeps what Open311 GeoReport v2 asks, requirement by requirement; for any server."""

from gateway.conformance.aiming import Kind, Target, aim
from gateway.conformance.checking import Wishes, check
from gateway.conformance.fetching import Line, fetch
from gateway.conformance.requirements import REQUIREMENTS
from gateway.conformance.telling import as_json, heading, is_passed, outcome_lines, reason_lines, summary
from gateway.conformance.values import CheckError, Outcome

__all__ = [
    "REQUIREMENTS",
    "CheckError",
    "Kind",
    "Line",
    "Outcome",
    "Target",
    "Wishes",
    "aim",
    "as_json",
    "check",
    "fetch",
    "heading",
    "is_passed",
    "outcome_lines",
    "reason_lines",
    "summary",
]
