"""The service reader on sentences of our own, in English and Spanish."""

from __future__ import annotations

import pytest

from parsers.catalog import ServiceWords, load_catalog
from parsers.service import read_service

CATALOG = load_catalog()
ENGLISH = [
    ("There is a huge pothole on my block", "pothole"),
    ("deep hole in the road, popped my tire", "pothole"),
    ("the pavement is crumbling and sinking near the curve", "road_damage"),
    ("sidewalk is cracked and lifted by roots, my mother tripped", "sidewalk_damage"),
    ("street light out on the corner for a week", "streetlight_out"),
    ("the lamp on the pole keeps flickering", "streetlight_out"),
    ("traffic light stuck on red", "traffic_signal"),
    ("the crosswalk button does not work", "traffic_signal"),
    ("Stop sign is down", "street_sign"),
    ("somebody bent the speed limit sign", "street_sign"),
    ("the crosswalk lines are faded, please repaint", "pavement_marking"),
    ("someone dumped a mattress and a couch in the alley", "illegal_dumping"),
    ("they did not pick up my recycling today", "missed_collection"),
    ("public trash can is overflowing, litter everywhere", "litter"),
    ("when will the street sweeper come, leaves in the gutters", "street_sweeping"),
    ("graffiti on the wall of the underpass", "graffiti"),
    ("storm drain is clogged with leaves", "clogged_drain"),
    ("our street is flooded after the rain", "flooding"),
    ("water main break, water gushing from the street", "water_leak"),
    ("raw sewage coming out of a manhole", "sewer"),
    ("a big branch fell from the oak tree and hangs over the road", "tree"),
    ("weeds are six feet tall on the vacant lot", "overgrown_vegetation"),
    ("abandoned car with flat tires and expired tags", "abandoned_vehicle"),
    ("a truck is parked blocking my driveway", "illegal_parking"),
    ("the parking meter took my coins", "parking_meter"),
    ("the swing at the playground is broken", "park_maintenance"),
    ("loud music every night until 2", "noise"),
    ("dead raccoon in the road", "dead_animal"),
    ("stray dog running loose and growling", "animal_control"),
    ("rats in the alley behind the restaurant", "pests"),
    ("vacant house with broken windows, unsafe porch", "building_code"),
    ("construction crew works before 7 on Sunday", "construction"),
    ("the road is icy and was not plowed", "snow_ice"),
    ("cars speeding past the school, please add speed bumps", "traffic_safety"),
    ("homeless encampment under the bridge", "homeless_encampment"),
    ("I smell gas", "gas_odor"),
    ("power line down across the yard", "downed_wire"),
    ("power outage on our whole block", "power_outage"),
    ("What are your office hours?", "general_inquiry"),
]
SPANISH = [
    ("hay un bache enorme frente a mi casa", "pothole"),
    ("la banqueta está rota y me tropecé", "sidewalk_damage"),
    ("el foco del poste está fundido", "streetlight_out"),
    ("el semáforo no funciona", "traffic_signal"),
    ("tiraron un sofá en el callejón", "illegal_dumping"),
    ("no recogieron la basura esta semana", "missed_collection"),
    ("pintaron la barda con grafiti", "graffiti"),
    ("la alcantarilla está tapada", "clogged_drain"),
    ("hay una fuga de agua en la esquina", "water_leak"),
    ("se cayó un árbol", "tree"),
    ("el zacate está muy alto en el lote", "overgrown_vegetation"),
    ("un carro abandonado sin placas", "abandoned_vehicle"),
    ("carro estacionado tapando mi cochera", "illegal_parking"),
    ("música muy alta en la noche", "noise"),
    ("un perro muerto en la calle", "dead_animal"),
    ("perros sueltos muy agresivos", "animal_control"),
    ("hay muchas ratas", "pests"),
    ("huele a gas", "gas_odor"),
    ("se fue la luz en mi casa", "power_outage"),
]


