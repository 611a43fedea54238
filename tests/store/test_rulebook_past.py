"""The rulebook's past as a list, and who has seen the tour: the same on both databases."""

from __future__ import annotations

from gateway.routing.files import single_file
from gateway.store import staff
from gateway.store.engine import Store
from gateway.store.rulebook_past import find_id_before, list_past
from gateway.store.rulebook_tours import begin_tour, end_tour, has_ended_tour
from gateway.store.rulebooks import add_version


def test_the_past_is_listed_from_its_end(store: Store) -> None:
    """The newest first, some at a time, and each knows the one before it."""
    with store.writing() as connection:
        ids = [
            add_version(connection, single_file(f"a: {number}\n"), origin="command", who="", why=f"{number}", now=1.0)
            for number in range(5)
        ]
        first = list_past(connection, limit=3)
        rest = list_past(connection, limit=3, before=first[-1].id)
        assert [row.id for row in (*first, *rest)] == ids[::-1]
        assert (first[0].why, first[0].origin, first[0].activated_at) == ("4", "command", 1.0)
        assert [find_id_before(connection, row_id) for row_id in ids] == [None, *ids[:-1]]


def test_the_tour_is_over_for_one_person_at_a_time(store: Store) -> None:
    """Ending it twice is ending it; showing it again begins it anew."""
    with store.writing() as connection:
        anne, bart = (
            staff.add_staff(
                connection, email=f"{name}@elmcity.example", name=name, role="administrator", departments=(), now=0.0
            )
            for name in ("anne", "bart")
        )
        end_tour(connection, anne, now=1.0)
        end_tour(connection, anne, now=2.0)
        assert (has_ended_tour(connection, anne), has_ended_tour(connection, bart)) == (True, False)
        begin_tour(connection, anne)
        assert not has_ended_tour(connection, anne)
