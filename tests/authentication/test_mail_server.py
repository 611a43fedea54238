"""Mail that comes by way of a mail server: whose word about the sender is believed, and whose word about spam."""

from __future__ import annotations

import pytest

from gateway.authentication import Authenticator, make_authenticator
from gateway.authentication.results import read_results
from gateway.errors import SettingsError
from parsers.values import Authentication
from tests.authentication.conftest import arrive, as_read, write
from tests.conftest import SettingsFactory

OURS = "mx.elmcity.example"
PASS = (
    f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=elm-city.example; dmarc=pass header.from=elm-city.example"
)
FAIL = PASS.replace("pass", "fail")
BORDER = (
    f"Received: from mail.elm-city.example (mail.elm-city.example [192.0.2.25]) by {OURS} (Postfix) with ESMTPS id 1"
)
HANDED_OVER = "Received: from localhost (localhost [127.0.0.1]) by mx.elmcity.example with ESMTP id 2"
FOREIGN = "Received: from laptop (unknown [198.51.100.7]) by mail.elm-city.example with ESMTPA id 3"
TRUSTING = Authenticator(servers=(OURS,))
BELOW = Authenticator(servers=(OURS,), place="below")


def judge(
    authenticator: Authenticator, *lines: str, sender: str = "anne@elm-city.example", **details: str
) -> Authentication:
    """The verdict about a mail with these header lines on top, that came by LMTP unless `details` say otherwise."""
    raw = "".join(f"{line}\r\n" for line in lines).encode() + write(sender)
    arrival = arrive(raw, **({"protocol": "LMTP", "peer": "127.0.0.1"} | details))
    return authenticator.examine(arrival, as_read(arrival)).authentication


@pytest.mark.parametrize(
    ("authenticator", "lines", "expected"),
    [
        pytest.param(TRUSTING, (PASS, BORDER, FOREIGN), "pass", id="above our Received"),
        pytest.param(TRUSTING, (FAIL, BORDER, PASS), "fail", id="the topmost counts"),
        pytest.param(TRUSTING, (PASS, HANDED_OVER, BORDER), "pass", id="above the hand-over inside our server"),
        pytest.param(TRUSTING, (HANDED_OVER, PASS, BORDER), "pass", id="below the hand-over inside our server"),
        pytest.param(BELOW, (BORDER, PASS, FOREIGN), "pass", id="a server that writes below its Received"),
        pytest.param(BELOW, (BORDER, FAIL, PASS, FOREIGN), "fail", id="below, the topmost counts"),
    ],
)
def test_the_word_of_our_mail_server_counts(
    authenticator: Authenticator, lines: tuple[str, ...], expected: str
) -> None:
    """PROTOCOL 7.1: what our border server wrote is believed, in whichever place it writes."""
    verdict = judge(authenticator, *lines)
    assert (verdict.dmarc, verdict.source) == (expected, "mail_server")
    assert verdict.is_proven == (expected == "pass")


@pytest.mark.parametrize(
    ("authenticator", "lines"),
    [
        pytest.param(TRUSTING, (BORDER, PASS), id="below our Received"),
        pytest.param(TRUSTING, (BORDER, FOREIGN, PASS), id="at the bottom"),
        pytest.param(TRUSTING, (PASS,), id="not by way of our mail server"),
        pytest.param(TRUSTING, (PASS.replace(OURS, "mx.offers.example"), BORDER), id="somebody else's name"),
        pytest.param(
            TRUSTING, (PASS.replace(OURS, f"{OURS}.offers.example"), BORDER), id="a name that begins like ours"
        ),
        pytest.param(TRUSTING, (f"X-Authentication-Results: {OURS}; dmarc=pass", BORDER), id="another field"),
        *(
            pytest.param(TRUSTING, (BORDER.replace("from mail.elm-city.example", f"from {name}"), PASS), id=name)
            for name in ("localhost", "127.0.0.1", "[127.0.0.1]", "localhost([127.0.0.1])", "(localhost[127.0.0.1])")
        ),
        pytest.param(BELOW, (BORDER, FOREIGN, PASS), id="below, but behind a foreign Received"),
        pytest.param(Authenticator(), (PASS, BORDER), id="no server is configured"),
    ],
)
def test_f7_1_results_that_the_sender_brings_are_ignored(authenticator: Authenticator, lines: tuple[str, ...]) -> None:
    """Anybody can write `Authentication-Results: ourmx; dmarc=pass` into a mail: it must prove nothing."""
    assert not judge(authenticator, *lines).is_proven


def test_f7_1_a_pass_from_an_unknown_server_is_neutral_and_a_failure_is_believed() -> None:
    """PROTOCOL 7.1: without a configured server only what speaks against the sender is heard."""
    assert judge(Authenticator(), PASS) == Authentication()
    failed = judge(Authenticator(), FAIL)
    assert failed.is_forged
    assert "DMARC" in failed.reason


def test_f7_1_another_door_does_not_carry_the_word_of_our_mail_server() -> None:
    """A provider's webhook passes on whatever stands in a mail; our own server never saw it."""
    assert not judge(TRUSTING, PASS, BORDER, door="postmark").is_proven
    assert judge(TRUSTING, PASS, BORDER, door="imap").is_proven


