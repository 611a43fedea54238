"""Forms that cannot be filed: every mistake is a sentence with the name of its field, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.open311.filer import POTHOLE, Filer
from tests.open311.reading import RULES, App, problems

LIGHT = {"service_code": "streetlight_out", "address_string": "12 Oak St", "attribute[kind]": "off"}
RULES_ASKING = """
      seen:  {question: {en: When was it seen?, es: ¿Cuándo se vio?}, type: datetime}
      lamps: {question: {en: How many are out?, es: ¿Cuántas?}, type: number}
      around:
        question: {en: What is around it?, es: ¿Qué hay alrededor?}
        type: choices
        choices:
          school: {en: A school, es: Escuela}
          shop: {en: "Shops, or a market", es: Tiendas}
          home: {en: Homes, es: Casas}
"""


@pytest.fixture
def filer(app: App) -> Filer:
    """An app with a key that may file."""
    return Filer(app)


@pytest.fixture
def asking(make_app: Any) -> Filer:
    """The same in a city that asks about street lights in every way there is."""
    return Filer(make_app(rules=RULES.replace("      kind:\n", f"{RULES_ASKING[1:]}      kind:\n")))


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"address_string": "12 Oak St"}, "service_code is missing."),
        ({"service_code": "  ", "address_string": "12 Oak St"}, "service_code is missing."),
        ({"service_code": "pothole"}, "A place is missing. Send lat and long, or address_string, or address_id."),
        ({**POTHOLE, "address_string": " "}, "A place is missing."),
        ({**POTHOLE, "lat": "41.3"}, "lat came without long. Send both, or neither."),
        ({**POTHOLE, "long": "-72.9", "lat": ""}, "long came without lat."),
        ({**POTHOLE, "lat": "0", "long": "0.0"}, "0,0, which is in the Atlantic"),
        ({**POTHOLE, "lat": "NaN", "long": "1"}, "lat “NaN” is no number of degrees from -90 to 90"),
        ({**POTHOLE, "lat": "inf", "long": "1"}, "lat “inf” is no number"),
        ({**POTHOLE, "lat": "41,3", "long": "-72,9"}, "long “-72,9” is no number of degrees from -180 to 180"),
        ({**POTHOLE, "lat": "90.1", "long": "1"}, "lat “90.1” is no number"),
        ({**POTHOLE, "lat": "٤١", "long": "1"}, "lat “٤١” is no number"),
        ({**POTHOLE, "lat": "4_1", "long": "1"}, "lat “4_1” is no number"),
        ({**POTHOLE, "description": "x" * 4001}, "description has 4001 characters; 4000 are allowed."),
        ({**POTHOLE, "email": "anne at mail"}, "email “anne at mail” is no mail address."),
        ({**POTHOLE, "email": "anne@mail"}, "email “anne@mail” is no mail address."),
        ({**POTHOLE, "email": "a@b.example\r\nBcc: x@y.example"}, "is no mail address."),
        ({**POTHOLE, "email": "311@ElmCity.example"}, "is the city's own address."),
        ({**POTHOLE, "media_url": "javascript:alert(1)"}, "media_url is no address of a picture."),
        ({**POTHOLE, "media_url": "https://x.example/" + "a" * 2000}, "media_url has 2018 characters"),
        ({**POTHOLE, "description": ["one", "two"]}, "description was sent 2 times with different values."),
        ({**LIGHT, "attribute[kind]": ""}, "attribute[kind] is missing: What does it do?"),
        ({**LIGHT, "attribute[kind]": ["off", "blinks"]}, "attribute[kind]: one value is wanted, and 2 were sent."),
        ({**LIGHT, "attribute[kind]": "explodes"}, "“explodes” is none of its values. They are: off, blinks."),
        ({**LIGHT, "attribute[pole]": "7" * 1001}, "attribute[pole]: 1001 characters are too many"),
        ({**LIGHT, "attribute": "1"}, "“attribute” cannot be read. Write attribute[CODE]=VALUE"),
        ({**LIGHT, "attribute[]": "1"}, "“attribute[]” cannot be read."),
        ({**LIGHT, "attribute[[kind]]": "1"}, "“attribute[[kind]]” cannot be read."),
        ({**LIGHT, "attribute[kind": "1"}, "“attribute[kind” cannot be read."),
        ({**LIGHT, "attribute[kind][a][b]": "1"}, "“attribute[kind][a][b]” cannot be read."),
        ({**LIGHT, "attributes": "kind:off"}, "“attributes” cannot be read."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_the_name_of_its_field(filer: Filer, form: Any, said: str) -> None:
    """And what to do instead; nothing of such a form is kept."""
    assert said in problems(filer.post(form), 400)
    assert filer.originals() == []


def test_all_mistakes_are_told_at_once(filer: Filer) -> None:
    """Whoever writes an app mends them in one go; in XML one error each."""
    form = {"lat": "x", "email": "y", "description": "x" * 5000, "media_url": "ftp://x.example"}
    answer = filer.post(form)
    assert [problem["description"].partition(" ")[0] for problem in answer.json] == [
        "service_code",
        "lat",
        "lat",
        "email",
        "description",
        "media_url",
    ]
    assert "service_code is missing" in problems(filer.post(form, form="xml"), 400)


@pytest.mark.parametrize("code", ["moon", "noise", "POTHOLE"], ids=["unknown", "private", "case"])
def test_a_service_that_is_not_offered_is_404(filer: Filer, code: str) -> None:
    """As the standard has it; a private one is not even admitted to be there."""
    said = problems(filer.post({**POTHOLE, "service_code": code}), 404)
    assert said.startswith(f"There is no service_code “{code}”.")


def test_another_citys_jurisdiction_is_404(filer: Filer) -> None:
    """It may be left out, or stand in the form."""
    assert "There is no jurisdiction" in problems(filer.post({**POTHOLE, "jurisdiction_id": "oak.example"}), 404)
    assert filer.post({**POTHOLE, "jurisdiction_id": "elmcity.example"}).status_code == 200


def test_without_a_key_nothing_is_read(filer: Filer) -> None:
    """The key comes first, so that nobody learns from mistakes what the city has."""
    answer = filer.app.ask("requests.json", method="POST", data={"service_code": "moon"})
    assert "The API key is missing." in problems(answer, 403)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"service_code": "pothole"}'),
        ("text/xml", b"<?xml version='1.0'?><request/>"),
        ("text/plain", b"service_code=pothole"),
        ("", b"service_code=pothole"),
    ],
)
def test_what_is_no_form_is_told_what_is_wanted(filer: Filer, kind: str, body: bytes) -> None:
    """In the form of the address, however the client wrote."""
    said = problems(filer.post(body, form="xml", content_type=kind), 400)
    assert "Send its fields as application/x-www-form-urlencoded, in UTF-8" in said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"attribute[kind]": "OFF"}, "It is off"),
        ({"attribute[Kind][]": "blinks"}, "It blinks"),
        ({"attribute[kind][0]": "Parpadea"}, "It blinks"),
        ({"ATTRIBUTE[kind]": ["off", "off"]}, "It is off"),
    ],
)
def test_one_choice_is_taken_as_clients_write_it(filer: Filer, fields: Any, said: str) -> None:
    """Code and key in any case, by its name, as a list of one, or twice the same; kept in the city's words."""
    form = {"service_code": "streetlight_out", "address_string": "12 Oak St", **fields}
    assert filer.file(form).understanding["answers"] == {"kind": said}


