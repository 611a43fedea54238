"""Work is claimed by one, finished under a fence, and never lost (PROTOCOL 16.14-16.18)."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from gateway.store.engine import Store
from gateway.store.schema import work
from gateway.store.work import (
    Claim,
    NewWork,
    add_work,
    add_works,
    bury,
    claim,
    claim_one,
    extend,
    find_due,
    finish,
    postpone,
    purge_done,
    release,
    release_expired,
    revive,
    statistics,
)

NOW = 1_000_000.0


def add(store: Store, *refs: int, kind: str = "process", lane: str | None = None, priority: int = 0) -> None:
    with store.writing() as connection:
        add_works(connection, [NewWork(kind=kind, ref=ref, lane=lane, priority=priority) for ref in refs], now=NOW)


def take(store: Store, limit: int = 10, *, now: float = NOW, kind: str = "process") -> list[Claim]:
    return claim(store, kind=kind, limit=limit, now=now)


def refs(claims: list[Claim]) -> list[int]:
    return [held.ref for held in claims]


def done(store: Store, *claims: Claim) -> list[bool]:
    with store.writing() as connection:
        return [finish(connection, held) for held in claims]


def freed(store: Store, now: float) -> int:
    with store.writing() as connection:
        return release_expired(connection, now=now)


def row(store: Store, ref: int) -> tuple[str, int, str | None]:
    with store.reading() as connection:
        query = select(work.c.state, work.c.attempts, work.c.last_error).where(work.c.ref == ref)
        return tuple(connection.execute(query).one())


def test_claims_come_in_order_and_once(store: Store) -> None:
    """First in, first out; what is held by one is not given to another."""
    add(store, 1, 2, 3)
    first = take(store, 2)
    assert refs(first) == [1, 2]
    assert [held.attempts for held in first] == [1, 1]
    assert refs(take(store)) == [3]
    assert take(store) == []


def test_a_smaller_priority_goes_first(store: Store) -> None:
    """What is urgent overtakes."""
    add(store, 1, 2)
    add(store, 3, priority=-1)
    assert refs(take(store)) == [3, 1, 2]


def test_kinds_are_apart(store: Store) -> None:
    """A worker of one queue never gets the other's rows."""
    add(store, 1)
    add(store, 1, kind="deliver")
    assert refs(take(store, kind="deliver")) == [1]
    assert take(store, kind="deliver") == []


def test_work_is_added_once(store: Store) -> None:
    """A second reason to do the same changes nothing, even when it is done."""
    add(store, 1)
    with store.writing() as connection:
        add_work(connection, kind="process", ref=1, now=NOW, next_at=NOW + 99)
    assert done(store, *take(store)) == [True]
    add(store, 1)
    assert take(store) == []


def test_later_work_waits(store: Store) -> None:
    """`next_at` is when it becomes due."""
    with store.writing() as connection:
        add_work(connection, kind="process", ref=1, now=NOW, next_at=NOW + 10)
    assert take(store) == []
    assert refs(take(store, now=NOW + 10)) == [1]


def test_many_claimers_share_without_overlap(store: Store) -> None:
    """Eight threads take 400 rows and every row is taken exactly once."""
    add(store, *range(400))
    taken: list[int] = []

    def work_on() -> None:
        while claims := take(store, 7):
            taken.extend(refs(claims))

    threads = [threading.Thread(target=work_on) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(400))


