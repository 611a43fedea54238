"""A small past of Elm City, made here: who wrote what, and who worked on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from gateway.drafting.drafting import Drafted, draft_rulebook
from gateway.drafting.values import Wishes
from gateway.envelopes import PastRequest

BEGIN = datetime(2025, 1, 1, 8, tzinfo=UTC)
CITY_HALL = (41.3083, -72.9250)


def past_request(number: int, text: str, category: str = "", department: str = "", **more: object) -> PastRequest:
    """One request an hour later than the one before."""
    values = {"address": f"{number} Oak Street, Elm City", "lat": CITY_HALL[0], "lon": CITY_HALL[1], **more}
    when = BEGIN + timedelta(hours=number)
    return PastRequest(
        key=f"r{number}",
        line=number + 2,
        text=text,
        category=category,
        department=department,
        requested_at=when,
        **values,  # type: ignore[arg-type]
    )


POTHOLES = ("Huge pothole in the right lane", "pothole getting deeper every day", "please fill the pot hole here")
LIGHTS = ("The street light is out again", "street light flickers all night", "dark corner, the street light is dead")
KIOSKS = ("the frobnicator hums loudly", "frobnicator shows a blue screen", "our frobnicator does nothing")
ALLEY = "deep pothole in the alley behind the shops"


def elm_past(rounds: int = 25) -> list[PastRequest]:
    """Potholes go to Streets, but those of alleys to Parks; lights to Light & Power; kiosks are the city's own."""
    lines = [
        *((text, "Road: Potholes", "Streets") for text in POTHOLES),
        (ALLEY, "Road: Potholes", "Parks"),
        *((text, "Lamps", "Light & Power") for text in LIGHTS),
        *((text, "Kiosk #9", "Streets") for text in KIOSKS),
    ]
    count = len(lines)
    return [past_request(round_ * count + place, *lines[place]) for round_ in range(rounds) for place in range(count)]


def draft(requests: Iterable[object], **wishes: object) -> Drafted:
    """The draft of these requests."""
    return draft_rulebook(requests, Wishes(**wishes), source="past.csv")  # type: ignore[arg-type]
