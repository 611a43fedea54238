"""One line for everything that somebody changes on a page, and nothing of what they wrote."""

from __future__ import annotations

from gateway.store.audit import AuditRow, list_audit
from tests.web.site import Site, post


def lines(site: Site) -> list[AuditRow]:
    """Everything that was written down, newest first."""
    with site.gateway.store.reading() as connection:
        return list_audit(connection)


def test_a_change_leaves_a_line_without_the_words(site: Site) -> None:
    """Months later one must see who answered which ticket, from where; what was said stands on the ticket."""
    number, client = site.add_ticket(), site.client("member", "streets")
    path = f"/tickets/{number}"
    assert post(client, f"{path}/notes", page=path, text="Crew 4 knows the place.").status_code == 303
    line = lines(site)[0]
    assert (line.actor, line.subject) == ("member@elmcity.example", number)
    assert line.action.startswith("tickets.")
    assert (line.at, line.address) == (site.gateway.clock(), "127.0.0.1")
    assert "Crew" not in str(line)


def test_what_was_refused_or_only_looked_at_leaves_none(site: Site) -> None:
    """The log is of what was done."""
    path = f"/tickets/{site.add_ticket()}"
    client = site.client("member", "streets")
    before = len(lines(site))
    assert post(client, f"{path}/notes", page=path, text="").status_code == 422
    assert post(site.client("viewer"), f"{path}/notes", page=path, text="No.").status_code == 403
    assert client.get(path).status_code == 200
    assert [line for line in lines(site)[: len(lines(site)) - before] if line.action.startswith("tickets")] == []


def test_what_was_chosen_from_a_list_is_told(site: Site) -> None:
    """The line says that the ticket was closed, and not with which words."""
    number, client = site.add_ticket(), site.client("member", "streets")
    path = f"/tickets/{number}"
    assert post(client, f"{path}/status", page=path, status="closed", text="Filled today.").status_code == 303
    line = lines(site)[0]
    assert (line.subject, line.data) == (number, {"status": "closed"})
