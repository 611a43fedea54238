"""What a rulebook says about Open311: read into frozen values, and every mistake at its place with what to write."""

from __future__ import annotations

import dataclasses

import pytest

from gateway.routing import Rulebook, RulebookError, load_rulebook
from gateway.routing.files import RulebookFiles
from gateway.routing.loading import load_files
from gateway.routing.open311 import AnswerForm, Open311, OwnSystem
from gateway.routing.open311_sections import OUR_OWN
from gateway.settings import Settings

PLAIN = """\
city: {name: Elm City, timezone: America/New_York, languages: [en, es], addresses: [311@elmcity.example]}
departments:
  streets: {name: Streets}
  sandbox: {name: Sandbox}
services:
  pothole: {department: streets, ask: {pole: Which pole?}}
otherwise: {department: streets, reply: received}
"""
BOOK = """\
city: {name: Elm City, timezone: America/New_York, languages: [en, es], addresses: [311@elmcity.example]}
departments:
  streets:
    name: Streets
    deliver:
      open311:
        url: https://311.works.example/open311/v2/
        key: $WORKS
        jurisdiction: works.example
        services: {pothole: "001"}
        otherwise: "999"
        form: xml
  sandbox: {name: Sandbox}
services:
  pothole:
    department: streets
    description: {en: A hole., es: Un hoyo.}
    public: false
    ask:
      pole: {en: Which pole?, es: ¿Qué poste?}
      size:
        question: {en: How large?, es: ¿Qué tan grande?}
        type: choice
        required: true
        choices:
          small: {en: Small, es: Pequeño}
          large: XXL
otherwise: {department: streets, reply: received}
open311:
  jurisdiction: elmcity.example
  test: sandbox
  contact: " Write to us. "
  key_service: Ask us.
  publish: reported_here
  pictures: true
"""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """A rulebook that says everything there is to say."""
    return load_rulebook(BOOK)


def test_everything_that_is_said_is_kept(book: Rulebook) -> None:
    """The server, the handing over and the texts all read these values and nothing else."""
    assert book.departments["streets"].deliver == OwnSystem(
        url="https://311.works.example/open311/v2",
        key="$WORKS",
        jurisdiction="works.example",
        services={"pothole": "001"},
        otherwise="999",
        form="xml",
    )
    assert book.open311 == Open311(
        jurisdiction="elmcity.example",
        test="sandbox",
        contact="Write to us.",
        key_service="Ask us.",
        publish="reported_here",
        pictures=True,
    )
    pothole = book.services["pothole"]
    assert (dict(pothole.descriptions), pothole.public) == ({"en": "A hole.", "es": "Un hoyo."}, False)
    assert pothole.answers["pole"] == AnswerForm()
    assert pothole.answers["size"] == AnswerForm(
        datatype="singlevaluelist",
        required=True,
        choices={"small": {"en": "Small", "es": "Pequeño"}, "large": {"en": "XXL", "es": "XXL"}},
    )
    assert pothole.question("size", "es") == "¿Qué tan grande?"


def test_a_rulebook_that_says_nothing_has_what_the_values_say() -> None:
    """A city that never heard of Open311 changes nothing."""
    plain = load_rulebook(PLAIN)
    assert plain.open311 == Open311()
    assert plain.departments["streets"].deliver is None
    assert plain.services["pothole"].public
    assert dict(plain.services["pothole"].descriptions) == {}
    assert plain.services["pothole"].answers["pole"] == AnswerForm()


@pytest.mark.parametrize(
    ("written", "datatype"),
    [
        ("string", "string"),
        ("text", "text"),
        ("number", "number"),
        ("datetime", "datetime"),
        ("choices", "multivaluelist"),
    ],
)
def test_the_words_of_clerks_become_those_of_the_standard(written: str, datatype: str) -> None:
    """Nobody should have to write `multivaluelist`."""
    choices = ", choices: {a: A, b: B}" if written == "choices" else ""
    text = PLAIN.replace("Which pole?", f"{{question: Which pole?, type: {written}{choices}}}")
    assert load_rulebook(text).services["pothole"].answers["pole"].datatype == datatype


def test_questions_are_asked_with_what_can_be_chosen(book: Rulebook) -> None:
    """Whoever texts sees the choices; whoever reads the definition of a service sees the words alone."""
    assert book.question_text("size", "es", "pothole") == "¿Qué tan grande? 1 Pequeño, 2 XXL"
    assert book.question_text("pole", "en", "pothole") == "Which pole?"
    assert book.question_text("moon", "en", "pothole") == ""


