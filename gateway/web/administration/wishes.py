"""Who wished to get no messages: a list to look through, and a form for what somebody said on the telephone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.changes import ChangeError, checked_words
from gateway.retention import PersonError, read_address
from gateway.store.consents import Verdict
from gateway.store.wish_list import count_opted_out, list_wishers, note_wish_of
from gateway.web.administration.pages import PAGE, pages, read_whole, require_administrator
from gateway.web.context import this_gateway

_VERDICTS: tuple[Verdict, ...] = ("opted_out", "opted_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into the form, and what is wrong with it."""

    address: str = ""
    verdict: Verdict = "opted_out"
    words: str = ""
    error: str = ""


@pages.get("/wishes")
def wishes() -> str:
    """The list, the newest wish first, and the form."""
    require_administrator()
    return _render(Typed())


def _render(typed: Typed) -> str:
    sought, number = request.args.get("q", "").strip()[:100], min(read_whole("page"), 10_000)
    with this_gateway().store.reading() as connection:
        rows = list_wishers(connection, sought=sought, limit=PAGE + 1, offset=number * PAGE)
        out = count_opted_out(connection)
    return render_template(
        "administration_wishes.html",
        rows=rows[:PAGE],
        has_more=len(rows) > PAGE,
        page=number,
        sought=sought,
        out=out,
        typed=typed,
    )


@pages.post("/wishes")
def note_wish() -> Response | tuple[str, int]:
    """Write a wish down and heed it from now on."""
    person, gateway = require_administrator(), this_gateway()
    typed = _read()
    try:
        address, words = read_address(typed.address), _checked(typed.words)
        with gateway.store.writing() as connection:
            done = note_wish_of(
                connection,
                address=address,
                verdict=typed.verdict,
                words=words,
                actor=person.email,
                now=gateway.clock(),
            )
    except (PersonError, ChangeError) as error:
        failed = Typed(address=typed.address, verdict=typed.verdict, words=typed.words, error=str(error))
        return _render(failed), 422
    flash("It is noted and heeded from now on." if done else "This is how it was noted already; nothing has changed.")
    return redirect(url_for("administration.wishes"), 303)


def _read() -> Typed:
    given = request.form.get("verdict", "")
    return Typed(
        address=request.form.get("address", "").strip()[:320],
        verdict=next((known for known in _VERDICTS if known == given), "opted_out"),
        words=request.form.get("words", ""),
    )


def _checked(words: str) -> str:
    if not (checked := checked_words(words)):
        raise ChangeError("Write how you know: who said so, how and when.")
    return checked