@pytest.mark.parametrize(
    ("said", "proven", "forged"),
    [
        ("dmarc=pass header.from=offers.example", False, False),
        ("dmarc=pass header.from=elm-city.example; dmarc=fail header.from=elm-city.example", False, True),
        ("dmarc=pass header.from=elm-city.example; dmarc=none header.from=elm-city.example", False, False),
        ("dmarc=none; dkim=pass header.d=elm-city.example", True, False),
        ("dmarc=none; dkim=fail header.d=elm-city.example; dkim=pass header.i=@mail.elm-city.example", True, False),
        ("dmarc=none; dkim=pass header.d=offers.example; spf=pass smtp.mailfrom=x@offers.example", False, False),
        ("dmarc=none; spf=pass smtp.mailfrom=bounces.elm-city.example", True, False),
        ("dkim=pass header.d=example", False, False),
        ("dmarc=temperror; spf=temperror", False, False),
        ("spf=pass (comment ; dmarc=pass) smtp.mailfrom=x@offers.example", False, False),
        ("none", False, False),
        ("this is ((((no field", False, False),
        ("x=" + "y" * 10_000, False, False),
    ],
)
def test_the_word_must_be_about_the_sender_that_we_read(said: str, proven: bool, forged: bool) -> None:
    """A pass of another domain, or one smuggled in beside a failure, proves nothing."""
    verdict = judge(TRUSTING, f"Authentication-Results: {OURS}; {said}", BORDER)
    assert (verdict.is_proven, verdict.is_forged) == (proven, forged)


@pytest.mark.parametrize(
    "value",
    [
        """mx.google.com;
            dkim=pass header.i=@elm-city.example header.s=20230601 header.b=AbC+/d;
            spf=pass (google.com: domain of anne@elm-city.example designates 192.0.2.1 as permitted sender)
                smtp.mailfrom=anne@elm-city.example;
            dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=elm-city.example""",
        "mx.elmcity.example/4X1yZ2; dmarc=pass (p=reject dis=none) header.from=elm-city.example",
        'mx.elmcity.example 1; dmarc=pass reason="aligned" header.from=elm-city.example; compauth=pass reason=100',
    ],
)
def test_the_forms_that_mail_servers_use_are_read(value: str) -> None:
    """Gmail, OpenDMARC with its job number, and Exchange write the same thing in three ways."""
    results = read_results(" ".join(value.split()).encode())
    assert results is not None
    assert [(one.result, one.domain) for one in results.of("dmarc")] == [("pass", "elm-city.example")]
    assert results.server in {"mx.google.com", OURS}


@pytest.mark.parametrize(
    ("details", "words", "proven"),
    [
        ({"spf": "PASS", "dkim": "PASS", "dmarc": "PASS"}, ("pass", "pass", "pass"), True),
        ({"spf": "pass"}, ("pass", "none", "none"), True),
        ({"spf": "softfail", "dmarc": "fail"}, ("softfail", "none", "fail"), False),
        ({"spf": "GRAY"}, ("none", "none", "none"), False),
    ],
)
def test_a_verified_provider_is_believed(details: dict[str, str], words: tuple[str, str, str], proven: bool) -> None:
    """What a provider found out comes along with its signed call, not with the mail."""
    verdict = judge(Authenticator(), PASS, door="ses", **details)
    assert (verdict.spf, verdict.dkim, verdict.dmarc) == words
    assert (verdict.is_proven, verdict.source) == (proven, "mail_server")


def test_details_without_a_door_are_no_provider() -> None:
    """Only a door that verifies its caller may write a verdict."""
    assert judge(Authenticator(), spf="pass", dmarc="pass") == Authentication()


def test_mail_that_our_own_server_hands_over_is_not_asked_about() -> None:
    """By LMTP the peer is our own server: SPF of its address would make everybody a forger."""
    direct = make_authenticator_for_nobody()
    assert judge(direct).source == ""


def make_authenticator_for_nobody() -> Authenticator:
    """Checks senders itself, at a name server that nobody may ask."""
    from gateway.authentication.lookups import NameServers

    return Authenticator(name_servers=NameServers(addresses=("192.0.2.53",)))


def test_the_settings_say_whom_to_believe(settings: SettingsFactory) -> None:
    """Names are compared in lower case; senders are checked only where that is switched on."""
    made = make_authenticator(
        settings(authserv_id="MX.ElmCity.example, mx2.elmcity.example", arc_sealers="@Elmcity.example")
    )
    assert (made.servers, made.sealers, made.name_servers) == (
        (OURS, "mx2.elmcity.example"),
        ("elmcity.example",),
        None,
    )
    assert make_authenticator(settings(check_senders=True)).name_servers is not None


@pytest.mark.parametrize("text", ["dns.example", "192.0.2.1:port", "192.0.2"])
def test_a_name_server_that_is_no_address_is_said_at_the_start(settings: SettingsFactory, text: str) -> None:
    """The mistake is named when the gateway starts, not with the first mail."""
    with pytest.raises(SettingsError, match=r"GATEWAY_DNS_SERVERS.*192\.0\.2\.53"):
        make_authenticator(settings(dns_servers=text))