@pytest.mark.parametrize(
    ("fields", "key", "said"),
    [
        ({"attribute[around][]": ["home", "school"]}, "around", "A school, Homes"),
        ({"attribute[around]": "school,home,"}, "around", "A school, Homes"),
        ({"attribute[around]": "shops, or a market"}, "around", "Shops, or a market"),
        ({"attribute[around][0]": "shop", "attribute[around][1]": "casas"}, "around", "Shops, or a market, Homes"),
        ({"attribute[lamps]": "-2.5e1"}, "lamps", "-2.5e1"),
        ({"attribute[seen]": "2026-11-23T07:20:00-05:00"}, "seen", "2026-11-23T07:20:00-05:00"),
        ({"attribute[pole]": "on\r\nthe\tleft"}, "pole", "on the left"),
    ],
)
def test_answers_are_taken_as_clients_write_them(asking: Filer, fields: Any, key: str, said: str) -> None:
    """Repeated, numbered or with commas; a line has no breaks, and dates and numbers stay as they were written."""
    assert asking.file({**LIGHT, **fields}).understanding["answers"][key] == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("lamps", "many", "“many” is no number."),
        ("lamps", "1e999", "“1e999” is no number."),
        ("lamps", "NaN", "“NaN” is no number."),
        ("seen", "yesterday", "“yesterday” is no date. Write it as 2026-11-23T07:20:00Z."),
        ("seen", "2026-13-40T00:00:00Z", "is no date."),
        ("around", "school,moon", "“moon” is none of its values."),
    ],
)
def test_an_answer_of_another_kind_is_refused(asking: Filer, name: str, value: str, said: str) -> None:
    """With the code of its question."""
    assert f"attribute[{name}]: " in problems(asking.post({**LIGHT, f"attribute[{name}]": value}), 400)
    assert said in problems(asking.post({**LIGHT, f"attribute[{name}]": value}), 400)
