"""`gateway learn`: what is taught is used only where it is better, and every "no" is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import Connection, insert

from gateway.knowledge import Knowledge
from gateway.learning.learn import LearningError, learn
from gateway.learning.lessons import CORRECTION, gather_lessons
from gateway.store.engine import Store
from gateway.store.events import add_event
from gateway.store.messages import insert_arrivals
from gateway.store.models import find_active, find_newest, iterate_moved, load_content
from gateway.store.schema import ticket
from parsers.model_file import MAX_SIZE, model_from_bytes
from tests.learning.past import elm_texts, learnt_from, past_of, rulebook, take
from tests.rows import make_arrival


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A fresh store, on SQLite and on PostgreSQL."""
    store = Store(database_url)
    yield store
    store.dispose()


@pytest.fixture
def file_store(sqlite_url: str) -> Iterator[Store]:
    """A fresh store for what is not about databases."""
    store = Store(sqlite_url)
    yield store
    store.dispose()


def test_what_is_learnt_answers_in_every_process(store: Store) -> None:
    """The point of it all: import, learn, and the next text is read as the past was."""
    take(store, past_of(elm_texts(200)))
    knowledge = Knowledge(store)
    learnt = learnt_from(store)
    assert learnt.is_active, learnt.why
    assert learnt.why.startswith("It is better than the catalog alone: of the 40 newest past requests it names")
    model = knowledge.city(rulebook()).model
    assert model is not None
    assert model.version == learnt.version
    reading = model.read("the fountain at the library has no water", {})
    assert reading.categories[0].name == "Fountain"
    assert reading.departments[0].name == "Parks"
    with store.reading() as connection:
        active = find_active(connection)
        assert active is not None
        assert active.version == learnt.version
        assert active.figures["category"]["accuracy"] > active.figures["category"]["catalog"]
        assert len(load_content(connection, active.version)) == active.figures["size"] < MAX_SIZE


def test_a_model_that_is_no_better_is_kept_and_not_used(file_store: Store) -> None:
    """Where categories follow no words, answering by them would only sound sure."""
    chance = Random(3)
    mixed = [(text, chance.choice(["A", "A", "B"]), "") for text, _, _ in elm_texts(150)]
    take(file_store, past_of(mixed))
    learnt = learnt_from(file_store)
    assert not learnt.is_active
    assert "no better than the catalog alone" in learnt.why
    with file_store.reading() as connection:
        assert find_active(connection) is None
        newest = find_newest(connection)
    assert newest is not None
    assert (newest.state, newest.figures["why"]) == ("refused", learnt.why)
    assert Knowledge(file_store).city(rulebook()).model is None


def test_a_worse_model_does_not_take_the_place_of_a_better_one(file_store: Store) -> None:
    """One bad export must not undo what a good one taught; both are asked what neither has seen."""
    good = elm_texts(200)
    take(file_store, past_of(good))
    first = learnt_from(file_store)
    chance = Random(5)
    spoilt = [
        (text, chance.choice(["Lamps", "Benches", category]), department)
        for text, category, department in elm_texts(800, seed=8)
    ]
    take(file_store, past_of([*spoilt, *elm_texts(400, seed=9)], first=200))
    second = learnt_from(file_store, now=3.0)
    assert (second.is_active, first.version in second.why) == (False, True), second.why
    with file_store.reading() as connection:
        active = find_active(connection)
    assert active is not None
    assert active.version == first.version


def test_a_better_model_retires_the_one_before(file_store: Store) -> None:
    """There is one model in use, and the others stay to be looked at."""
    take(file_store, past_of(elm_texts(60)))
    first = learnt_from(file_store)
    take(file_store, past_of(elm_texts(600, seed=11), first=60))
    second = learnt_from(file_store, now=3.0)
    assert second.is_active, second.why
    assert first.version in second.why
    with file_store.reading() as connection:
        active = find_active(connection)
    assert active is not None
    assert active.version == second.version