@pytest.mark.parametrize(("text", "code"), ENGLISH)
def test_english_is_understood(text, code):
    """Each service is known by the words that people use for it."""
    assert read_service(text, CATALOG, language="en").code == code


@pytest.mark.parametrize(("text", "code"), SPANISH)
def test_spanish_is_understood(text, code):
    """Each service is known by the words that people use for it in Spanish."""
    assert read_service(text, CATALOG, language="es").code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("grafitti on the fence", "graffiti"),
        ("potholle on my street", "pothole"),
        ("the sidwalk is crakced", "sidewalk_damage"),
    ],
)
def test_misspellings_are_forgiven(text, code):
    """A thumb slips."""
    assert read_service(text, CATALOG, language="en").code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("the gas station on Oak has a pothole", "gas_odor"),
        ("pothole in front of the fire station", "downed_wire"),
        ("the manhole cover is loose", "pothole"),
        ("this tree is on Park Avenue", "park_maintenance"),
    ],
)
def test_exclusions_silence_words(text, code):
    """Words that only look like a service speak for none."""
    assert read_service(text, CATALOG, language="en").code != code


def test_denied_words_count_little():
    """What the sender says it is not is not what it is."""
    guess = read_service("It is not a pothole, the sidewalk is broken", CATALOG, language="en")
    assert guess.code == "sidewalk_damage"


def test_nothing_is_guessed_from_nothing():
    """Null only when no word speaks for any service, and then really null."""
    assert read_service("xyzzy plugh", CATALOG, language="en") is None
    assert read_service("", CATALOG, language="en") is None


def test_evidence_and_alternatives_are_in_order():
    """The evidence is cut from the text, and confidences fall."""
    text = "Tree branch fell on the sidewalk and the street light is out"
    guess = read_service(text, CATALOG, language="en")
    assert all(text[evidence.start : evidence.end] == evidence.text for evidence in guess.evidence)
    assert guess.evidence
    rest = [other.confidence for other in guess.alternatives]
    assert rest == sorted(rest, reverse=True)
    assert sum(rest) <= 1.0 - guess.confidence + 0.01


def test_confidence_falls_when_two_things_are_named():
    """A text with two problems is less sure than a text with one."""
    one = read_service("pothole", CATALOG, language="en").confidence
    two = read_service("pothole and graffiti", CATALOG, language="en").confidence
    assert one > two


def test_the_subject_of_a_mail_counts():
    """Some people say what it is in the subject only."""
    guess = read_service("Please fix it soon.", CATALOG, language="en", subject="Pothole on Elm")
    assert guess.code == "pothole"
    assert guess.evidence == ()


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("the tree is fine but the sidewalk under it is broken", "en", "sidewalk_damage"),
        ("I already reported the pothole, this is about the light", "en", "streetlight_out"),
        ("thank you for fixing the pothole, now the street light is out", "en", "streetlight_out"),
        ("your crew was rude to me", "en", "general_inquiry"),
        ("big mess by the park", "en", "litter"),
        ("pothole next to the playground", "en", "pothole"),
        ("stop sign is gone", "en", "street_sign"),
        ("deep pothole on 122 Oak St, my tire is gone", "en", "pothole"),
        ("pothole on Oak my hubcap is gone", "en", "pothole"),
        ("no es un bache, es la banqueta", "es", "sidewalk_damage"),
        ("es ist kein Schlagloch, der Gehweg ist kaputt", "de", "sidewalk_damage"),
        ("ce n'est pas un nid-de-poule, le trottoir est cassé", "fr", "sidewalk_damage"),
        ("não é um buraco na rua, a calçada está quebrada", "pt", "sidewalk_damage"),
        ("不是坑洞，是路灯不亮", "zh", "streetlight_out"),
        ("không phải ổ gà, đèn đường bị hư", "vi", "streetlight_out"),
        ("se pa yon twou nan lari, limyè lari a etenn", "ht", "streetlight_out"),
    ],
)
def test_words_around_a_clue_count(text, language, code):
    """What is denied, over, told before or only a place is not what the text is about."""
    guess = read_service(text, load_catalog((language,)), language=language)
    assert guess.code == code
    assert guess.confidence > 0.5