MISTAKES = [
    ("$WORKS", "sk_live_0815", "8:14", "This must be the name of a key, not the key", "as `GATEWAY_SECRET_WORKS`"),
    ("$WORKS", "'0815'", "8:14", "This must be the name of a key, not the key", "write `$WORKS` here"),
    ("$WORKS", "12345678", "8:14", "This must be the name of a key, not the key", "write `$WORKS` here"),
    ("$WORKS", "$works", "8:14", "This must be the name of a key, not the key", "write `$WORKS` here"),
    ("$WORKS", "$KEY", "8:14", "`$KEY` is the gateway's own key", "Choose another name."),
    ("https://311", "ftp://311", "7:14", "This is no web address.", "Write it like `https://"),
    ("https://311.works.example/open311/v2/", "'https://[::1'", "7:14", "This is no web address.", "Write it like `https://"),
    ("https://311", "https://me:secret@311", "7:14", "A web address here has no user", "use `key`"),
    ("v2/\n", "v2/requests.json\n", "7:14", "This is not the base of a system.", "`/requests.json` is added"),
    ("v2/\n", "v2?key=1\n", "7:14", "This is not the base of a system.", "`/requests.json` is added"),
    ("        url: https://311.works.example/open311/v2/\n", "", "6:7", "`url` is missing in `open311`.", "Add `url"),
    ('pothole: "001"', 'potole: "001"', "10:20", "There is no service `potole`.", "Did you mean `pothole`?"),
    ('"001"', "001", "10:29", "This must be a text.", 'with every zero that it begins with: "001".'),
    ("form: xml", "form: csv", "12:15", "`csv` is not known here.", "Use one of `json`, `xml`."),
    (
        '        services: {pothole: "001"}\n        otherwise: "999"\n', "", "7:9",
        "Nothing would be handed over.", 'Write `services: {pothole: "001"}`',
    ),
    ("otherwise: \"999\"", "otherwize: \"999\"", "11:9", "There is no `otherwize` here.", "Did you mean `otherwise`?"),
    ("es: Un hoyo.", "fr: Un trou.", "17:18", "The translation into `es` is missing.", "Add `es: ...` here."),
    ("public: false", "public: no", "18:13", "This must be `true` or `false`.", ""),
    ("question:", "qestion:", "22:9", "There is no `qestion` here.", "Did you mean `question`?"),
    ("type: choice", "type: chioce", "23:15", "`chioce` is not known here.", "Did you mean `choice`?"),
    ("type: choice", "type: number", "26:11", "A question of the type `number` has no `choices`.", "`type: choice`"),
    ("          large: XXL\n", "", "22:9", "A question of the type `choice` needs two", "Write `choices: {sma"),
    ("large: XXL", "large: {en: small, es: G}", "27:18", "`small` and `large` read the same: `small`.", "Give each"),
    ("large: XXL", "Large: XXL", "27:11", "`Large` is no key.", "Use small letters"),
    ("required: true", "required: 1", "24:19", "This must be `true` or `false`.", ""),
    ("jurisdiction: elm", "jurisdicton: elm", "30:3", "There is no `jurisdicton` here.", "`jurisdiction`?"),
    ("test: sandbox", "test: sandbx", "31:9", "There is no department `sandbx`.", "Did you mean `sandbox`?"),
    ("publish: reported_here", "publish: all", "34:12", "`all` is not known here.", "Use one of `everything`"),
    ("contact: \" Write to us. \"", "contact: ' '", "32:12", "This must be one line with some text in it.", ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "message", "hint"), MISTAKES)
def test_mistake_is_named_with_its_place_and_a_way_out(old: str, new: str, place: str, message: str, hint: str) -> None:
    """A clerk must find the word and know what to write, without asking anybody."""
    assert old in BOOK
    with pytest.raises(RulebookError) as caught:
        load_rulebook(BOOK.replace(old, new, 1))
    first = caught.value.problems[0]
    assert first.message.startswith(message)
    assert hint in first.hint
    assert f"{first.line}:{first.column}" == place


@pytest.mark.parametrize("key", ["sk_live_0815", "'$sk_live_0815'", "[sk_live_0815]", "{sk_live_0815: 1}"])
def test_a_key_in_the_file_is_not_said_again(key: str) -> None:
    """Mistakes are shown on pages and stand in logs; a secret of another system must not."""
    with pytest.raises(RulebookError) as caught:
        load_rulebook(BOOK.replace("$WORKS", key))
    assert "0815" not in str(caught.value)


def test_our_own_secrets_cannot_be_named() -> None:
    """`$KEY` would send the gateway's own key to whoever runs the other system."""
    ours = {f"${name.removeprefix('secret_').upper()}" for name in Settings.model_fields if name.startswith("secret_")}
    assert ours == set(OUR_OWN)


def test_an_included_file_may_deliver_and_ask_but_not_say_who_we_are() -> None:
    """Departments keep files of their own; the city speaks once."""
    main = PLAIN.replace(
        "services:\n  pothole: {department: streets, ask: {pole: Which pole?}}\n", "include: [w.yaml]\n"
    )
    more = (
        "departments: {works: {name: Works, deliver: {open311: {url: https://w.example, otherwise: '1'}}}}\n"
        "services: {pothole: {department: works, ask: {pole: {question: Which pole?, required: true}}}}\n"
    )
    loaded = load_files(RulebookFiles(main="rules.yaml", text=main, included={"w.yaml": more}))
    assert loaded.departments["works"].deliver is not None
    assert loaded.services["pothole"].answers["pole"].required
    wrong = RulebookFiles(main="rules.yaml", text=main, included={"w.yaml": f"{more}open311: {{pictures: true}}\n"})
    with pytest.raises(RulebookError, match=r"w\.yaml:3:1: An included file has no `open311`"):
        load_files(wrong)


def test_the_values_travel() -> None:
    """A compiled rulebook is shared by threads; nobody may write in it."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_rulebook(BOOK).open311.test = "streets"  # type: ignore[misc]
