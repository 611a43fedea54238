"""Whether the host that delivered a mail may send for its envelope's domain (SPF, RFC 7208), by `pyspf`."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import spf

from gateway.authentication.lookups import DnsTroubleError, Inquiry
from gateway.authentication.results import read_word

_asking: ContextVar[Inquiry] = ContextVar("asking")


def check_spf(inquiry: Inquiry, *, peer: str, helo: str, sender: str) -> str:
    """The result in a word of RFC 8601. `sender` is the envelope's; the name in HELO stands in for an empty one."""
    if not peer or not (sender or helo):
        return "none"
    token = _asking.set(inquiry)
    try:
        word, _ = spf.check2(peer, sender, helo, timeout=0, querytime=0)
    except DnsTroubleError:
        return "temperror"
    except Exception:  # noqa: BLE001 - a library reads what strangers wrote into their DNS
        return "permerror"
    finally:
        _asking.reset(token)
    return read_word(str(word))


def _look_up(name: str, kind: str, strict: object = None, timeout: object = None) -> list[tuple[Any, Any]]:  # noqa: ARG001
    """How the library reaches the DNS: within the time that is left of the inquiry, and never past its own bounds."""
    found: list[tuple[Any, Any]] = []
    for record in _asking.get().find_records(name, kind):
        match kind:
            case "A" | "AAAA":
                found.append(((name, kind), record.address))
            case "MX":
                found.append(((name, kind), (record.preference, record.exchange.to_text(omit_final_dot=True))))
            case "PTR":
                found.append(((name, kind), record.target.to_text(omit_final_dot=True)))
            case "TXT":
                found.append(((name, kind), record.strings))
    return found


spf.DNSLookup = _look_up
