"""What mail servers write about spam, and who may make us believe it (PROTOCOL 7.5)."""

from __future__ import annotations

import pytest

from gateway.authentication import Authenticator
from tests.authentication.conftest import arrive, as_read, write

TRUSTING = Authenticator(trusts_spam_headers=True)


def why(authenticator: Authenticator, *lines: str, **details: str) -> str:
    """Why a mail with these header lines is spam; empty when it is not."""
    arrival = arrive("".join(f"{line}\r\n" for line in lines).encode() + write(), **details)
    return authenticator.examine(arrival, as_read(arrival)).spam


@pytest.mark.parametrize(
    "line",
    [
        "X-Spam-Flag: YES",
        "X-Spam-Status: Yes, score=14.2 required=5.0 tests=BAYES_99",
        "X-Spam: Yes",
        "X-SES-Spam-Verdict: FAIL",
        "X-MS-Exchange-Organization-SCL: 6",
        "X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:US;LANG:en;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:x.example",
        "X-Forefront-Antispam-Report: CIP:192.0.2.1;SFV:SPM;",
        "X-Rspamd-Action: add header",
        "X-Rspamd-Action: reject",
        "X-Spamd-Result: default: True [17.30 / 15.00]; BAYES_SPAM(5.10)[99.99%]",
    ],
)
def test_the_mail_server_says_spam(line: str) -> None:
    """Six systems, one meaning; the reason repeats their own words for staff."""
    assert why(TRUSTING, line).split(":")[1].strip()
    assert why(Authenticator(), line) == "", "nobody said that these headers are our mail server's"


@pytest.mark.parametrize(
    "line",
    [
        "X-Spam-Flag: NO",
        "X-Spam-Status: No, score=-1.2 required=5.0",
        "X-Spam-Status: not yes",
        "X-SES-Spam-Verdict: PASS",
        "X-SES-Spam-Verdict: GRAY",
        "X-MS-Exchange-Organization-SCL: -1",
        "X-MS-Exchange-Organization-SCL: 1",
        "X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:1;SFV:NSPM;PTR:SCL:9.example",
        "X-Rspamd-Action: no action",
        "X-Rspamd-Action: greylist",
        "X-Spamd-Result: default: False [1.30 / 15.00]; TRUE(0.00)[]",
        "X-Spam-Level: ****",
    ],
)
def test_the_mail_server_says_no_spam(line: str) -> None:
    """A resident's mail that passed the filter goes its way."""
    assert why(TRUSTING, line) == ""


def test_a_no_that_the_sender_brings_does_not_help_him() -> None:
    """Fields of the sender and of the server stand side by side; one that says yes is enough."""
    assert why(TRUSTING, "X-Spam-Flag: NO", "X-Spam-Status: No", "X-Spam-Flag: YES") == "X-Spam-Flag: YES"


def test_a_provider_says_it_in_the_details() -> None:
    """What a verified provider thinks does not need the setting: it came with the call and not with the mail."""
    assert why(Authenticator(), door="ses", spam="SES spam verdict: FAIL") == "SES spam verdict: FAIL"