@pytest.mark.parametrize(
    "text", ["it is not a pothole", "the graffiti is gone, thanks", "no es un bache", "the pothole was finally filled"]
)
def test_what_is_not_or_no_more_is_hardly_believed(text):
    """A text that only takes something back must not open a ticket for it with confidence."""
    guess = read_service(text, CATALOG, language="en")
    assert guess is None or guess.confidence <= 0.3


@pytest.mark.parametrize("text", ["my dad fell", "The Green", "sorry was driving", "ok"])
def test_a_loose_word_is_no_service(text):
    """Words of every day speak for nothing."""
    assert read_service(text, CATALOG, language="en") is None


@pytest.mark.parametrize("word", ["care", "rate", "times", "line"])
def test_a_stem_is_not_another_word(word):
    """`care` is no car, `rate` no rat, and `times` no timing of signals."""
    guess = read_service(f"your {word} here", CATALOG, language="en")
    assert guess is None or guess.confidence <= 0.3


def test_a_city_takes_words_away():
    """Where a crater is a park, it must not be a pothole; the city's own words for it still are."""
    city = CATALOG.extended({"pothole": ServiceWords(without={"en": ("crater",)}, words={"en": ("crater lane hole",)})})
    assert read_service("crater in the road", CATALOG, language="en").code == "pothole"
    guess = read_service("crater in the road", city, language="en")
    assert guess is None or guess.code != "pothole"
    assert read_service("crater lane hole", city, language="en").code == "pothole"


def test_the_service_is_named_in_the_language_that_is_asked_for():
    """The answer goes out in the resident's language."""
    assert load_catalog(("en", "vi")).service_name("pothole", "vi") == "Ổ gà"


def test_german_compounds_are_opened():
    """Germans join words; the part that tells stands at the end."""
    german = load_catalog(("de",))
    assert read_service("Die Fußwegbeleuchtung ist aus", german, language="de").code == "streetlight_out"
    assert read_service("Parkplatzlaternen flackern", german, language="de").code == "streetlight_out"


def test_a_city_adds_services_and_words():
    """A city's own service is found by its words, and its words for a shipped one add to ours."""
    city = CATALOG.extended(
        {
            "leaf_pickup": ServiceWords(names={"en": "Leaf pick-up"}, words={"en": ("bagged leaves",)}, group="waste"),
            "pothole": ServiceWords(words={"en": ("washboard",)}),
        }
    )
    assert read_service("my bagged leaves are still here", city, language="en").code == "leaf_pickup"
    assert read_service("washboard on Elm", city, language="en").code == "pothole"
    assert city.service_name("leaf_pickup", "es") == "Leaf pick-up"
    assert city.service_name("pothole", "es") == "Bache"
    assert read_service("my bagged leaves", CATALOG, language="en").code != "leaf_pickup"


def test_a_city_s_words_are_no_patterns():
    """Signs in a city's own words mean themselves."""
    city = CATALOG.extended(
        {"own": ServiceWords(names={"en": "Own"}, words={"en": ("a (strange|odd) <thing> + more",)})}
    )
    assert read_service("a strange odd thing more", city, language="en").code == "own"


@pytest.mark.parametrize("text", ["my dad fell", "sorry was driving", "en la esquina de Elm y Pine"])
def test_hints_alone_are_hardly_believed(text):
    """In a dialogue most texts are short, and one loose word must not sort them."""
    guess = read_service(text, CATALOG, language="en")
    assert guess is None or guess.confidence <= 0.3


def test_no_alternative_is_surer_than_the_answer():
    """A clerk who reads `30 % or 62 %` would rightly ask why the first one was taken."""
    guess = read_service("there is a big hole in front of the school at 20 Howe St", CATALOG, language="en")
    assert guess.alternatives
    assert all(other.confidence <= guess.confidence for other in guess.alternatives)
