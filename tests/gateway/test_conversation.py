"""The table of the dialogue by text: every state answers everything, and the order of PROTOCOL 15.2 holds in each."""

from __future__ import annotations

import pytest

from gateway.conversation import LEADS_TO, MOVES, OPENING, Act, Says, State, next_move
from gateway.filing.texts import ACTS

ON_PAGES = {State.ON_PAGE, State.ON_PAGE_OF_CLOSED}
ASKED = [state for state in State if state.name.startswith("ASKED") or state is State.CONFIRMING]


@pytest.mark.parametrize("state", State)
def test_every_state_answers_everything_in_one_way(state: State) -> None:
    """A text that falls between two rows would be lost."""
    assert [move.says for move in MOVES if move.state is state] == list(dict.fromkeys(m.says for m in MOVES))
    assert {next_move(state, says).says for says in Says} == set(Says)


@pytest.mark.parametrize("state", State)
def test_f15_4_danger_comes_first_in_every_state(state: State) -> None:
    """PROTOCOL 15.2: also as the answer to the question where it is."""
    assert next_move(state, Says.DANGER).act is Act.RAISE_ALARM


@pytest.mark.parametrize("state", [state for state in State if state not in ON_PAGES])
def test_what_is_said_to_the_gateway_itself_is_heard_in_every_state(state: State) -> None:
    """Nobody has to finish a dialogue before they may stop it, ask for help or say thanks."""
    assert next_move(state, Says.CONSENT).act is Act.RECORD_CONSENT
    assert next_move(state, Says.STATUS).act is Act.TELL_STATUS
    assert next_move(state, Says.HELP).act is Act.EXPLAIN
    assert next_move(state, Says.LANGUAGE).act is Act.CHOOSE_LANGUAGE
    assert next_move(state, Says.THANKS).act is Act.KEEP_QUIETLY


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("says", [Says.PROBLEM, Says.PLACE, Says.WORDS, Says.PICTURE, Says.PERSISTS])
def test_15_1_no_content_is_without_a_ticket(state: State, says: Says) -> None:
    """Whatever we asked: words, a place or a picture end in a ticket, an old one or a new one."""
    assert next_move(state, says).act not in {Act.KEEP_QUIETLY, Act.EXPLAIN, Act.EXPECT_REPORT, Act.STOP_ASKING}


@pytest.mark.parametrize("state", State)
def test_another_problem_is_a_ticket_of_its_own_in_every_state(state: State) -> None:
    """Two people share a phone, or one has two things to say (PROTOCOL 15.8)."""
    assert next_move(state, Says.OTHER_PROBLEM).act in OPENING


@pytest.mark.parametrize("state", ASKED)
def test_done_ends_the_questions(state: State) -> None:
    """DONE to a question closes no ticket."""
    assert next_move(state, Says.DONE).act in {Act.STOP_ASKING, Act.ANSWER_STAFF}


def test_the_place_is_asked_for_twice_at_most() -> None:
    """PROTOCOL 15.4: then people look at it."""
    first = next_move(State.ASKED_PLACE, Says.WORDS).act
    (then,) = LEADS_TO[first]
    assert then is State.ASKED_PLACE_AGAIN
    after = {next_move(then, says).act for says in Says}
    assert not {Act.ASK_PLACE_AGAIN, Act.ASK_PLACE_ANEW} & after


def test_every_act_is_one_function_of_filing() -> None:
    """The table names nothing that nobody does, and filing does nothing that the table does not name."""
    assert set(ACTS) == {move.act for move in MOVES} == set(Act)


@pytest.mark.parametrize("state", sorted(ON_PAGES))
def test_words_on_the_page_of_a_ticket_are_about_that_ticket(state: State) -> None:
    """Whoever writes `help` under a report wants the city to help with it, not the manual."""
    acts = {next_move(state, says).act for says in (Says.STATUS, Says.HELP, Says.LANGUAGE, Says.EMPTY, Says.NEW)}
    assert acts <= {Act.ANSWER_STAFF, Act.REOPEN}


@pytest.mark.parametrize("state", [State.CLOSED_ASKED, State.CLOSED_LATELY_ASKED])
def test_the_question_after_closing_is_answered_by_yes_no_and_still_broken(state: State) -> None:
    """Only a no opens the ticket again; a mark from 1 to 5 does not."""
    acts = [next_move(state, says).act for says in (Says.YES, Says.DONE, Says.NO, Says.PERSISTS, Says.NUMBER)]
    assert acts == [Act.NOTE_FIXED, Act.NOTE_FIXED, Act.NOTE_NOT_FIXED, Act.NOTE_NOT_FIXED, Act.KEEP_QUIETLY]
