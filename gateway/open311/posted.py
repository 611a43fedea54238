"""A filed form read field by field: whatever is wrong is said at once, each problem with the name of its field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite

from flask import request

from gateway.channels.originals import PageFile
from gateway.open311.answers_sent import is_attribute, read_answers
from gateway.open311.endpoint import Endpoint
from gateway.open311.problems import Problem, ProblemError
from gateway.open311.reaching import mail_problem, phone_problem
from gateway.open311.services import find_public
from gateway.open311.uploads import MOST_FILES, read_uploads
from gateway.routing.rulebook import Service
from parsers.clean import clean_text
from parsers.values import Coordinates

LONGEST_DESCRIPTION = 4000
_LONGEST = {
    "description": LONGEST_DESCRIPTION,
    "address_string": 1000,
    "address_id": 200,
    "email": 254,
    "phone": 40,
    "first_name": 200,
    "last_name": 200,
    "device_id": 200,
    "account_id": 200,
    "media_url": 2000,
    "service_code": 200,
    "locale": 35,
}
"""Characters of each field that this endpoint knows; one that it does not know is kept and not looked at."""
_NEVER_KEPT = "api_key"
_PLACES = ("lat", "long", "address_string", "address_id")
_MOST_DEGREES = {"lat": 90.0, "long": 180.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A form that can be filed."""

    service: Service
    fields: tuple[tuple[str, str], ...]
    """Every field as it was sent, but for the key."""
    description: str = ""
    place: str = ""
    coordinates: Coordinates | None = None
    answers: tuple[tuple[str, str], ...] = ()
    name: str = ""
    email: str = ""
    phone: str = ""
    media_url: str = ""
    files: tuple[PageFile, ...] = ()
    remarks: tuple[str, ...] = ()
    """Sentences for staff about what was sent and could not be used."""


@dataclass(slots=True)
class _Reading:
    """The fields of one form that are not empty, and what is wrong with them so far."""

    fields: Sequence[tuple[str, str]]
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def refuse(self, description: str, code: str = "400") -> None:
        self.problems.append(Problem(code=code, description=description))

    def read(self, name: str) -> str:
        """A field that may be there once; empty where it is not, or is too long or sent twice."""
        values = list(dict.fromkeys(value for key, value in self.fields if key == name))
        if len(values) > 1:
            self.refuse(f"{name} was sent {len(values)} times with different values. Send it once.")
            return ""
        value, most = (values or [""])[0], _LONGEST.get(name, LONGEST_DESCRIPTION)
        if len(value) > most:
            self.refuse(f"{name} has {len(value)} characters; {most} are allowed.")
            return ""
        return value

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)


def sent_fields() -> tuple[tuple[str, str], ...]:
    """The fields of this request that are not empty, in their order; in its address only what the form lacks counts."""
    in_form = list(request.form.items(multi=True))
    names = {name for name, _ in in_form}
    in_address = [(name, value) for name, value in request.args.items(multi=True) if name not in names]
    cleaned = ((clean_text(name).strip(), clean_text(value).strip()) for name, value in (*in_form, *in_address))
    return tuple((name, value) for name, value in cleaned if value and name != _NEVER_KEPT)


def find_sent(name: str) -> str:
    """The first value of a field of this request; empty where there is none."""
    return next((value for key, value in sent_fields() if key == name), "")


def read_posted(endpoint: Endpoint) -> Posted:
    """Read and check this request's form; raises `ProblemError` with everything that is wrong with it."""
    form = _Reading(sent_fields())
    service, pin, place = _service(endpoint, form), _coordinates(form), _place(form)
    if not any(form.has(name) for name in _PLACES):
        form.refuse("A place is missing. Send lat and long, or address_string, or address_id.")
    answers = _answers(endpoint, form, service)
    (email, phone), description, name = _reached_by(endpoint, form), form.read("description"), _name(form)
    media_url, files = _media_url(form), _files(form)
    for unused in ("device_id", "account_id", "locale"):
        form.read(unused)
    if form.problems or service is None:
        raise ProblemError(404 if any(one.code == "404" for one in form.problems) else 400, form.problems)
    return Posted(
        service=service,
        fields=tuple(form.fields),
        description=description,
        place=place,
        coordinates=pin,
        answers=answers,
        name=name,
        email=email,
        phone=phone,
        media_url=media_url,
        files=files,
        remarks=tuple(form.remarks),
    )


