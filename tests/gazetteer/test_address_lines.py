"""Reads the places of past requests as cities export them."""

from __future__ import annotations

import pytest

from gateway.gazetteer.address_lines import AddressLine, read_address_line
from gateway.gazetteer.tails import find_tails, without_postcode, without_tail

TAILS = frozenset({"elm city"})


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("12 Oak St Elm City, CT, 06510, USA", AddressLine(street="Oak St", number=12)),
        ("835-843 2nd St Elm City", AddressLine(street="2nd St", number=835, last_number=843)),
        ("1600 BLOCK OF NW 7TH AVE", AddressLine(street="NW 7th Ave", number=1600, last_number=1699)),
        ("NE 5 TERR", AddressLine(street="NE 5th Ter")),
        ("N W 28 TH TER", AddressLine(street="NW 28th Ter")),
        ("Eichenstrasse 40, 78462 Elm City, Germany", AddressLine(street="Eichenstrasse", number=40)),
        ("Calle Roble 12, Elm City", AddressLine(street="Calle Roble", number=12)),
        ("Chapel St & Oak St Elm City", AddressLine(street="Chapel St", crossing="Oak St")),
        ("INTERSECTION OF OAK ST AND ELM ST", AddressLine(street="Oak St", crossing="Elm St")),
        ("12 Oak St Apt 4", AddressLine(street="Oak St", number=12)),
        ("12, Oak Street, Downtown, Elm City", AddressLine(street="Oak Street", number=12)),
        ("12B Oak St", AddressLine(street="Oak St", number=12)),
        ("Highway 101", AddressLine(street="Highway 101")),
        ("5th Ave", AddressLine(street="5th Ave")),
        ("Lighthouse Park Elm City", AddressLine(landmark="Lighthouse Park")),
        ("Elm City, CT 06510", None),
        ("41.30000 -72.92000", None),
        ("M5RQ+P6", None),
        ("OAK ST BETWEEN 2ND AND 3RD (SEE PHOTO)", None),
        ("", None),
        ("12", None),
        ("-", None),
    ],
)
def test_an_address_line_is_read(line: str, expected: AddressLine | None) -> None:
    """What is no street must not become one: a name that is read wrongly is found in texts later."""
    assert read_address_line(line, TAILS) == expected


def test_the_citys_own_name_is_found_at_the_end_of_its_addresses() -> None:
    """Many exports write no comma before the city, and no list of city names is shipped."""
    lines = [f"{number} {street} Elm City" for number in range(1, 9) for street in ("Oak St", "Chapel St", "Main St")]
    assert find_tails(lines) == {"elm city"}
    assert without_tail("12 Elm City Ave Elm City", TAILS) == "12 Elm City Ave"


def test_a_street_is_not_taken_for_the_city() -> None:
    """Half of all requests may come from one street; a number alone is no address."""
    assert without_tail("12 Elm City", TAILS) == "12 Elm City"
    assert find_tails(f"{number} NW 7TH AVE" for number in range(50)) == frozenset()


@pytest.mark.parametrize(
    "line", ["12 Oak St, 06510-1234, USA", "12 Oak St 06510", "12 Oak St", "12 Oak St, V6B 1A1, Canada"]
)
def test_country_and_postcode_are_cut_off(line: str) -> None:
    """They are numbers and names that belong to no street."""
    assert without_postcode(line) == "12 Oak St"
