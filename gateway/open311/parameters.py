"""What a client may write behind the question mark, read strictly: each mistake is a sentence that names the field."""

from __future__ import annotations

from gateway.open311.endpoint import Endpoint
from gateway.open311.problems import not_found


def check_jurisdiction(endpoint: Endpoint, given: str) -> None:
    """Go on where `jurisdiction_id` is absent, ours, or of no concern to this city; raises `ProblemError` (404)."""
    ours = endpoint.rulebook.open311.jurisdiction
    if given and ours and given.strip().casefold() != ours.casefold():
        raise not_found(f"There is no jurisdiction “{given[:100]}” here; this endpoint serves {ours}.")
