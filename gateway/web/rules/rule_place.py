"""Where a rule of a form stands in the files, or is to stand, and the files with it."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from gateway.routing.document import Path
from gateway.routing.editing import EditError, add_item, change, find_written, in_file, is_same, list_written
from gateway.routing.files import RulebookFiles
from gateway.web.rules.rule_form import RuleForm, rule_of_form, write_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A rule's file, and its number in it; a new rule has none, and comes above all others or below them."""

    file: str
    number: int | None
    is_above_all: bool = False

    @property
    def path(self) -> Path:
        """The way to the rule in its file."""
        return ("rules", -1 if self.number is None else self.number)


def place_of_form(files: RulebookFiles, form: MultiDict[str, str], number: int | None) -> Place:
    """The place that a form names; a file that is not there is the main one."""
    file = form.get("file", "")
    known = file if file in files.texts else files.main
    return Place(file=known, number=number, is_above_all=form.get("stands") == "first")


def find_again(files: RulebookFiles, here: Place, form: RuleForm) -> Place | None:
    """Where the rule stands that the form was opened on; None when somebody has changed it since."""
    now = find_written(files, here.file, here.path)
    if now is not None and is_same(now.data, form.was):
        return here
    moved = (one for one in list_written(files, "rules") if one.file == here.file and is_same(one.data, form.was))
    return next((Place(file=one.file, number=int(one.place)) for one in moved), None)


def write_to(files: RulebookFiles, here: Place, form: RuleForm) -> tuple[RulebookFiles, Place]:
    """The files with the rule in them, and where it stands then; raises `EditError` where no form can write it."""
    rule = write_rule(form)
    if here.number is not None:
        return in_file(files, here.file, lambda text: change(text, here.path, rule)), here
    number = 0 if here.is_above_all else sum(one.file == here.file for one in list_written(files, "rules"))
    added = in_file(files, here.file, lambda text: add_item(text, ("rules",), number, rule))
    return added, Place(file=here.file, number=number)


def with_typed_rule(files: RulebookFiles, sent: MultiDict[str, str]) -> RulebookFiles:
    """The files as they would be with the form that stands beside a tried message; as they are where it is unfit."""
    form, number = rule_of_form(sent), sent.get("place", "")
    here = place_of_form(files, sent, int(number) if number.isdecimal() and len(number) < 7 else None)
    found = here if here.number is None else find_again(files, here, form)
    # A new rule that says nothing yet must not keep everything else from being tried.
    if found is None or (found.number is None and not form.name):
        return files
    try:
        return write_to(files, found, form)[0]
    except EditError:
        return files