def _service(endpoint: Endpoint, form: _Reading) -> Service | None:
    code = form.read("service_code")
    if not code and not form.problems:
        form.refuse("service_code is missing. The list of services names those that there are.")
    if not code:
        return None
    service = find_public(endpoint.rulebook, code)
    if service is None:
        form.refuse(f"There is no service_code “{code[:100]}”. The list of services names those that there are.", "404")
    return service


def _coordinates(form: _Reading) -> Coordinates | None:
    """Both or neither, in degrees, and somewhere."""
    has = {name: form.has(name) for name in _MOST_DEGREES}
    degrees = {name: _degrees(form, name) for name in _MOST_DEGREES if has[name]}
    if len(degrees) == 1:
        there, missing = ("lat", "long") if has["lat"] else ("long", "lat")
        form.refuse(f"{there} came without {missing}. Send both, or neither.")
    lat, lon = degrees.get("lat"), degrees.get("long")
    if lat is None or lon is None:
        return None
    if lat == 0 and lon == 0:
        form.refuse("lat and long are 0,0, which is in the Atlantic: the device knew no place. Leave both out.")
        return None
    return Coordinates(lat=lat, lon=lon)


def _degrees(form: _Reading, name: str) -> float | None:
    written, most = form.read(name), _MOST_DEGREES[name]
    try:
        found = float(written) if written.isascii() and "_" not in written else None
    except ValueError:
        found = None
    if found is None or not isfinite(found) or abs(found) > most:
        form.refuse(f"{name} “{written[:60]}” is no number of degrees from -{most:.0f} to {most:.0f}, such as 41.3083.")
        return None
    return found


def _place(form: _Reading) -> str:
    """The place in words; a number of somebody's list of addresses is kept as such, for staff may know it."""
    words, number = form.read("address_string"), form.read("address_id")
    return " ".join(words.split()) or (f"Address ID {number}" if number and not form.has("lat") else "")


def _answers(endpoint: Endpoint, form: _Reading, service: Service | None) -> tuple[tuple[str, str], ...]:
    if service is None:
        return ()
    sent = [(name, value) for name, value in form.fields if is_attribute(name)]
    answers = read_answers(service, sent, endpoint.rulebook.city.languages[0])
    form.remarks.extend(answers.unasked)
    for problem in answers.problems:
        form.refuse(problem)
    return tuple(answers.words.items())


def _reached_by(endpoint: Endpoint, form: _Reading) -> tuple[str, str]:
    """Mail address and number. No report is lost for a number that cannot be dialed; staff read it as it was sent."""
    email, phone = form.read("email").lower(), form.read("phone")
    number = ""
    if email and (problem := mail_problem(endpoint.gateway, email)):
        form.refuse(f"email {problem}")
    if phone:
        number, problem = phone_problem(endpoint.gateway, phone)
        if problem:
            form.remarks.append(f"The app says that the number to call is {phone}, which {problem}")
    return email, number


def _name(form: _Reading) -> str:
    return " ".join(" ".join((form.read("first_name"), form.read("last_name"))).split())


def _files(form: _Reading) -> tuple[PageFile, ...]:
    """Raises `RequestEntityTooLarge`."""
    files = read_uploads()
    if len(files) > MOST_FILES:
        form.refuse(f"media has {len(files)} files; {MOST_FILES} are taken.")
    return files


def _media_url(form: _Reading) -> str:
    url = form.read("media_url")
    if url and (not url.lower().startswith(("http://", "https://")) or any(sign.isspace() for sign in url)):
        form.refuse("media_url is no address of a picture. It begins with https:// and has no blanks.")
        return ""
    return url
