"""Things residents write, ready to be sent from the simulator with one click."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A text, or a mail when there is a subject; `label` says what it shows."""

    label: str
    language: str
    body: str
    subject: str = ""


TEXTS = (
    Sample(label="Pothole", language="en", body="Huge pothole in front of 48 Maple Ave, my tire is gone"),
    Sample(label="Bache", language="es", body="Hay un bache enorme en la calle Olmo 120, ya rompió una llanta"),
    Sample(label="No place", language="en", body="The streetlight has been out since Tuesday"),
    Sample(label="Emergency", language="en", body="I smell gas in the hallway at 12 Oak St"),
    Sample(label="Emergencia", language="es", body="Huele a gas en la esquina de Roble y Segunda"),
    Sample(label="Status", language="en", body="STATUS"),
    Sample(label="Thanks", language="en", body="ok thank you!"),
)
MAILS = (
    Sample(
        label="Missed trash",
        language="en",
        subject="Trash not picked up again",
        body="Hello,\n\nour trash was not collected this morning at 310 Birch Street, second week in a row. "
        "The bins are still at the curb and the raccoons love it.\n\nThank you\nAnne",
    ),
    Sample(
        label="Árbol caído",
        language="es",
        subject="Árbol caído en la acera",
        body="Buenos días:\n\nayer por la noche cayó un árbol en la acera frente al 77 de la calle Cedro "
        "y no se puede pasar con un coche de bebé.\n\nGracias,\nBart",
    ),
    Sample(
        label="Just a question",
        language="en",
        subject="Town hall hours",
        body="Is the permit office open on Saturday?\n\nCris",
    ),
    Sample(
        label="Out of office",
        language="en",
        subject="Automatic reply: Your report",
        body="I am out of the office until Monday and have no access to my mail.",
    ),
)


def find_sample(samples: tuple[Sample, ...], index: str) -> Sample | None:
    """The sample with this place in the list, or None."""
    is_place = index.isascii() and index.isdigit() and int(index[:4]) < len(samples)
    return samples[int(index[:4])] if is_place else None
