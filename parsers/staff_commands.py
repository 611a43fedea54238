"""Read a department's reply: the commands on its first lines, the words behind them, and what was misspelt.

A line is a command when it begins with a number sign and a letter, so `#12 Oak St` and `# of bins: 3` are words. What
looks like a command and is none is a mistake and never text: words go to residents, and `#clsoed` must not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from rapidfuzz.distance import DamerauLevenshtein

from parsers.due_days import find_due
from parsers.moments import Now
from parsers.staff_words import COMMAND, SPANISH, Verb, find_similar, verb_of
from parsers.words import flatten


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStatus:
    """Move the ticket; `note` goes to the resident."""

    status: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignDepartment:
    """Hand the ticket to another department, by its key in the rulebook; `reason` is for its eyes."""

    department: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignPerson:
    """Give the ticket to somebody; an empty address means whoever wrote the mail."""

    address: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepNote:
    """Keep a word among staff."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDue:
    """Promise a day, or a span such as `3 business days`; one of the two is given."""

    day: date | None = None
    span: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPriority:
    """How urgent it is: emergency, high, normal or low."""

    priority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHelp:
    """List the commands."""


StaffCommand = SetStatus | AssignDepartment | AssignPerson | KeepNote | SetDue | SetPriority | ShowHelp


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What reading a reply takes: the departments by key and name, when it came (aware), and the city's zone."""

    departments: Mapping[str, str]
    received_at: datetime
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMail:
    """What a department's reply asks for; where there are mistakes nothing of it may be done."""

    commands: tuple[StaffCommand, ...] = ()
    words: str = ""
    """What is for the resident, where no command takes the words."""
    mistakes: tuple[str, ...] = ()
    """Sentences for the writer."""


@dataclass(slots=True, kw_only=True)
class _Draft:
    """The reply as far as it is read."""

    office: Office
    commands: list[StaffCommand] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)


_NUMBER_SIGN = re.compile(r"[\s*_\"'“”‘’\u00a0]*[#＃](?P<gap>[ \t\u00a0]*)(?=[^\W\d_])")
_WORD = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_AFTER_VERB = " \t\u00a0:;,.!*_–—-"
_INSIDE = re.compile(r"(?<![\w#/&])[#＃](?=[^\W\d_])")
_ADDRESS = re.compile(
    r"<?(?:mailto:)?(?P<address>[^\s<>()\[\],;:@\"]{1,64}@[^\s<>()\[\],;:@\"]{1,253}\w)>?(?:\s?[<\[]mailto:[^>\]]*[>\]])?"
)
_TO = re.compile(r"(?:to|a la|al|a|para)[:\s]\s*")
_MYSELF = frozenset({"me", "myself", "mi", "self"})
_PRIORITIES = {
    "emergency": "emergency",
    "emergencia": "emergency",
    "high": "high",
    "alta": "high",
    "alto": "high",
    "normal": "normal",
    "low": "low",
    "baja": "low",
    "bajo": "low",
}
_STATUSES = {verb: verb.value for verb in (Verb.CLOSE, Verb.OPEN, Verb.PROGRESS, Verb.WAIT)}
_SHOWN = 40
_MOST_COMMANDS = 20
_READ = 20_000
"""Characters of a reply that are read, five times what may be sent to a resident."""


def read_staff_mail(text: str, office: Office) -> StaffMail:
    """Read what is new in a department's reply. Total and linear."""
    lines = text.strip()[:_READ].replace("\r\n", "\n").split("\n")
    draft, position = _Draft(office=office), 0
    while position < len(lines) and (not lines[position].strip() or _read_line(draft, lines[position])):
        position += 1
        if len(draft.commands) + len(draft.mistakes) > _MOST_COMMANDS:
            return StaffMail(mistakes=(*draft.mistakes[:1], "These are too many commands for one mail."))
    rest = "\n".join(lines[position:]).strip()
    mail = _hand_out(draft.commands, rest)
    strays = islice(_strays(rest, mail), 1)
    return replace(mail, mistakes=tuple(dict.fromkeys((*draft.mistakes, *_doubled(draft.commands), *strays))))


