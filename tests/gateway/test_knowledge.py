"""What is known of the city stays at hand for the rulebook in force while others are tried beside it."""

from __future__ import annotations

from gateway.knowledge import Knowledge
from gateway.routing import load_rulebook
from gateway.store.engine import Store
from tests.small_city import SMALL_CITY


def test_a_tried_rulebook_does_not_displace_the_one_in_force(sqlite_store: Store) -> None:
    """A mail that comes while somebody tries a draft does not wait until all streets are put together again."""
    knowledge = Knowledge(sqlite_store)
    in_force = load_rulebook(SMALL_CITY)
    city = knowledge.city(in_force)
    drafts = [load_rulebook(f"{SMALL_CITY}\n# {number}\n") for number in range(4)]
    for draft in drafts:
        tried = knowledge.city(draft)
        assert knowledge.city(draft) is tried is not city
        assert knowledge.city(in_force) is city
