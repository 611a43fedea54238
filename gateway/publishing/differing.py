"""What two rulebooks differ in: line by line for whoever knows the file, and in words for everybody else."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.publishing.changed_lines import FileLines, compare_lines
from gateway.publishing.changed_sections import Change, compare_sections, read_sections
from gateway.routing.files import RulebookFiles

__all__ = ["Change", "Difference", "FileLines", "difference"]

_ONLY_LOOKS = "Only comments, spaces or the order of words changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed from one rulebook to another; both parts are empty when nothing did."""

    files: tuple[FileLines, ...]
    changes: tuple[Change, ...]
    is_readable: bool = True
    """False where a text is no YAML: then only its lines can be compared."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed at all."""
        return not self.files

    @property
    def sentences(self) -> tuple[str, ...]:
        """The changes in words, one sentence each; empty when nothing changed."""
        if self.is_empty:
            return ()
        if not self.is_readable:
            return ("The text cannot be read as rules yet, so only its lines can be compared.",)
        return tuple(map(str, self.changes)) or (_ONLY_LOOKS,)

    @property
    def unified(self) -> str:
        """The lines as `diff -u` writes them; empty when nothing changed."""
        return "".join(file.unified for file in self.files)


def difference(old: RulebookFiles, new: RulebookFiles) -> Difference:
    """Compare two rulebooks; total, so that a draft with mistakes can be compared too."""
    # The main file may have been called otherwise when one of them was kept.
    before, after = {**old.included, new.main: old.text}, new.texts
    names = [name for name in (*after, *(before.keys() - after.keys())) if before.get(name) != after.get(name)]
    files = tuple(compare_lines(name, before.get(name), after.get(name)) for name in names)
    if not files:
        return Difference(files=(), changes=())
    was, will_be = read_sections(old), read_sections(new)
    if was is None or will_be is None:
        return Difference(files=files, changes=(), is_readable=False)
    return Difference(files=files, changes=tuple(compare_sections(was, will_be)))
