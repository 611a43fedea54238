"""Find open tickets that may be about the same problem."""

from gateway.duplicates.finding import Alike, ask_staff, find_alike
from gateway.duplicates.likeness import likeness, meters_between
from gateway.duplicates.place_key import key_of_place, key_of_words

__all__ = ["Alike", "ask_staff", "find_alike", "key_of_place", "key_of_words", "likeness", "meters_between"]
