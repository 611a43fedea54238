"""Try a message: what would be understood, what every rule would say, and what would be answered, before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from flask import render_template, request

from gateway.routing import Rulebook
from gateway.routing.called import LANGUAGES, Called
from gateway.routing.examples import example_request
from gateway.routing.explaining import explain
from gateway.routing.files import RulebookFiles
from gateway.routing.problems import Problem
from gateway.routing.sections import ExampleText
from gateway.routing.values import Decision, RouteRequest
from gateway.web.context import this_gateway
from gateway.web.explanation import Explanation, explain_documents
from gateway.web.highlight import Piece, cut
from gateway.web.live import is_htmx
from gateway.web.rules.answers import Answer, find_answer
from gateway.web.rules.pages import pages, require_administrator
from gateway.web.rules.rule_place import with_typed_rule
from gateway.web.rules.spoken import Told, call, tell_steps
from gateway.web.rules.tried_fields import EMPTY, FIELDS, fields_of, read_message
from gateway.web.rules.working import load_working, read

_EVENTS: Mapping[str, str] = {
    "opened": "A new request",
    "follow_up": "Something was added to a request",
    "reopened": "A request was opened again",
    "due_soon": "A request is due soon",
    "overdue": "A request is overdue",
    "closed": "A request was closed",
}
_MOST_SILENT = 300
_NO_RULES: Mapping[str, str] = {
    "services": "of the service",
    "otherwise": "because nothing else is said",
    "emergency words": "because the words tell of a danger",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """All that would come of one message."""

    pieces: tuple[Piece, ...]
    request: RouteRequest
    decision: Decision
    why: Explanation
    steps: tuple[Told, ...]
    answer: Answer | None
    called: Called

    @property
    def language(self) -> str:
        """The language that was read, in words."""
        code = self.request.understanding.language
        return LANGUAGES.get(code, code)

    @property
    def speaking(self) -> tuple[Told, ...]:
        """The rules that fit."""
        return tuple(told for told in self.steps if told.speaks)

    @property
    def silent(self) -> tuple[Told, ...]:
        """The others; of thousands only the first, because nobody reads more."""
        return tuple(told for told in self.steps if not told.speaks)[:_MOST_SILENT]

    def by(self, action: str) -> str:
        """Who said so, in words."""
        who = next((voice.rule for voice in self.decision.voices if voice.action == action), "")
        return _NO_RULES.get(who, f"by the rule “{who}”" if who else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The form as it was filled in, what is wrong with it by field, and what came of it."""

    fields: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)
    tried: Tried | None = None
    mistakes: tuple[Problem, ...] = ()
    """Of the rules, when nothing can be tried with them."""


@pages.app_template_global("try_events")
def list_events() -> Mapping[str, str]:
    """What can happen to a request, for the form."""
    return _EVENTS


@pages.app_template_global("rules_trial")
def new_trial() -> Trial:
    """The empty form."""
    return Trial(fields=dict.fromkeys(FIELDS, "") | EMPTY)


@pages.get("/try", endpoint="trying")
def show_trying() -> str:
    """The page with an empty form."""
    working = load_working(require_administrator())
    return render_template("rules_try.html", trial=new_trial(), files=working.files)


@pages.post("/try", endpoint="try_message")
def try_message() -> str:
    """What comes of the message that was written, under the working text or the one that stands in the field beside."""
    files = _files(load_working(require_administrator()).files)
    trial = _try(fields_of(request.form), files)
    template = "rules_tried.html" if is_htmx() else "rules_try.html"
    return render_template(template, trial=trial, files=files, may_keep=not {"rules", "was"} & set(request.form))


def _files(kept: RulebookFiles) -> RulebookFiles:
    """What is kept, with the text or the rule that stands beside the message where there is one."""
    if "was" in request.form:
        return with_typed_rule(kept, request.form)
    if "rules" not in request.form:
        return kept
    return kept.with_text(request.form.get("file") or kept.main, request.form["rules"].replace("\r\n", "\n"))


def _try(fields: Mapping[str, str], files: RulebookFiles) -> Trial:
    example, wrong = read_message(fields)
    if example is None:
        return Trial(fields=fields, wrong=wrong)
    reading = read(files)
    if reading.rulebook is None:
        return Trial(fields=fields, mistakes=reading.problems)
    return Trial(fields=fields, tried=try_out(example, reading.rulebook))


def try_out(example: ExampleText, rulebook: Rulebook) -> Tried:
    """Understand and decide with all that the city has taught, now unless it says when; nothing is stored."""
    gateway = this_gateway()
    taught = replace(rulebook, parser_city=gateway.city(rulebook))
    now = f"{datetime.fromtimestamp(gateway.clock(), rulebook.city.zone):%Y-%m-%d %H:%M}"
    asked = example_request(example.model_copy(update={"date": example.date or now}), taught)
    explanation = explain(asked, rulebook)
    decision = explanation.decision
    why = explain_documents(asdict(decision), asdict(asked.understanding))
    return Tried(
        pieces=cut(asked.message.text, why.marks),
        request=asked,
        decision=decision,
        why=why,
        steps=tell_steps(explanation, rulebook),
        answer=find_answer(rulebook, asked, decision),
        called=call(rulebook),
    )
