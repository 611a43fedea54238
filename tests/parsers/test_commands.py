"""Words to the gateway itself, and requests that only look like them."""

from __future__ import annotations

import pytest

from parsers.commands import Command, read_command
from parsers.ticket_number import format_number

NUMBER = format_number("ABCDEFG")


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stop",
        "Stop.",
        "STOPALL",
        "stop all",
        "UNSUBSCRIBE",
        "CANCEL",
        "END",
        "QUIT",
        "REVOKE",
        "OPTOUT",
        "opt out",
        "ALTO",
        "no mas",
        "stop texting me",
        "Please stop sending me messages",
        "quit texting this number",
        "don't text me anymore",
        "Do not contact me again",
        "take me off your list",
        "remove my number",
        "I want to unsubscribe",
        "i dont want these texts",
        "leave me alone",
        "no more texts please",
        "no quiero más mensajes",
        "deje de mandarme mensajes",
        "Wrong number",
        "no me manden más mensajes",
        "STOP!!!",
    ],
)
def test_f12_10_opt_out_in_any_words(text):
    """Exact words and what a reasonable person would understand (PROTOCOL 12.10)."""
    assert read_command(text, is_answer=False).command is Command.OPT_OUT


@pytest.mark.parametrize(
    "text",
    [
        "Stop sign is down",
        "stop light out at Main",
        "stop dumping on my street",
        "please stop the noise at 5 Elm",
        "cancel my bulk pickup",
        "end of Oak St is flooded",
        "start fixing the roads",
        "help my street is flooded",
        "info sign fell over at the park",
        "status sign broken",
        "stop people from speeding",
        "remove graffiti from the wall",
        "don't text while driving sign is down",
        "opt out form for smart meter",
        "quit parking in front of my house",
        "the bus stop is dirty",
        "thanks for nothing, the pothole is still there",
        "hi there is a pothole on Elm",
        "12 Oak St",
        "STOP the leaf blowers",
        "cancel culture",
        "unsubscribe link broken on city website",
        "???",
        "",
        "   ",
    ],
)
def test_requests_are_no_commands(text):
    """A message that also says something is a request."""
    assert read_command(text, is_answer=False) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("STATUS", None),
        (f"STATUS {NUMBER}", NUMBER),
        (f"status {NUMBER.lower().replace('-', '')}", NUMBER),
        (NUMBER, NUMBER),
        ("any update?", None),
        ("What is the status of my request?", None),
        (f"what's the status of {NUMBER}", NUMBER),
        ("estado", None),
        ("cómo va mi solicitud", None),
        ("status ABCD-2222", None),
    ],
)
def test_status_with_and_without_number(text, number):
    """A number is given back canonical; a wrong one is none."""
    reading = read_command(text, is_answer=False)
    assert (reading.command, reading.ticket_number) == (Command.STATUS, number)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("START", Command.OPT_IN),
        ("unstop", Command.OPT_IN),
        ("YES", Command.OPT_IN),
        ("HELP", Command.HELP),
        ("info", Command.HELP),
        ("AYUDA", Command.HELP),
        ("how does this work?", Command.HELP),
        ("hi", Command.GREETING),
        ("Hola", Command.GREETING),
        ("good morning!", Command.GREETING),
        ("thanks", Command.THANKS),
        ("Thank you so much!", Command.THANKS),
        ("ok", Command.THANKS),
        ("gracias", Command.THANKS),
        ("👍", Command.THANKS),
        ("Liked “We received your report”", Command.THANKS),
        ('Loved "ok"', Command.THANKS),
        ("Emphasized “Your number is”", Command.THANKS),
        ("Le gustó “Recibimos su reporte”", Command.THANKS),
    ],
)
def test_f15_9_other_short_messages(text, command):
    """Opt-in, help, greetings, thanks and tapbacks."""
    assert read_command(text, is_answer=False).command is command


@pytest.mark.parametrize("text", ["yes", "hi", "hello"])
def test_an_answer_to_a_ticket_is_no_greeting(text):
    """`yes` to our question is an answer for the department."""
    assert read_command(text, is_answer=True) is None


@pytest.mark.parametrize(
    ("text", "is_thanks"),
    [
        ("looks great thank you so much", True),
        ("wow that was quick, thanks", True),
        ("quedó muy bien gracias", True),
        ("thanks, the pothole is still there", False),
        ("please fix this thanks", False),
        ("looks great", False),
    ],
)
def test_15_9_praise_is_thanks_and_reopens_nothing(text, is_thanks):
    """Who is content must not find the ticket open again; who is not must be heard."""
    reading = read_command(text, is_answer=True)
    assert (reading is not None and reading.command is Command.THANKS) is is_thanks
