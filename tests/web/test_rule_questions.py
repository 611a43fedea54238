"""The questions of a service by form, and a department's own system, which no form changes."""

from __future__ import annotations

import html
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from gateway.routing.document import read_document
from gateway.web.rules.question_rows import (
    QuestionRow,
    find_key_mistakes,
    questions_of_form,
    read_questions,
    write_questions,
)
from tests.web.site import Site
from tests.web.test_rule_form import SHIPPED, changed_lines, send
from tests.web.test_rule_list import city, draft_of

__all__ = ["city"]

LANGUAGES = ("en", "es")
ASKED: dict[str, Any] = {
    "plain": "Which one?",
    "pole": {"en": "What pole?", "es": "¿Qué poste?"},
    "size": {
        "question": {"en": "How large?", "es": "¿Qué tan grande?"},
        "type": "choice",
        "required": True,
        "choices": {"small": {"en": "Small", "es": "Pequeño"}, "large": "XXL"},
    },
    "odd": {"question": "When  was   it?", "type": "datetime", "required": False},
}


def sent(rows: tuple[QuestionRow, ...], **changes: str) -> tuple[QuestionRow, ...]:
    """The rows as a browser sends them, with some fields changed."""
    form: dict[str, str] = {}
    for number, row in enumerate(rows):
        id_ = f"q{number}-"
        form |= {f"{id_}was": row.was_text, f"{id_}key": row.key, f"{id_}type": row.type}
        form |= {f"{id_}words-{language}": words for language, words in row.words.items()}
        form |= {f"{id_}choices": "\r\n".join(row.choices)} | ({f"{id_}required": "1"} if row.is_required else {})
    return questions_of_form(MultiDict({**form, **changes}), LANGUAGES)


def test_keeping_questions_as_they_are_changes_nothing() -> None:
    """Short ways of writing stay short, and what says nothing new is not taken out."""
    rows = read_questions(ASKED, LANGUAGES)
    assert write_questions(sent(rows), LANGUAGES) == ASKED


@pytest.mark.parametrize("service", ["streetlight_out", "parking_meter", "abandoned_vehicle"])
def test_shipped_questions_go_through_their_form(service: str) -> None:
    """What people copy from."""
    asked = read_document(SHIPPED, "rules").data["services"][service]["ask"]
    assert write_questions(sent(read_questions(asked, LANGUAGES)), LANGUAGES) == asked


@pytest.mark.parametrize(
    ("changes", "key", "written"),
    [
        ({"q0-words-en": "Which?"}, "plain", "Which?"),
        ({"q0-words-es": "¿Cuál?"}, "plain", {"en": "Which one?", "es": "¿Cuál?"}),
        ({"q0-type": "number"}, "plain", {"question": "Which one?", "type": "number"}),
        ({"q1-required": "1"}, "pole", {"question": ASKED["pole"], "type": "string", "required": True}),
        ({"q2-choices": "", "q2-type": "text"}, "size", {**ASKED["size"], "type": "text", "choices": None}),
        ({"q2-choices": "small: S\nGrößer | Más grande!"}, "size", {
            **ASKED["size"], "choices": {"small": "S", "gro_er": {"en": "Größer", "es": "Más grande!"}},
        }),
        ({"q2-choices": "2 bags"}, "size", {**ASKED["size"], "choices": {"c_2_bags": "2 bags"}}),
        ({"q3-key": "day"}, "day", ASKED["odd"]),
    ],
)  # fmt: skip
def test_a_changed_question_is_written(changes: dict[str, str], key: str, written: Any) -> None:
    """Only what was touched; whoever types names alone gets keys for them."""
    if isinstance(written, dict):
        written = {name: value for name, value in written.items() if value is not None}
    rows = sent(read_questions(ASKED, LANGUAGES), **changes)
    assert write_questions(rows, LANGUAGES)[key] == written


def test_names_stay_with_their_languages() -> None:
    """Whoever wrote Spanish first must not find it under English because a colleague changed another line."""
    names = {"es": "Pequeño", "en": "Small"}
    asked = {"size": {"question": "How large?", "type": "choice", "choices": {"small": names, "odd": {"es": "Raro"}}}}
    rows = read_questions(asked, LANGUAGES)
    assert rows[0].choices == ("small: Small | Pequeño", "odd: | Raro")
    more = "\r\n".join([*rows[0].choices, "large: Large | Grande"])
    written = write_questions(sent(rows, **{"q0-choices": more}), LANGUAGES)["size"]["choices"]
    assert written == {"small": names, "odd": {"es": "Raro"}, "large": {"en": "Large", "es": "Grande"}}