def test_learning_again_from_the_same_past_gives_the_same_model(file_store: Store) -> None:
    """Nothing is left to chance, so that an administrator can tell a change of the past from a whim."""
    take(file_store, past_of(elm_texts(120)))
    first, second = learnt_from(file_store), learnt_from(file_store, now=3.0)
    assert first.version == second.version
    assert second.is_active


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([], "There are no past requests with a category or a department to learn from. Run `gateway history import"),
        (elm_texts(12), "12 past requests are too few to learn from; 50 are the least"),
        ([(text, "Lamps", "") for text, _, _ in elm_texts(60)], "are of one category (`Lamps`), so there is nothing"),
        ([(text, f"No {n}", "") for n, (text, _, _) in enumerate(elm_texts(60))], "No two categories have 3 requests"),
        ([(text, "", "") for text, _, _ in elm_texts(60)], "There are no past requests with a category"),
    ],
)
def test_too_little_to_learn_from_is_one_sentence(
    file_store: Store, texts: list[tuple[str, str, str]], words: str
) -> None:
    """An administrator must read what to do, not a traceback of a learner."""
    if texts:
        take(file_store, past_of(texts))
    with pytest.raises(LearningError) as refused:
        learn(file_store, rulebook(), now=2.0)
    assert words in str(refused.value)


@pytest.mark.parametrize("kept", ["category", "department"])
def test_a_past_with_one_column_teaches_that_one(file_store: Store, kept: str) -> None:
    """Many cities export only one of the two."""
    texts = [(t, c if kept == "category" else "", d if kept == "department" else "") for t, c, d in elm_texts(150)]
    take(file_store, past_of(texts))
    learnt = learnt_from(file_store)
    model = model_from_bytes(learnt.content)
    assert bool(model.categories) == (kept == "category")
    assert bool(model.departments) == (kept == "department")


def test_a_category_that_appears_once_and_requests_without_dates_do_no_harm(file_store: Store) -> None:
    """Real exports have both."""
    past = past_of([*elm_texts(120), ("a very odd thing", "Only once", "Parks")])
    take(file_store, [replace(request, requested_at=None) for request in past])
    learnt = learnt_from(file_store)
    assert learnt.is_active, learnt.why
    assert "Only once" not in model_from_bytes(learnt.content).categories


def test_a_ticket_that_staff_moved_teaches_more_than_a_past_request(file_store: Store) -> None:
    """A person who puts a ticket right has told us something that no export holds."""
    take(file_store, past_of(elm_texts(80)))
    with file_store.writing() as connection:
        _ticket(connection, department="parks")
        add_event(connection, ticket_id=1, kind="moved", actor="cris@elmcity.example", now=5.0, data={"to": "parks"})
    with file_store.reading() as connection:
        assert [moved.department for moved in iterate_moved(connection)] == ["parks"]
        lessons = gather_lessons(connection, rulebook())
    corrected = [lesson for lesson in lessons if lesson.weight == CORRECTION]
    assert [(lesson.text, lesson.department, lesson.category) for lesson in corrected] == [
        ("The swing\nThe swing squeaks", "Parks", "")
    ]


def _ticket(connection: Connection, *, department: str) -> None:
    stored = insert_arrivals(connection, [make_arrival("one")], now=1.0)
    values = {
        "id": 1,
        "number": "AAAA-AAAA",
        "message_id": stored[0].id,
        "channel": "email",
        "department": department,
        "priority": "normal",
        "priority_rank": 2,
        "status": "open",
        "urgency": "routine",
        "language": "en",
        "subject": "The swing",
        "description": "The swing squeaks",
        "rulebook_version": "v",
        "decision": {},
        "understanding": {},
        "tags": [],
        "created_at": 1.0,
        "updated_at": 1.0,
    }
    connection.execute(insert(ticket).values(values))
