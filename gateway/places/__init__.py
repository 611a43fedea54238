"""Where a place in words lies: a geocoder is asked, and its answer is believed only where it fits what was said.

Nothing waits for it: the ticket is there, with the resident's own words, before anybody is asked (PROTOCOL 15.1).
"""

from gateway.places.candidates import Candidate, read_candidates
from gateway.places.geocoder import Geocoder, GeocoderError, make_geocoder
from gateway.places.judging import Elsewhere, Found, OneOf, Unfound, Verdict, judge
from gateway.places.pointing import known_candidates, point_of
from gateway.places.region import Region
from gateway.places.waiting import ask_for_place, corrected, is_worth_looking_up, read_said

__all__ = [
    "Candidate",
    "Elsewhere",
    "Found",
    "Geocoder",
    "GeocoderError",
    "OneOf",
    "Region",
    "Unfound",
    "Verdict",
    "ask_for_place",
    "corrected",
    "is_worth_looking_up",
    "judge",
    "known_candidates",
    "make_geocoder",
    "point_of",
    "read_candidates",
    "read_said",
]