def test_many_claimers_never_share_a_lane(store: Store) -> None:
    """Rows of one lane are held by one worker at a time, however many claim at once."""
    for ref in range(60):
        add(store, ref, lane=f"lane-{ref % 3}")
    order: dict[int, list[int]] = {0: [], 1: [], 2: []}
    busy: set[int] = set()
    clashes: list[int] = []
    guard = threading.Lock()

    def work_on() -> None:
        for _ in range(200):
            claims = take(store, 4)
            lanes = {held.ref % 3 for held in claims}
            with guard:
                clashes.extend(lanes & busy)
                busy.update(lanes)
                for held in claims:
                    order[held.ref % 3].append(held.ref)
            with guard:
                busy.difference_update(lanes)
            done(store, *claims)

    threads = [threading.Thread(target=work_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clashes == []
    assert all(taken == sorted(taken) and len(taken) == 20 for taken in order.values())


def test_a_lane_that_is_held_lets_others_pass(store: Store) -> None:
    """A flood from one sender does not keep the next sender waiting."""
    add(store, 1, 2, 3, lane="anne")
    add(store, 4, lane="bart")
    assert refs(take(store, 1)) == [1]
    assert refs(take(store)) == [4]


def test_poison_does_not_block_its_lane(store: Store) -> None:
    """A row that failed waits for its next attempt while later ones of the lane are done."""
    add(store, 1, 2, lane="anne")
    poison, innocent = take(store)
    assert postpone(store, poison, next_at=NOW + 60, error="ValueError")
    assert done(store, innocent) == [True]
    add(store, 3, lane="anne")
    assert refs(take(store)) == [3]


def test_what_was_tried_before_is_given_out_alone(store: Store) -> None:
    """A row that kills its worker burns only its own attempts from the second time on."""
    add(store, 1, 2, 3)
    take(store)
    assert freed(store, NOW + 61) == 3
    add(store, 4)
    later = NOW + 61
    assert [refs(take(store, now=later)) for _ in range(4)] == [[1], [2], [3], [4]]


def test_f16_4_a_lost_lease_is_fenced_off(store: Store) -> None:
    """The holder that was given up finds that its work does not count, whatever it tries."""
    add(store, 1)
    (late,) = take(store)
    assert freed(store, NOW + 61) == 1
    (current,) = take(store, now=NOW + 61)
    assert current.attempts == 2
    assert done(store, late) == [False]
    assert not postpone(store, late, next_at=NOW, error="late")
    assert not bury(store, late, error="late")
    release(store, [late])
    extend(store, [late], now=NOW + 1000)
    assert done(store, current) == [True]
    assert done(store, current) == [False]


def test_a_lease_can_be_held_longer(store: Store) -> None:
    """Long work is not taken away while its worker says that it lives."""
    add(store, 1)
    claims = take(store)
    extend(store, claims, now=NOW + 50)
    assert freed(store, NOW + 100) == 0
    assert freed(store, NOW + 111) == 1


def test_postponed_work_comes_back_with_its_reason(store: Store) -> None:
    """An attempt that failed counts, and why is kept."""
    add(store, 1)
    (held,) = take(store)
    assert postpone(store, held, next_at=NOW + 30, error="x" * 9000)
    assert take(store, now=NOW + 29) == []
    (again,) = take(store, now=NOW + 30)
    assert again.attempts == 2
    assert row(store, 1)[2] == "x" * 500


def test_released_work_has_not_been_tried(store: Store) -> None:
    """A worker that stops gives back what it did not begin, and no attempt is lost."""
    add(store, 1)
    release(store, take(store))
    assert take(store)[0].attempts == 1


def test_dead_work_is_revived_by_a_person(store: Store) -> None:
    """`gateway replay` starts again from the first attempt, also for what is done; not for what is going on."""
    add(store, 1, 2, 3)
    dead, finished, running = take(store)
    assert bury(store, dead, error="ValueError in casework.py:7")
    assert done(store, finished) == [True]
    assert row(store, 1) == ("dead", 1, "ValueError in casework.py:7")
    with store.writing() as connection:
        assert [revive(connection, kind="process", ref=ref, now=NOW + 5) for ref in (1, 2, 3, 4)] == [
            True,
            True,
            False,
            False,
        ]
    assert refs(take(store, now=NOW + 5)) == [1, 2]
    assert done(store, running) == [True]


def test_one_row_is_claimed_for_whoever_waits_for_it(store: Store) -> None:
    """Not while somebody has it or works in its lane, nor before it is due, nor twice."""
    add(store, 1, 2, 3)
    first = claim_one(store, kind="process", ref=2, now=NOW)
    assert first is not None
    assert (first.ref, first.attempts) == (2, 1)
    assert claim_one(store, kind="process", ref=2, now=NOW) is None
    assert claim_one(store, kind="process", ref=3, now=NOW - 1) is None
    assert claim_one(store, kind="deliver", ref=3, now=NOW) is None
    assert [claimed.ref for claimed in take(store, 9)] == [1, 3]
    assert done(store, first) == [True]
    assert claim_one(store, kind="process", ref=2, now=NOW) is None


def test_one_row_waits_for_the_lane_that_it_is_in(store: Store) -> None:
    """Two messages of one sender are never worked on at once, whoever waits for the second."""
    add(store, 1, 2, lane="+12035550199")
    first = claim_one(store, kind="process", ref=1, now=NOW)
    assert first is not None
    assert claim_one(store, kind="process", ref=2, now=NOW) is None
    assert done(store, first) == [True]
    assert claim_one(store, kind="process", ref=2, now=NOW) is not None


def test_done_work_is_forgotten_after_a_week(store: Store) -> None:
    """The table stays small; what is dead or open stays."""
    add(store, 1, 2, 3)
    finished, dead = take(store, 2)
    assert done(store, finished) == [True]
    assert bury(store, dead, error="")
    with store.writing() as connection:
        assert purge_done(connection, now=NOW + 6 * 86400) == 0
        assert purge_done(connection, now=NOW + 8 * 86400) == 1
    with store.reading() as connection:
        assert set(connection.scalars(select(work.c.ref))) == {2, 3}


def test_statistics_count_what_is_open(store: Store) -> None:
    """The figures behind the alerts of 16.18: age of the oldest inbound message, and dead rows."""
    with store.reading() as connection:
        assert statistics(connection, NOW).oldest_unprocessed_seconds == 0
    add(store, 1, 2, 3, 4)
    add(store, 9, kind="deliver")
    held, dead = take(store, 2)
    assert bury(store, dead, error="")
    assert done(store, *take(store, 1)) == [True]
    with store.reading() as connection:
        found = statistics(connection, NOW + 130)
    assert (found.ready, found.leased, found.dead) == (2, 1, 1)
    assert found.by_kind == {
        "process": {"ready": 1, "leased": 1, "dead": 1},
        "deliver": {"ready": 1, "leased": 0, "dead": 0},
        **{kind: {"ready": 0, "leased": 0, "dead": 0} for kind in ("files", "remind", "locate", "rules")},
    }
    assert found.oldest_unprocessed_seconds == 130
    assert held.ref == 1


def test_find_due_names_whom_to_ring_for(store: Store) -> None:
    """One row of each kind, the one that is due for longest."""
    add(store, 1, 2)
    add(store, 7, kind="deliver")
    with store.reading() as connection:
        assert [(due.kind, due.ref, due.next_at) for due in find_due(connection, now=NOW)] == [
            ("process", 1, NOW),
            ("deliver", 7, NOW),
        ]
        assert find_due(connection, now=NOW - 1) == []


@pytest.mark.parametrize("skew", [-300.0, 300.0])
def test_f16_6_clocks_that_disagree_make_no_double_effect(store: Store, skew: float) -> None:
    """A host five minutes off may take a row away too early; only one of the two holders can finish it."""
    add(store, *range(20))
    held = {claimed.ref: [claimed] for claimed in take(store, 20)}
    freed(store, NOW + skew)
    while claims := take(store, 20, now=NOW + abs(skew)):
        for claimed in claims:
            held[claimed.ref].append(claimed)
    effects = {ref: sum(done(store, *claims)) for ref, claims in held.items()}
    assert set(effects.values()) == {1}
    assert sum(map(len, held.values())) == (40 if skew > 0 else 20)
