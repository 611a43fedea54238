"""Two people change one rulebook: what can stand beside each other does, and the rest is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.routing.files import RulebookFiles, single_file
from gateway.routing.merging import merge

HEAD = "departments:\n  streets: {name: Streets}\n  parks: {name: Parks}\n\n"
TAIL = "\notherwise: {department: streets, reply: received}\n"


def book(*rules: str, head: str = HEAD, tail: str = TAIL) -> RulebookFiles:
    """A rulebook with these rules, each `name=word`."""
    written = [
        f"  - name: {name}\n    when: {{text: {word}}}\n" for name, _, word in (rule.partition("=") for rule in rules)
    ]
    return single_file(f"{head}rules:\n{''.join(written)}{tail}")


BASE = book("A=a", "B=b", "C=c")
CLEAN = [
    (book("A=x", "B=b", "C=c"), book("A=a", "B=b", "C=y"), book("A=x", "B=b", "C=y")),
    (book("A=a", "N=n", "B=b", "C=c"), book("A=a", "B=b", "C=c", "T=t"), book("A=a", "N=n", "B=b", "C=c", "T=t")),
    (book("C=c", "A=a", "B=b"), book("A=a", "B=z", "C=c"), book("C=c", "A=a", "B=z")),
    (book("C=c", "A=a", "B=b"), book("A=a", "T=t", "B=b", "C=c"), book("C=c", "A=a", "T=t", "B=b")),
    (book("A=a", "C=c"), book("A=q", "B=b", "C=c"), book("A=q", "C=c")),
    (book("A=s", "B=b", "C=c"), book("A=s", "B=b", "C=c"), book("A=s", "B=b", "C=c")),
    (
        book("A=a", "B=b", "C=c", head=HEAD.replace("{name: Parks}", "{name: Parks and Trees}")),
        book("B=b", "C=c", tail=TAIL.replace("received", "thanks")),
        book(
            "B=b",
            "C=c",
            head=HEAD.replace("{name: Parks}", "{name: Parks and Trees}"),
            tail=TAIL.replace("received", "thanks"),
        ),
    ),
]


@pytest.mark.parametrize(("mine", "theirs", "joined"), CLEAN)
def test_changes_that_do_not_meet_stand_together(
    mine: RulebookFiles, theirs: RulebookFiles, joined: RulebookFiles
) -> None:
    """Another rule, another place, another section, the same change: nobody is asked."""
    merged = merge(BASE, mine, theirs)
    assert (merged.files.text, merged.collisions) == (joined.text, ())


@pytest.mark.parametrize(
    ("mine", "theirs", "name"),
    [
        (book("A=x", "B=b", "C=c"), book("A=y", "B=b", "C=c"), "A"),
        (book("B=b", "C=c"), book("A=y", "B=b", "C=c"), "A"),
        (book("A=a", "N=1", "B=b", "C=c"), book("A=a", "B=b", "N=2", "C=c"), "N"),
        (book("C=c", "A=a", "B=b"), book("B=b", "A=a", "C=c"), ""),
    ],
)
def test_changes_that_meet_are_asked_and_the_choice_counts(
    mine: RulebookFiles, theirs: RulebookFiles, name: str
) -> None:
    """Changed here and there, removed here, added twice, moved both ways: one question, two answers."""
    asked = merge(BASE, mine, theirs)
    (collision,) = asked.open
    assert (collision.section, collision.name, collision.is_order) == ("rules", name, not name)
    assert asked.files.text == theirs.text
    chosen = merge(BASE, mine, theirs, {collision.id: "mine"})
    assert chosen.open == ()
    assert sorted(chosen.files.text.splitlines()) == sorted(mine.text.splitlines())
    assert merge(BASE, mine, book("A=later", "B=b", "C=d"), {collision.id: "mine"}).open != () or name != "A"


def test_files_are_merged_each_for_itself() -> None:
    """Somebody changes one included file, somebody adds another, and one is gone."""
    base = RulebookFiles(
        main="m.yaml", text="a: 1\n", included={"w.yaml": "rules:\n  - name: W\n", "old.yaml": "x: 1\n"}
    )
    mine = RulebookFiles(
        main="m.yaml", text="a: 2\n", included={"w.yaml": "rules:\n  - name: W\n", "new.yaml": "y: 1\n"}
    )
    theirs = base.with_text("w.yaml", "rules:\n  - name: W\n  - name: X\n")
    merged = merge(base, mine, theirs)
    assert merged.collisions == ()
    assert merged.files.texts == {
        "m.yaml": "a: 2\n",
        "w.yaml": "rules:\n  - name: W\n  - name: X\n",
        "new.yaml": "y: 1\n",
    }


RULES = st.permutations(["A=a", "B=b", "C=c", "D=d"]).flatmap(
    lambda rules: st.lists(st.sampled_from(rules), unique=True)
)


@given(RULES, RULES)
def test_whoever_changes_alone_has_it_their_way(base: list[str], mine: list[str]) -> None:
    """With nobody else at work the merge is the draft; with no draft it is the file; and a file merged in is known."""
    began, changed = book(*base), book(*mine)
    assert merge(began, changed, began).files.text == changed.text
    assert merge(began, began, changed).files.text == changed.text
    assert merge(began, changed, changed).files.text == changed.text