def test_an_emptied_question_is_gone_and_a_new_one_comes() -> None:
    """The last row is empty until somebody writes in it."""
    rows = (*read_questions(ASKED, LANGUAGES), QuestionRow())
    emptied = {"q0-words-en": "", "q2-words-en": "", "q2-words-es": "", "q2-choices": ""}
    new = {"q4-words-en": "How long?", "q4-words-es": "¿Cuánto?", "q4-key": "length"}
    asked = write_questions(sent(rows, **emptied, **new), LANGUAGES)
    assert list(asked) == ["pole", "odd", "length"]
    assert asked["length"] == {"en": "How long?", "es": "¿Cuánto?"}
    assert write_questions(sent(rows), LANGUAGES) == ASKED


def test_keys_are_told_apart() -> None:
    """A question without a key, or with that of another, would be lost in silence."""
    words = {"en": "Which?"}
    rows = (QuestionRow(key="a", words=words), QuestionRow(words=words), QuestionRow(key="a", words=words))
    assert [number for number, _ in find_key_mistakes(rows)] == [1, 2]


@pytest.mark.parametrize("asked", [None, [], "x", 3])
def test_what_is_no_question_has_no_rows(asked: Any) -> None:
    """A draft may be half written; then it is mended as YAML."""
    assert read_questions(asked, LANGUAGES) == ()


def test_tampered_fields_are_no_error() -> None:
    """What somebody sends by hand is a new question, or none."""
    form = MultiDict(
        {"q0-was": "{", "q0-words-en": "Who?", "q0-key": "who", "q7-was": "[1, 2]", "qx-was": "", "q-was": ""}
    )
    assert [row.key for row in questions_of_form(form, LANGUAGES)] == ["who"]


def test_a_choice_is_changed_in_the_browser(city: Site) -> None:
    """A name, one choice less, one question more, and the service is not open to everybody any more."""
    client = city.client("administrator")
    changes = {
        "q0-choices": "payment: It takes no payment | No acepta el pago\nscreen: Blank | En blanco",
        "q1-words-en": "Which meter?",
        "q1-words-es": "¿Cuál?",
        "q1-key": "meter",
        "public": "no",
    }
    assert send(client, "/rules/service/parking_meter", changes).status_code == 303
    assert [line.strip("+ ") for line in changed_lines(city) if line.startswith("+")] == [
        "screen: {en: Blank, es: En blanco}",
        "meter: {en: Which meter?, es: ¿Cuál?}",
        "public: false",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"q0-choices": ""}, "needs two <code>choices</code> or more"),
        ({"q0-type": "number"}, "has no <code>choices</code>"),
        ({"q0-words-es": ""}, "The translation into <code>es</code> is missing"),
        ({"q0-key": ""}, "Give the question a key"),
        ({"q0-key": "Ü"}, "<code>Ü</code> is no key"),
        ({"q1-words-en": "Who?", "q1-key": "fault"}, "Another question has the key <code>fault</code>"),
    ],
)
def test_what_is_wrong_with_a_question_stands_at_it(city: Site, changes: dict[str, str], said: str) -> None:
    """What was typed comes back, and the draft stays as it was."""
    answer = send(city.client("administrator"), "/rules/service/parking_meter", changes)
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert said in page
    assert 'id="q0-problem"' in page or 'id="q1-problem"' in page
    assert draft_of(city) is None


DELIVER = """
    deliver:
      open311:
        url: https://311.works.example/v2
        key: $WORKS
        services: {pothole: "001"}
        otherwise: "9"
"""


def test_a_system_of_its_own_is_shown_and_kept(city: Site) -> None:
    """A clerk who changes the hours must not take the system away."""
    client = city.client("administrator")
    assert "Its own system" not in client.get("/rules/department/parks").text
    works = f"  works:\n    name: Works{DELIVER}\nservices:\n"
    city.gateway.settings.rules.write_text(SHIPPED.replace("\nservices:\n", works, 1), encoding="utf-8")
    page = html.unescape(client.get("/rules/department/works").text)
    assert "https://311.works.example/v2" in page
    assert "Pothole: 001" in page
    assert send(client, "/rules/department/works", {"hours": "24/7"}).status_code == 303
    kept = draft_of(city)
    assert kept is not None
    assert f"{DELIVER}    hours: 24/7" in kept.text


def test_a_key_in_the_file_is_not_repeated_beside_it(city: Site) -> None:
    """The page says that it must not stand there; the key itself is a secret of the other system."""
    works = f"  works:\n    name: Works{DELIVER.replace('$WORKS', 'sk_live_0815')}\nservices:\n"
    city.gateway.settings.rules.write_text(SHIPPED.replace("\nservices:\n", works, 1), encoding="utf-8")
    page = city.client("administrator").get("/rules/department/works").text
    shown = page.partition('id="system-title"')[2]
    assert "must not stand" in shown
    assert "sk_live_0815" not in shown
