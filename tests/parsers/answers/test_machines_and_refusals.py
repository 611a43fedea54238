"""What phones send by themselves, and the wish for silence in free words; with reports that only sound like either."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers import Intent
from parsers.intents import Automatic, OptOut, ServiceRequest, Thanks
from parsers.values import Asked

Hear = Callable[..., Intent]


@pytest.mark.parametrize(
    "text",
    [
        "Liked “Elm City: we got it. Ticket ABCD-EFGH.”",
        "Loved “Thanks”",
        'Disliked "Where is it?"',
        "Laughed at “ok”",
        "Emphasized “If you smell gas, leave and call 911.”",
        "Questioned “Is it 12 Oak St?”",
        "Reacted 👍 to “Where is it?”",
        "Reacted with ❤️ to “Where is it?”",
        "Removed a like from “Where is it?”",
        "Removed a heart from “Where is it?”",
        "👍 to “Where is it?”",
        "\u200a\u200b👍\u200b to “\u200aWhere is it?\u200a”",
        "❤️ to “Where is it?”",
        "👍 a “¿Dónde está?”",
        "Liked an image",
        "Loved a photo",
        "Le gustó “¿Dónde está?”",
        "Le encantó “¿Dónde está?”",
        "No le gustó “¿Dónde está?”",
        "Se rió de “gracias”",
        "Enfatizó “Si huele a gas, salga y llame al 911.”",
        "Reaccionó con 👍 a “¿Dónde está?”",
        "Quitó un Me gusta de “¿Dónde está?”",
        "A aimé « Où est-ce ? »",
        "A adoré « Merci »",
        "A réagi avec 👍 à « Où est-ce ? »",
        "A mis en doute « Où est-ce ? »",
        "Gostou de “Onde fica?”",
        "👍",
        "🙏🙏",
        "❤️",
    ],
)
def test_f15_9_tapbacks_are_silent(hear: Hear, text: str) -> None:
    """They quote us: even the emergency line in one is no emergency (PROTOCOL 15.9, F15.4)."""
    for asked in (Asked.NOTHING, Asked.PLACE):
        intent = hear(text, follow_up=True, asked=asked)
        assert isinstance(intent, Thanks)
        assert intent.understanding.urgency.value == "routine"


@pytest.mark.parametrize(
    "text",
    [
        "Liked your service but the pothole is still there",
        'Loved "Oak Park" until they dumped trash there',
        "Laughed at me when I called",
        "Questioned the crew, they left a hole",
        "Me gusta el parque pero hay basura",
    ],
)
def test_f15_9_words_that_only_begin_like_a_tapback(hear: Hear, text: str) -> None:
    """What a person writes is heard."""
    assert isinstance(hear(text), ServiceRequest)


@pytest.mark.parametrize(
    "text",
    [
        "I'm driving right now. I'll text you when I stop.",
        "I’m driving with Do Not Disturb While Driving turned on. I’ll see your message when I get where I’m going.",
        "(I’m not receiving notifications. If this is urgent, reply “urgent” to send a notification through.)",
        "Sent from my car",
        "I'm driving. Sent from my car",
        "I'm driving - Sent from Android Auto",
        "[Auto-reply] I'm busy right now",
        "This is an automated response. The number you texted is not monitored.",
        "I can't text right now, I'm driving",
        "Auto reply: I'll call you back later",
        "Estoy conduciendo. Te responderé cuando llegue.",
        "Estoy manejando ahora. Le llamo más tarde.",
        "Respuesta automática: no puedo contestar",
        "Je conduis. Je vous répondrai plus tard.",
    ],
)
def test_f15_16_phones_that_answer_by_themselves(hear: Hear, text: str) -> None:
    """Nobody answers a robot (PROTOCOL 15.16)."""
    assert isinstance(hear(text, follow_up=True), Automatic)


@pytest.mark.parametrize(
    "text",
    [
        "I'm driving on Elm St and hit a pothole",
        "I'm driving right now. There is a tree down on Oak St.",
        "Pothole on Oak St. Sent from my car",
        "I'll text you when I get the address",
        "I'm at work",
        "the automatic door at city hall is broken",
        "Estoy manejando por la calle Roble y hay un bache",
        "driving on main is awful",
    ],
)
def test_f15_16_people_who_drive(hear: Hear, text: str) -> None:
    """A report from a car is a report."""
    assert not isinstance(hear(text), Automatic)


@pytest.mark.parametrize(
    "text",
    [
        "please stop texting me",
        "STOP texting me!!",
        "stop messaging this number",
        "Stop sending me these texts please",
        "quit texting me",
        "no more texts",
        "don't text me again",
        "I do not want these messages",
        "take me off this list",
        "leave me alone",
        "you have the wrong number",
        "stop replying to me",
        "opt me out",
        "no me escriban más",
        "ya no me manden mensajes",
        "no quiero más mensajes",
        "ya no quiero recibir mensajes",
        "dejen de molestarme",
        "déjenme en paz",
        "no quiero que me escriban",
        "sáquenme de la lista",
        "número equivocado",
        "arrêtez de m'envoyer des messages",
        "ne m’écrivez plus",
        "plus de messages svp",
        "désabonnez-moi",
        "não me mandem mais mensagens",
        "pare de me enviar mensagens",
        "não quero receber mensagens",
        "keine SMS mehr bitte",
        "schreiben Sie mir nicht mehr",
        "不要再发短信",
        "sispann voye mesaj",
    ],
)
def test_f12_5_a_refusal_in_free_words(hear: Hear, text: str) -> None:
    """Any words a reasonable person would understand (47 CFR 64.1200(a)(10))."""
    assert isinstance(hear(text, follow_up=True), OptOut)
    assert isinstance(hear(text, asked=Asked.WHAT), OptOut)


@pytest.mark.parametrize(
    "text",
    [
        "Stop sign is down",
        "stop sign missing at Elm and 3rd",
        "stop the noise please",
        "they don't stop at the crosswalk",
        "please stop people dumping trash at 12 Oak St",
        "bus stop bench broken",
        "end of the street is dark",
        "quit smoking sign fell",
        "cancel my bulk pickup on monday",
        "stop texting and fix the pothole at 12 Oak St",
        "the water won't stop running",
        "no more parking signs on our block",
        "don't send a crew, they already came",
        "the light went out, no more light on Oak St",
        "hay una señal de alto caída",
        "no hay más agua en la calle Roble",
        "quiten el árbol de la calle",
        "dejen de tirar basura en el parque",
        "baja presión de agua",
        "saquen la basura",
    ],
)
def test_f12_5_reports_that_only_sound_like_a_refusal(hear: Hear, text: str) -> None:
    """ "Stop sign is down" is a street-sign report; nobody who reports is silenced."""
    assert not isinstance(hear(text), OptOut)
    assert not isinstance(hear(text, follow_up=True), OptOut)