def _read_line(draft: _Draft, line: str) -> bool:
    """Read one line; False when it is no command but the first line of the words."""
    sign = _NUMBER_SIGN.match(line)
    if sign is None:
        return False
    said = line[sign.end() :]
    match = COMMAND.match(flatten(said))
    if sign["gap"]:
        if match is None:
            return False
        draft.mistakes.append(f"“# {match['verb']}” has a space in it. Write #{match['verb']} without one.")
    elif match is None:
        draft.mistakes.append(_unknown(said))
    else:
        _read_command(draft, match["verb"], said[match.end() :].lstrip(_AFTER_VERB).rstrip(" \t\u00a0*_"))
    return True


def _unknown(said: str) -> str:
    match = _WORD.match(said)
    word = match.group()[:_SHOWN] if match else said[:_SHOWN]
    similar = find_similar(flatten(word))
    hint = f"Did you mean #{similar}?" if similar else "A line that begins with # and a word is read as a command."
    return f"#{word} is no command. {hint}"


def _read_command(draft: _Draft, written: str, argument: str) -> None:
    verb, word = verb_of(written)
    match verb:
        case Verb.CLOSE | Verb.OPEN | Verb.PROGRESS | Verb.WAIT:
            draft.commands.append(SetStatus(status=_STATUSES[verb], note=argument))
        case Verb.NOTE:
            draft.commands.append(KeepNote(text=argument))
        case Verb.HELP:
            draft.commands.append(ShowHelp())
        case Verb.ASSIGN:
            _read_assignment(draft, argument)
        case Verb.DUE:
            _read_due(draft, argument, is_day_first=word in SPANISH)
        case Verb.PRIORITY:
            _read_priority(draft, argument)


def _read_assignment(draft: _Draft, argument: str) -> None:
    to = _TO.match(flatten(argument))
    wanted = argument[to.end() :] if to else argument
    address = _ADDRESS.match(wanted)
    if address:
        reason = wanted[address.end() :].lstrip(_AFTER_VERB)
        draft.commands.append(AssignPerson(address=address["address"].lower(), reason=reason))
    elif flatten(wanted).strip(" .") in _MYSELF:
        draft.commands.append(AssignPerson(address=""))
    elif found := _find_department(wanted, draft.office.departments):
        draft.commands.append(AssignDepartment(department=found[0], reason=found[1]))
    else:
        draft.mistakes.append(_unknown_department(wanted, draft.office.departments))


def _find_department(wanted: str, departments: Mapping[str, str]) -> tuple[str, str] | None:
    """The department whose key or name `wanted` begins with, the longest one, and the words behind it."""
    flat = flatten(wanted)
    best: tuple[int, str] = (0, "")
    for key, name in departments.items():
        for called in (key, name):
            match = re.match(_spelling(called), flat)
            best = max(best, (match.end(), key)) if match else best
    end, key = best
    return (key, wanted[end:].lstrip(_AFTER_VERB)) if end else None


def _spelling(called: str) -> str:
    parts = [re.escape(part) for part in re.split(r"[\s_-]+", flatten(called)) if part]
    return r"(?:the\s+|la\s+|el\s+)?" + r"[\s_-]+".join(parts) + r"(?![^\W_]|[-_]\w)"


