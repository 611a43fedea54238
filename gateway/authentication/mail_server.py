"""What a mail server that we trust found out about the sender, turned into a verdict (PROTOCOL 7.1)."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.authentication.fields import Place, written_by_our_border
from gateway.authentication.results import Results, domain_of, read_results, read_word
from parsers.email.scan import Header
from parsers.values import Authentication

SOURCE = "mail_server"
OURSELVES = "gateway"
"""The source of a verdict: our mail server, or what we found out ourselves."""
_SILENT = "Our mail server says nothing about who sent this."


def read_verdict(fields: tuple[Header, ...], *, sender: str, servers: tuple[str, ...], place: Place) -> Authentication:
    """The verdict of the topmost `Authentication-Results:` of one of our `servers`; all other ones are ignored.

    `sender` is the address in From as we read it: a verdict about another one is none about this.
    """
    ours = written_by_our_border(fields, place)
    for field in ours:
        results = read_results(field.value) if field.name == "authentication-results" else None
        if results is not None and results.server in servers:
            return judge(results, sender)
    return Authentication(source=SOURCE, reason=_SILENT)


def judge(results: Results, sender: str) -> Authentication:
    """The verdict that a server's results amount to, for the domain of `sender`."""
    domain = domain_of(sender)
    about = {finding.domain for finding in results.of("dmarc")} - {""}
    dmarc = results.most_cautious("dmarc") if about <= {domain} else "none"
    return Authentication(
        source=SOURCE,
        spf=results.most_cautious("spf"),
        dkim=results.best("dkim"),
        dmarc=dmarc,
        arc=results.most_cautious("arc"),
        aligned=any(
            finding.result == "pass" and is_related(finding.domain, domain)
            for method in ("spf", "dkim")
            for finding in results.of(method)
        ),
        reason=explain(dmarc, domain),
    )


def read_provider(details: Mapping[str, str], *, sender: str, envelope_sender: str) -> Authentication | None:
    """What a mail provider found out, whose call was verified; None when it says nothing.

    The door writes `spf`, `dkim` and `dmarc` into the details of the arrival, in words of RFC 8601 of any case.
    """
    said = {method: read_word(details[method]) for method in ("spf", "dkim", "dmarc") if details.get(method)}
    if not said:
        return None
    domain = domain_of(sender)
    return Authentication(
        source=SOURCE,
        **said,
        aligned=said.get("spf") == "pass" and is_related(domain_of(envelope_sender), domain),
        reason=explain(said.get("dmarc", "none"), domain),
    )


def is_related(one: str, other: str) -> bool:
    """Whether two domains are the same or one is below the other: alignment as far as it can be told without DNS."""
    shorter, longer = sorted((one, other), key=len)
    return "." in shorter and (shorter == longer or longer.endswith(f".{shorter}"))


def explain(dmarc: str, domain: str) -> str:
    """One sentence for the ticket where DMARC failed or could not be asked; else nothing."""
    match dmarc:
        case "fail":
            return f"{domain} says that this mail is not its own (DMARC fail)."
        case "temperror":
            return f"The DNS of {domain} could not be asked in time."
        case _:
            return ""
