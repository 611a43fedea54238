"""Columns are found by name and by what is in them, and a wrong name is answered with the right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.history.columns import check_names, guess_columns, make_header
from gateway.history.reading import Columns, HistoryError, PastRequest, open_history
from tests.history.past import write


def test_a_data_portals_export_is_understood() -> None:
    """The names that large cities publish under."""
    header = ["Unique Key", "Created Date", "Closed Date", "Agency", "Agency Name", "Complaint Type", "Descriptor",
        "Resolution Description", "Incident Address", "Location"]  # fmt: skip
    row = ["1", "12/31/2024 11:59:59 PM", "", "EDS", "Elm Streets", "Street Condition", "Pothole in the lane",
        "The department has repaired it and closed the request.", "12 OAK ST", "(41.3, -72.9)"]  # fmt: skip
    assert guess_columns(header, [row]) == Columns(
        id="Unique Key",
        text=("Descriptor",),
        category="Complaint Type",
        department="Agency Name",
        address=("Incident Address",),
        lat="Location",
        lon="Location",
        requested_at="Created Date",
        closed_at="Closed Date",
    )


@pytest.mark.parametrize(
    ("header", "text", "category", "requested"),
    [
        ("Vorgang;Betreff;Beschreibung;Kategorie;Datum", ("Betreff", "Beschreibung"), "Kategorie", "Datum"),
        ("Folio;Descripción;Tipo;Fecha de creación", ("Descripción",), "Tipo", "Fecha de creación"),
        ("serviceRequestId;summary;issueType;createdAt", ("summary",), "issueType", "createdAt"),
        ("SR Number;SR Type;Comments;SR CREATE DATE", ("Comments",), "SR Type", "SR CREATE DATE"),
    ],
)
def test_names_of_many_cities_are_known(header: str, text: tuple[str, ...], category: str, requested: str) -> None:
    """Whoever exported it named the columns in their own language and way."""
    found = guess_columns(header.split(";"), [])
    assert (found.text, found.category, found.requested_at) == (text, category, requested)


def test_a_text_without_a_telling_name_is_found_by_its_length() -> None:
    """And an answer of the city is never taken for what a resident wrote."""
    row = ["17", "Roads", "there is a deep hole in the road", "we have closed your request and thank you"]
    assert guess_columns(["c1", "c2", "c3", "closing remarks"], [row]).text == ("c3",)


def test_a_name_without_values_gives_way_to_one_with_values() -> None:
    """Systems export fields that the city has never filled in."""
    assert guess_columns(["department", "agency"], [["", "Streets"]]).department == "agency"
    assert guess_columns(["department"], [[""]]).department == "department"


def test_a_point_behind_an_address_is_found(tmp_path: Path) -> None:
    """Older data portals put both into one field of three lines."""
    path = write(tmp_path, 'text,Location\na hole here,"12 Oak St\nElm City, CT\n(41.3, -72.9)"\nno place at all,\n')
    first, second = (one for one in open_history(path) if isinstance(one, PastRequest))
    assert (first.address, first.lat, first.lon) == ("12 Oak St Elm City, CT", 41.3, -72.9)
    assert (second.address, second.lat, second.lon) == ("", None, None)


def test_values_must_fit_the_name() -> None:
    """A column called `date` may hold a weekday, and one called `y` metres of the state's grid."""
    found = guess_columns(["text", "date", "y", "x"], [["a hole", "Monday", "652312.1", "981234.5"]])
    assert (found.requested_at, found.lat, found.lon) == (None, None, None)


def test_a_house_number_is_no_id() -> None:
    """Requests at 12 Oak St and 12 Elm St are two."""
    rows = [["12", "Oak St", "a hole in the road"], ["12", "Elm St", "a lamp is out here"]]
    found = guess_columns(["number", "street", "text"], rows)
    assert (found.id, found.address) == (None, ("number", "street"))


def test_what_is_given_is_not_guessed_and_not_used_twice() -> None:
    """The administrator knows better, also that there is none."""
    header, row = ["id", "description", "type", "category"], ["1", "a hole", "Pothole", "Roads"]
    found = guess_columns(header, [row], Columns(category="type", id=""))
    assert (found.id, found.category, found.text) == ("", "type", ("description",))


def test_a_column_that_is_not_there_is_answered_with_the_nearest() -> None:
    """A name is misspelt more often than it is missing."""
    header = make_header(["Case ID", "Beschreibung", "Service Name"], [])
    assert check_names(header, Columns(category="service_name")).category == "Service Name"
    with pytest.raises(HistoryError, match=r'no column "beschreibun"\. Did you mean "Beschreibung"\?'):
        check_names(header, Columns(text=("beschreibun",)))
    with pytest.raises(HistoryError, match=r'no column "xyz"\. The file has: Case ID, Beschreibung, Service Name\.'):
        check_names(header, Columns(department="xyz"))
