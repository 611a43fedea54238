"""What a failed delivery says about an address, which mail it was, and who complained (PROTOCOL 6.2-6.4)."""

from __future__ import annotations

import pytest

from parsers.email import read_mail
from parsers.email.permanence import Permanence, explain_failure, judge_failure
from parsers.returned import Complaint, Failure
from tests.reports import make_complaint, make_report, two_recipients

ENVELOPE = "b+1.abc@elmcity.example"


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("5.1.1", Permanence.HARD),
        ("5.1.10", Permanence.HARD),
        ("5.1.2", Permanence.HARD),
        ("5.2.1", Permanence.HARD),
        ("5.4.1", Permanence.HARD),
        ("5.1.7", Permanence.REFUSED),
        ("5.1.8", Permanence.REFUSED),
        ("5.7.1", Permanence.REFUSED),
        ("5.7.26", Permanence.REFUSED),
        ("5.2.2", Permanence.SOFT),
        ("5.2.3", Permanence.SOFT),
        ("5.3.4", Permanence.SOFT),
        ("4.4.7", Permanence.SOFT),
        ("5.0.0", Permanence.UNCLEAR),
        ("5.3.0", Permanence.UNCLEAR),
        ("5.5.0", Permanence.UNCLEAR),
        (None, Permanence.UNCLEAR),
    ],
)
def test_6_3_the_status_decides(status: str | None, verdict: Permanence) -> None:
    """RFC 3463; 5.1.7 and 5.1.8 are about the sender's address, which is ours."""
    assert judge_failure(Failure(status=status)) is verdict


@pytest.mark.parametrize("status", ["5.1.1", "4.4.1", None])
def test_6_3_what_is_still_tried_is_a_delay(status: str | None) -> None:
    """Whatever the last answer was, nothing is lost yet."""
    assert judge_failure(Failure(temporary=True, status=status)) is Permanence.DELAYED


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("smtp; 550 No such user here", Permanence.HARD),
        ("550 unknown user <bart@y.example>", Permanence.HARD),
        ("Sorry, no mailbox here by that name", Permanence.HARD),
        ("The e-mail account does not exist", Permanence.HARD),
        ("552 Mailbox is full", Permanence.SOFT),
        ("user over quota", Permanence.SOFT),
        ("554 Message rejected as spam", Permanence.REFUSED),
        ("550 blocked by our policy", Permanence.REFUSED),
        ("550 quux", Permanence.UNCLEAR),
        ("", Permanence.UNCLEAR),
    ],
)
@pytest.mark.parametrize("status", [None, "5.0.0", "5.3.0"])
def test_6_3_words_decide_where_the_status_says_nothing(status: str | None, words: str, verdict: Permanence) -> None:
    """qmail gives no status and Exim gives 5.0.0; the other server's sentence says more."""
    assert judge_failure(Failure(status=status, diagnosis=words)) is verdict


def test_6_3_the_status_is_believed_before_the_words() -> None:
    """A sentence may name anything; the code was chosen."""
    assert judge_failure(Failure(status="5.1.1", diagnosis="blocked, mailbox full")) is Permanence.HARD


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (Failure(status="5.1.1"), "the mailbox does not exist (5.1.1)"),
        (Failure(status="5.2.2"), "the mailbox is full (5.2.2)"),
        (Failure(status="5.7.1"), "their mail system refuses mail from us (5.7.1)"),
        (Failure(status="4.4.1", temporary=True), "its mail server did not answer (4.4.1)"),
        (Failure(), "no reason was given"),
    ],
)
def test_6_3_a_clerk_reads_words_and_not_only_numbers(failure: Failure, words: str) -> None:
    """What stands on the ticket."""
    assert explain_failure(failure) == words


def test_6_1_the_diagnosis_names_the_status_that_the_report_hides() -> None:
    """Exim's reports say 5.0.0 and let the remote server speak."""
    raw = make_report("postfix", envelope=ENVELOPE, address="bart@y.example", status="5.1.1")
    mail = read_mail(raw.replace(b"Status: 5.1.1", b"Status: 5.0.0"))
    assert mail.bounce is not None
    assert mail.bounce.status == "5.1.1"


def test_6_1_each_recipient_has_a_verdict_of_its_own() -> None:
    """One failed and one is late; neither is taken for the other."""
    raw = two_recipients(envelope=ENVELOPE, failed="anne@x.example", delayed="bart@y.example", message_ids=("<1@e>",))
    bounce = read_mail(raw).bounce
    assert bounce is not None
    assert [(one.address, one.temporary, one.status) for one in bounce.failures] == [
        ("anne@x.example", False, "5.1.1"),
        ("bart@y.example", True, "4.4.1"),
    ]
    assert not bounce.temporary


@pytest.mark.parametrize("system", ["postfix", "exchange", "gmail", "exim", "qmail", "sendmail"])
def test_6_2_the_enclosed_mail_is_named_and_the_report_is_not(system: str) -> None:
    """The Message-ID of what was sent proves that it was ours; the report's own proves nothing."""
    raw = make_report(system, envelope=ENVELOPE, address="bart@y.example", message_id="<ours@elmcity.example>")
    bounce = read_mail(raw).bounce
    assert bounce is not None
    assert bounce.message_ids == ("<ours@elmcity.example>",)


@pytest.mark.parametrize(
    ("kind", "address", "found"),
    [
        ("abuse", "anne@x.example", Complaint(address="anne@x.example", message_ids=("<1@e.example>",))),
        ("Fraud", "", Complaint(message_ids=("<1@e.example>",))),
        ("opt-out", "", Complaint(message_ids=("<1@e.example>",))),
        ("auth-failure", "anne@x.example", None),
        ("not-spam", "anne@x.example", None),
    ],
)
def test_6_4_only_some_feedback_is_a_complaint(kind: str, address: str, found: Complaint | None) -> None:
    """RFC 5965 and RFC 6591: a DMARC failure report has the same form and says nothing about our mail's reader."""
    mail = read_mail(make_complaint(envelope=ENVELOPE, address=address, message_id="<1@e.example>", kind=kind))
    assert mail.complaint == found
    assert not mail.automation.reply
