"""What is found out about a draft beside the page: its examples, a careful reader's remarks, and the past replayed.

Each takes longer than a reader waits when the rulebook or the past is large, so a thread works and the page looks
again. One works at a time, because mail and texts are taken in by the same two cores.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

from gateway.bootstrap import Gateway
from gateway.errors import GatewayError
from gateway.rehearsing.past import list_past, load_past
from gateway.rehearsing.rehearse import rehearse
from gateway.rehearsing.stored import Wish as StoredWish
from gateway.rehearsing.stored import rehearse_stored
from gateway.rehearsing.values import Against, Rehearsal
from gateway.routing import Problem, Rulebook, check_rulebook
from gateway.routing.files import RulebookFiles
from gateway.routing.linting import Finding, lint_files
from gateway.routing.loading import load_files

log = logging.getLogger(__name__)

FEW = 1_000
"""Requests up to which they are replayed in this process; more would slow down the pages of everybody."""
MOST_SECONDS = 120.0
"""After so long a rehearsal shows what it has."""
_KEPT = 8
"""Runs that are remembered; the pages of one draft ask for one or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be found out: these two rulebooks, by their versions, over so many of the newest requests."""

    old: str
    new: str
    against: Against
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is known so far; None is not known yet."""

    problems: tuple[Problem, ...] | None = None
    """Examples that do not come out as written."""
    remarks: tuple[Finding, ...] | None = None
    """What a careful reader remarks about the draft and not about the rules in force."""
    old_remarks: tuple[Finding, ...] = ()
    """What is to be remarked about both."""
    rehearsal: Rehearsal | None = None
    done: int = 0
    """Requests that were replayed."""
    wanted: int = 0
    is_running: bool = True
    trouble: str = ""
    """Why it ended early."""


class SupersededError(GatewayError):
    """The draft has changed since; look at the page again."""


class Run:
    """One draft being tried. `found` is replaced as a whole, so a page may read it at any moment."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.found = Findings()
        self._stopped = threading.Event()
        self._is_over = threading.Event()

    def wait(self, seconds: float) -> Findings:
        """What is known when it is over, or after so many seconds."""
        self._is_over.wait(seconds)
        return self.found

    @property
    def is_unwanted(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Nobody waits for it any more."""
        self._stopped.set()

    def run(self, gateway: Gateway, old: RulebookFiles, new: RulebookFiles, turn: threading.Lock) -> None:
        """Find out one thing after the other; whatever happens, the page is told."""
        trouble = ""
        try:
            with turn:
                self._find_out(gateway, old, new)
        except GatewayError as error:
            trouble = str(error)
        except Exception as error:
            log.exception("a rehearsal failed: %s", type(error).__name__)
            trouble = "This could not be found out; the reason is in the log of the gateway."
        self.found = replace(self.found, is_running=False, trouble=trouble)
        self._is_over.set()

    def _find_out(self, gateway: Gateway, old: RulebookFiles, new: RulebookFiles) -> None:
        self._go_on()
        problems = check_rulebook(load_files(new))
        self.found = replace(self.found, problems=problems)
        self._go_on()
        if not problems:
            self._remark(old, new)
        self._go_on()
        rehearsed = self._replay_here if self.wish.limit <= FEW else self._replay_beside
        self.found = replace(self.found, rehearsal=rehearsed(gateway, old, new))

    def _remark(self, old: RulebookFiles, new: RulebookFiles) -> None:
        """What the draft brings is told apart from what was so before: nobody mends everything at once."""
        known = {_told(finding) for finding in lint_files(old)}
        findings = lint_files(new)
        self.found = replace(
            self.found,
            remarks=tuple(finding for finding in findings if _told(finding) not in known),
            old_remarks=tuple(finding for finding in findings if _told(finding) in known),
        )

    def _replay_here(self, gateway: Gateway, old: RulebookFiles, new: RulebookFiles) -> Rehearsal:
        with gateway.store.reading() as connection:
            ids = list_past(connection, self.wish.against, limit=self.wish.limit)
            requests = load_past(connection, self.wish.against, ids)
        before, after = (_taught(gateway, load_files(files)) for files in (old, new))
        self._note(0, len(requests))
        return rehearse(
            before, after, requests, seconds=MOST_SECONDS, told=lambda done: self._note(done, len(requests))
        )

    def _replay_beside(self, gateway: Gateway, old: RulebookFiles, new: RulebookFiles) -> Rehearsal:
        """In one process more, so that the second core is left to the mail."""
        wish = StoredWish(against=self.wish.against, limit=self.wish.limit, seconds=MOST_SECONDS, processes=1)
        return rehearse_stored(gateway.settings.database_url, old, new, wish, told=self._note)

    def _note(self, done: int, wanted: int) -> None:
        self._go_on()
        self.found = replace(self.found, done=done, wanted=wanted)

    def _go_on(self) -> None:
        if self.is_unwanted:
            raise SupersededError("The draft has changed since. Look at this page again.")


def _told(finding: Finding) -> tuple[str, str]:
    """What a finding says, wherever it stands; numbers of lines in it move with every change."""
    return finding.kind, re.sub(r"\d+", "0", finding.sentence)


def _taught(gateway: Gateway, rulebook: Rulebook) -> Rulebook:
    return replace(rulebook, parser_city=gateway.city(rulebook))


class Runs:
    """The runs of one process; the newest few are kept, so that a page can look again."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[int, Wish], Run] = OrderedDict()

    def ask(self, staff_id: int, wish: Wish, old: RulebookFiles, new: RulebookFiles) -> Run:
        """The run that answers `wish`, begun now if there is none; what this person asked of older drafts stops."""
        key = staff_id, wish
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
            self._make_room(staff_id, wish)
            run = self._known[key] = Run(wish)
        given = (self._gateway, old, new, self._turn)
        threading.Thread(target=run.run, args=given, name="rehearsal", daemon=True).start()
        return run

    def _make_room(self, staff_id: int, wish: Wish) -> None:
        for key in list(self._known):
            if key[0] == staff_id and (key[1].old, key[1].new) != (wish.old, wish.new):
                self._known.pop(key).stop()
        while len(self._known) >= _KEPT:
            self._known.popitem(last=False)[1].stop()
