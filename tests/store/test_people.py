"""People in the store: sessions, second factors, and administrators who cannot remove each other at once."""

from __future__ import annotations

from threading import Barrier, Thread

from gateway.bootstrap import Gateway
from gateway.store import people, second_factors, sessions, staff
from gateway.store.engine import Store
from gateway.web.people import managing
from gateway.web.people.rights import PeopleError

HOUR = 3600.0


def add(store: Store, name: str, role: str = "member", *departments: str) -> int:
    """Somebody with a password."""
    with store.writing() as connection:
        email = f"{name}@elmcity.example"
        staff_id = staff.add_staff(connection, email=email, name=name, role=role, departments=departments, now=1.0)
        staff.set_password_hash(connection, staff_id, "hash")
    return staff_id


def test_a_session_lives_until_it_is_ended_idle_or_old(store: Store) -> None:
    """Twelve hours at most, two without a click, and none after it was ended."""
    anne = add(store, "anne", "member", "streets", "fire")
    with store.writing() as connection:
        sessions.add_session(connection, staff_id=anne, token="one", agent="x" * 900, now=HOUR)
        sessions.add_session(connection, staff_id=anne, token="two", now=HOUR)
        for hour in range(2, 13):
            sessions.touch_session(connection, "one", now=hour * HOUR)
        found = sessions.find_signed_in(connection, "one", now=12.9 * HOUR, idle=2 * HOUR)
        assert found is not None
        assert (found[0].departments, found[1]) == (("fire", "streets"), 12 * HOUR)
        assert sessions.find_signed_in(connection, "two", now=12.9 * HOUR, idle=2 * HOUR) is None
        assert sessions.find_session(connection, "one", now=13.1 * HOUR, idle=2 * HOUR) is None
        assert len(sessions.list_sessions(connection, anne, now=2 * HOUR, idle=2 * HOUR)) == 2
        assert sessions.end_sessions(connection, anne, spare=sessions.hash_token("two"), now=2 * HOUR) == 1
        assert sessions.find_session(connection, "one", now=2 * HOUR, idle=2 * HOUR) is None


def test_each_code_is_taken_once(store: Store) -> None:
    """A step of time and a recovery code are spent by the first who brings them; an older step never counts."""
    anne, bart = add(store, "anne"), add(store, "bart")
    with store.writing() as connection:
        second_factors.set_secret(connection, anne, "sealed")
        assert [second_factors.take_step(connection, anne, step) for step in (7, 7, 6, 8)] == [True, False, False, True]
        second_factors.confirm_secret(connection, anne, now=1.0)
        second_factors.set_secret(connection, anne, "another")
        assert second_factors.find_secret(connection, anne) == "sealed"
        second_factors.replace_codes(connection, anne, ["a", "b"])
        assert not second_factors.use_code(connection, bart, "a", now=2.0)
        assert [second_factors.use_code(connection, anne, "a", now=2.0) for _ in range(2)] == [True, False]
        assert second_factors.count_codes(connection, anne) == 1
        second_factors.remove_factor(connection, anne)
        assert second_factors.find_secret(connection, anne) is None
        assert second_factors.count_codes(connection, anne) == 0


def test_a_subject_of_the_provider_is_one_person(store: Store) -> None:
    """An account is bound once; somebody else with the same mail address later does not get it."""
    anne = add(store, "anne")
    with store.writing() as connection:
        assert people.bind_subject(connection, anne, "a-1")
        assert people.bind_subject(connection, anne, "a-1")
        assert not people.bind_subject(connection, anne, "b-2")
        assert people.find_by_subject(connection, "a-1") == anne


def test_two_administrators_do_not_remove_each_other_at_once(gateway: Gateway) -> None:
    """Both press at the same moment: one of the presses is refused, and the city keeps an administrator."""
    ids = [add(gateway.store, name, "administrator") for name in ("anne", "bart")]
    with gateway.store.reading() as connection:
        pair = [staff.find_staff(connection, staff_id) for staff_id in ids]
    barrier, refused = Barrier(2), list[str]()

    def remove(me: int, other: int) -> None:
        administrator = pair[me]
        assert administrator is not None
        barrier.wait()
        try:
            managing.disable(gateway, administrator, ids[other])
        except PeopleError as error:
            refused.append(str(error))

    threads = [Thread(target=remove, args=pairing) for pairing in ((0, 1), (1, 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with gateway.store.reading() as connection:
        left = [person.email for person in staff.list_staff(connection) if person.disabled_at is None]
    assert (len(refused), len(left)) == (1, 1)
