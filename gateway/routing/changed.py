"""How much of a rulebook somebody has changed, told in half a sentence."""

from __future__ import annotations

from collections import Counter

from gateway.routing.files import RulebookFiles
from gateway.routing.pieces import Key, Piece, cut

_ONE_AND_MANY = {
    "rules": ("rule", "rules"),
    "services": ("service", "services"),
    "departments": ("department", "departments"),
    "replies": ("reply", "replies"),
    "reasons": ("reason", "reasons"),
}
_REST = ("other part", "other parts")


def changed_pieces(old: RulebookFiles, new: RulebookFiles) -> tuple[Piece, ...]:
    """The pieces of `new` that `old` does not have so, and those of `old` that are gone; moving changes none."""
    before, after = _every_piece(old), _every_piece(new)
    changed = [piece for key, piece in after.items() if key not in before or before[key].text != piece.text]
    return (*changed, *(piece for key, piece in before.items() if key not in after))


def count_changes(old: RulebookFiles, new: RulebookFiles) -> str:
    """Such as `2 rules and 1 service`; `the order` where things were only moved, and empty where nothing was."""
    if old.texts == new.texts:
        return ""
    counts = Counter(
        _ONE_AND_MANY.get(piece.section if piece.name else "", _REST) for piece in changed_pieces(old, new)
    )
    told = [
        f"{counts[words]} {words[counts[words] > 1]}" for words in (*_ONE_AND_MANY.values(), _REST) if counts[words]
    ]
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told) or "the order"


def _every_piece(files: RulebookFiles) -> dict[tuple[str, Key], Piece]:
    return {(name, piece.key): piece for name, text in files.texts.items() for piece in cut(text)}
