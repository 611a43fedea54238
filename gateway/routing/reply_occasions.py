"""When the gateway sends each of its own replies, as docs/rules.md begins to say it."""

from __future__ import annotations

from collections.abc import Mapping

OCCASIONS: Mapping[str, str] = {
    "received": "a request was opened",
    "call_911": "the words tell of a danger",
    "ask_location": "the place is missing; it follows the receipt",
    "ask_photo_place": "the place is missing and a photo tells where it was taken; 1 or a plain yes sets the place",
    "ask_what": "it is not clear what is wrong",
    "status_one": "somebody asked how their ticket stands",
    "status_none": "somebody asked and has no ticket",
    "help": "somebody wrote HELP or AYUDA",
    "empty_text": "a message came without words",
    "follow_up_added": "something was added to a ticket",
    "status_changed": "the department changed how a ticket stands",
    "closed": "the department closed a ticket",
    "staff_reply": "the department wrote to the resident",
    "opted_out": "somebody wants no more texts",
    "opted_in": "somebody wants texts again",
    "ask_location_again": "the answer named no place that we know; asked once, then a person looks at the ticket",
    "confirm_place": "a map found a place that differs from what was written",
    "choose_place": "a map found several places",
    "which_ticket": "the words could belong to several open tickets of that number",
    "reminder": "a question has no answer after a day; sent once",
    "place_noted": "the place became known",
    "reopened": "somebody wrote that a closed ticket is not solved",
    "new_report": "somebody wrote NEW and nothing else",
    "language_set": "somebody chose a language",
    "done_noted": "somebody wrote DONE, and the ticket goes on",
    "done_closed": "somebody wrote DONE, and the ticket is closed on their word",
    "left_to_people": "we could not place the answer; a person looks at the ticket",
    "too_many": "a number sends so many texts that for an hour not each is answered; sent once",
    "several_received": "several requests were opened at once",
    "ask_fixed": "the department closed a ticket and `ask_fixed` is on; it ends the reply `closed`",
    "already_known": "the request was joined to an open one about the same problem",
}
"""By the names of the shipped replies."""
