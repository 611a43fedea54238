"""Full-text search over tickets: any input becomes words, and every word must be there, at least as a beginning.

The words of a ticket are kept by triggers of the database (revision 0007): `tsvector` on PostgreSQL, FTS5 on SQLite.
"""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Text,
    and_,
    any_,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
)

from gateway.store.schema import ticket

_MOST_WORDS = 12
_LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")
_TELEPHONE = re.compile(r"\+?\d[\d\s().-]{8,20}\d")
_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_FEW = 4_000
"""Tickets that are looked up one by one rather than met on the way from the newest to the oldest."""
_SHORTEST_BEGINNING = 3
_SHORTEST_NUMBER = 5
"""Digits from which a number may be the beginning of another: nobody who types 48 means 480 Maple Ave."""

_EXPLAIN = text("EXPLAIN (FORMAT JSON) SELECT ticket_id FROM ticket_words WHERE words @@ to_tsquery('simple', :query)")
_on_sqlite = table("ticket_words", column("rowid"), column("place"), column("words"), column("ticket_words"))
_on_postgresql = table("ticket_words", column("ticket_id"), column("words"))


def read_words(typed: str) -> tuple[str, ...]:
    """The words of what somebody typed: small letters without accents, telephone numbers in one; perhaps none."""
    plain = unicodedata.normalize("NFKD", typed[:500].lower())
    plain = "".join(character for character in plain if unicodedata.category(character) != "Mn")
    words = _WORD.findall(_TELEPHONE.sub(_as_one, plain))
    return tuple(dict.fromkeys(word[:_LONGEST_WORD] for word in words))[:_MOST_WORDS]


def _as_one(number: re.Match[str]) -> str:
    """A telephone number without its country code, as it is kept beside the whole one."""
    digits = re.sub(r"\D", "", number[0])
    return f" {digits[-10:]} " if len(digits) >= 10 else number[0]


def holds_words(connection: Connection, *, words: str, place: str) -> ColumnElement[bool]:
    """The condition that a ticket has all of `words` somewhere, and all of `place` in its place; words without a letter
    or a digit are found nowhere. All that have them are looked up first: for the few that are open."""
    ids, match = _found(connection, words, place)
    # The plus keeps SQLite from looking up years of tickets by their ids to find the few that are open.
    ticket_id = literal_column("+ticket.id") if connection.dialect.name == "sqlite" else ticket.c.id
    return ticket_id.in_(select(ids).where(match))


def has_words(connection: Connection, *, words: str, place: str) -> ColumnElement[bool]:
    """The same for years of closed ones: the few that have the words, or a join that is left early.

    PostgreSQL cannot know that a word is in no ticket, and would look through all of them from the newest on; so what
    it takes for few is looked up first.
    """
    ids, match = _found(connection, words, place)
    if connection.dialect.name == "postgresql" and _guess(connection, words, place) <= _FEW:
        few = list(connection.scalars(select(ids).where(match).limit(_FEW + 1)))
        if len(few) <= _FEW:
            return ticket.c.id == any_(literal(few, ARRAY(BigInteger)))
    return and_(ids == ticket.c.id, match)


def _guess(connection: Connection, words: str, place: str) -> float:
    """How many tickets PostgreSQL expects to have the words."""
    told = connection.execute(_EXPLAIN.bindparams(_lexemes(_wanted(words, place), "query"))).scalar_one()
    return float(told[0]["Plan"]["Plan Rows"])


def newest_found(connection: Connection) -> ColumnElement[int]:
    """What the tickets of `has_words` are ordered by."""
    return ticket.c.id.desc() if connection.dialect.name == "postgresql" else _on_sqlite.c.rowid.desc()


def _ids(connection: Connection) -> ColumnElement[int]:
    return _on_postgresql.c.ticket_id if connection.dialect.name == "postgresql" else _on_sqlite.c.rowid


def _found(connection: Connection, words: str, place: str) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """The column of the ids, and what is asked of the words beside it."""
    wanted = _wanted(words, place)
    if not wanted:
        return _ids(connection), literal_column("1") == 0
    if connection.dialect.name == "postgresql":
        return _ids(connection), _on_postgresql.c.words.bool_op("@@")(func.to_tsquery("simple", _lexemes(wanted)))
    tokens = [_token(*one) for one in wanted if not _CHINESE.search(one[0])]
    match = [_on_sqlite.c.ticket_words.bool_op("MATCH")(" AND ".join(tokens))] if tokens else []
    return _ids(connection), and_(*match, *(_holds(*one) for one in wanted if _CHINESE.search(one[0])))


def _holds(word: str, in_place: bool) -> ColumnElement[bool]:
    """A Chinese word on SQLite, whose index tells no words apart there: anywhere in the text."""
    found = _on_sqlite.c.place.contains(word, autoescape=True)
    return found if in_place else or_(found, _on_sqlite.c.words.contains(word, autoescape=True))


def _wanted(words: str, place: str) -> list[tuple[str, bool]]:
    """Each word, and whether it must stand in the place."""
    return [*((word, False) for word in read_words(words)), *((word, True) for word in read_words(place))]


def _lexemes(wanted: list[tuple[str, bool]], name: str | None = None) -> BindParameter[str]:
    """The words for `to_tsquery`, written into the statement: its plan depends on how many tickets have them."""
    return bindparam(name, " & ".join(_lexeme(*one) for one in wanted), type_=Text, literal_execute=True)


def _is_beginning(word: str) -> bool:
    return len(word) >= (_SHORTEST_NUMBER if word.isdigit() else _SHORTEST_BEGINNING)


def _lexeme(word: str, in_place: bool) -> str:
    """A word for `to_tsquery`; what is Chinese is found wherever its characters follow each other."""
    weight = "A" if in_place else ""
    if _CHINESE.search(word):
        pieces = re.findall(rf"{_CHINESE.pattern}|[^\u3040-\u30ff\u3400-\u9fff]+", word)
        return "(" + " <-> ".join(f"'{piece}':{weight}" if weight else f"'{piece}'" for piece in pieces) + ")"
    kind = f"{'*' if _is_beginning(word) else ''}{weight}"
    return f"'{word}':{kind}" if kind else f"'{word}'"


def _token(word: str, in_place: bool) -> str:
    """A word for FTS5's MATCH."""
    where = "place : " if in_place else ""
    return f'{where}"{word}"{"*" if _is_beginning(word) else ""}'
