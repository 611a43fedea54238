"""The city's colour is one that white letters can be read on, and its words stand under every mail."""

from __future__ import annotations

import pytest

from gateway.routing import load_rulebook
from gateway.routing.look import DEFAULT_COLOR, LEAST_CONTRAST, Look, check_color, contrast_with_white
from tests.small_city import SMALL_CITY


def look_of(words: str) -> Look:
    """The look of a small city that wrote these words under `city`."""
    return load_rulebook(SMALL_CITY.replace("languages: [en]", f"languages: [en, es]\n  look: {words}")).city.look


@pytest.mark.parametrize(("color", "contrast"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54)])
def test_contrast_is_that_of_wcag(color: str, contrast: float) -> None:
    """The figures are those that every checker of web pages gives."""
    assert contrast_with_white(color) == pytest.approx(contrast, abs=0.01)


def test_a_city_that_writes_nothing_is_blue() -> None:
    """No city has to choose a colour before its first mail."""
    assert load_rulebook(SMALL_CITY).city.look == Look()
    assert contrast_with_white(DEFAULT_COLOR) > LEAST_CONTRAST


def test_the_footer_is_in_the_readers_language() -> None:
    """One for all languages, or one for each; a language without one reads another."""
    assert look_of("{footer: City Hall}").footer("es") == "City Hall"
    both = look_of("{footer: {en: City Hall, es: Ayuntamiento}}")
    assert (both.footer("es"), both.footer("vi"), Look().footer("en")) == ("Ayuntamiento", "City Hall", "")


@pytest.mark.parametrize(
    "color", ["", "blue", "#fff", "#12345g", "005ea2", "#005ea2;x", "#005ea2\n", "#777777", "#ffffff"]
)
def test_what_is_no_colour_or_too_light(color: str) -> None:
    """The colour stands in a style of every mail, so that nothing else may get there."""
    with pytest.raises(ValueError, match=r"colour|contrast"):
        check_color(color)
