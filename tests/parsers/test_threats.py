"""A threat reaches somebody in charge; anger and danger do not look like one."""

from __future__ import annotations

import pytest

from parsers.threats import find_threat

THREATS = (
    "If you don't fix this I will kill you",
    "im gonna shoot the next guy who tickets me, i'm going to shoot the officer",
    "I'll burn down city hall",
    "i'm coming down there with my shotgun",
    "There is a bomb in city hall",
    "I know where you live",
    "you are all going to die",
    "watch your back, inspector",
    "We’ll beat up the driver if he comes again",
    "los voy a matar a todos",
    "voy a quemar la alcaldía",
    "Sé dónde trabajan",
    "je vais vous tuer",
)
HARMLESS = (
    "this pothole will kill somebody one day",
    "You people are useless, what the hell do I pay taxes for",
    "The noise is killing me, I will go crazy",
    "I will shoot you an email with the photos",
    "I'm going to burn leaves in my yard, is that allowed?",
    "a car almost killed my kid at Elm and Pine",
    "I will sue you",
    "somebody was shot here last year",
    "I'll run over to city hall with the form",
    "me voy a morir de calor",
    "van a quemar la basura otra vez",
    "I know where your truck parked on my lawn",
    "I will beat the traffic and come by at 8",
)


@pytest.mark.parametrize("text", THREATS)
def test_f15_13_a_threat_is_found(text: str) -> None:
    """A supervisor must hear of it, however the report itself is filed."""
    found = find_threat(text)
    assert found is not None
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize("text", HARMLESS)
def test_f15_13_anger_is_no_threat(text: str) -> None:
    """Profanity and figures of speech are how tired people write."""
    assert find_threat(text) is None


def test_a_long_text_is_searched_in_time() -> None:
    """Half a megabyte of almost-threats takes no longer than reading it."""
    assert find_threat("i am going to " * 40_000) is None