def _unknown_department(wanted: str, departments: Mapping[str, str]) -> str:
    listed = ", ".join(departments)
    if not wanted:
        return f"Write behind #assign which department takes it ({listed}), or the mail address of a colleague."
    word = flatten(wanted.split(maxsplit=1)[0]).strip(".,;:")
    called = {flatten(text): key for key, name in departments.items() for text in (key, *name.split())}
    near = min(((DamerauLevenshtein.distance(word, text), key) for text, key in called.items()), default=(9, ""))
    hint = f" Did you mean #assign {near[1]}?" if near[0] <= max(1, len(word) // 3) else ""
    return f"There is no department “{wanted[:_SHOWN]}”.{hint} The departments are {listed}."


def _read_due(draft: _Draft, argument: str, *, is_day_first: bool) -> None:
    now = Now(draft.office.received_at.astimezone(ZoneInfo(draft.office.timezone)), is_day_first=is_day_first)
    found = find_due(argument, now)
    example = "Write #due friday, #due 2026-03-05 or #due 3 business days."
    if found is None:
        what = f"“{argument[:_SHOWN]}” names no day" if argument else "There is no day behind #due"
        draft.mistakes.append(f"{what}. {example}")
    elif isinstance(found, str):
        draft.commands.append(SetDue(span=found))
    elif found < now.today:
        draft.mistakes.append(f"“{argument[:_SHOWN]}” was {found:%A, %B} {found.day}, {found.year}: that has passed.")
    else:
        draft.commands.append(SetDue(day=found))


def _read_priority(draft: _Draft, argument: str) -> None:
    words = flatten(argument).split()
    priority = _PRIORITIES.get(words[0].strip(".,;:!")) if words else None
    if priority is None:
        draft.mistakes.append("Write behind #priority one of emergency, high, normal or low.")
    else:
        draft.commands.append(SetPriority(priority=priority))


def _hand_out(commands: list[StaffCommand], rest: str) -> StaffMail:
    """Give the words below the commands to the one that takes them: what is for staff only comes first."""
    for kind in (KeepNote, AssignDepartment, AssignPerson, SetStatus):
        place = next((index for index in reversed(range(len(commands))) if isinstance(commands[index], kind)), None)
        if place is not None:
            taken = [*commands[:place], _with_words(commands[place], rest), *commands[place + 1 :]]
            return StaffMail(commands=tuple(taken))
    return StaffMail(commands=tuple(commands), words=rest)


def _with_words(command: StaffCommand, rest: str) -> StaffCommand:
    match command:
        case SetStatus(note=said):
            return replace(command, note=_joined(said, rest))
        case KeepNote(text=said):
            return replace(command, text=_joined(said, rest))
        case AssignDepartment(reason=said) | AssignPerson(reason=said):
            return replace(command, reason=_joined(said, rest))
        case _:
            return command


def _joined(first: str, second: str) -> str:
    return "\n".join(part for part in (first, second) if part)


def _doubled(commands: list[StaffCommand]) -> Iterator[str]:
    statuses = [command for command in commands if isinstance(command, SetStatus)]
    if len(statuses) > 1:
        yield "Two commands set the status. Write one of them."
    takers = [command for command in commands if isinstance(command, AssignDepartment | AssignPerson)]
    if len({type(taker) for taker in takers}) < len(takers):
        yield "Two commands assign the ticket. Write one of them."
    if any(isinstance(command, KeepNote) and not command.text for command in commands[:-1]):
        yield "There is no text behind #note."


def _strays(rest: str, mail: StaffMail) -> Iterator[str]:
    """Commands, misspelt ones too, that stand where they are not read: they must not reach a resident as words."""
    bare = flatten(mail.words).strip(" \n.!")
    if COMMAND.fullmatch(bare):
        yield f"“{bare}” alone is no answer to a resident. Did you mean #{bare}?"
    for line in rest.split("\n"):
        sign = _NUMBER_SIGN.match(line)
        said = flatten(line[sign.end() :]) if sign and not sign["gap"] else ""
        word = _WORD.match(said)
        if word and (COMMAND.match(said) or find_similar(word.group())):
            yield f"#{word.group()[:_SHOWN]} stands below other words. Commands are read on the first lines only."
    notes = (command.note for command in mail.commands if isinstance(command, SetStatus))
    for words in (mail.words, *notes):
        for sign in _INSIDE.finditer(words):
            if match := COMMAND.match(flatten(words[sign.end() : sign.end() + _SHOWN])):
                yield f"#{match['verb']} stands among other words. Write each command on a line of its own, at the top."
