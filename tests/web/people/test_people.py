"""Who looks after people: administrators after everybody, leads after the members of their departments only."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gateway.store import people, staff
from gateway.store.audit import list_audit
from gateway.store.schema import outbox
from gateway.store.staff import StaffRow
from tests.web.site import NOON, PASSWORD, Site, post, sign_in


def person_of(site: Site, email: str) -> StaffRow:
    """The row of a person."""
    with site.gateway.store.reading() as connection:
        person = staff.find_staff_by_email(connection, email)
    assert person is not None
    return person


def lead_of(site: Site, *departments: str) -> FlaskClient:
    """Somebody signed in who leads these departments."""
    email = site.add_person("member", *departments, email="lead@elmcity.example")
    with site.gateway.store.writing() as connection:
        found = staff.find_staff_by_email(connection, email)
        assert found is not None
        people.set_departments(connection, found.id, departments, leads=departments)
    client = site.app.test_client()
    sign_in(client, email)
    return client


def invite(client: FlaskClient, email: str, **form: Any) -> Any:
    """Send the form of an invitation."""
    return post(client, "/people/invite", page="/people/me", email=email, **form)


def test_an_invitation_goes_out_by_mail_and_lets_somebody_in(make_gateway: Any) -> None:
    """Whoever is invited gets a link, chooses a password and is at the desk of their department."""
    site = Site(make_gateway(smtp_relay="127.0.0.1:9"))
    client = site.client("administrator")
    answer = invite(client, "Bart@ElmCity.example", name="Bart", role="member", departments="streets")
    assert answer.status_code == 303
    assert "on its way to bart@elmcity.example" in client.get(answer.location).text
    with site.gateway.store.reading() as connection:
        mail = connection.execute(select(outbox)).one()
    assert (mail.recipient, mail.channel, mail.kind) == ("bart@elmcity.example", "email", "invitation")
    link = next(line for line in mail.body.splitlines() if line.startswith("http"))
    path, new = link.removeprefix("http://127.0.0.1:8311"), site.app.test_client()
    form = {"password": "bart has a long one", "again": "bart has a long one"}
    assert post(new, path, page=path, **form).status_code == 303
    assert "Streets" in new.get("/desk").text


def test_without_mail_the_link_is_shown_once_to_who_invites(site: Site) -> None:
    """The simulator shows everybody what is not sent: a link in there would let everybody in."""
    client = site.client("administrator")
    page = client.get(invite(client, "bart@elmcity.example", role="viewer", reads_all="yes").location).text
    assert "http://127.0.0.1:8311/sign-in/link/" in page
    assert "/sign-in/link/" not in client.get(f"/people/{person_of(site, 'bart@elmcity.example').id}").text
    with site.gateway.store.reading() as connection:
        assert connection.execute(select(outbox)).first() is None
        assert list_audit(connection)[0].data["person"] == "bart@elmcity.example"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"email": "bart"}, "Write the whole mail address"),
        ({"role": "member"}, "Choose at least one department"),
        ({"role": "viewer"}, "tick “Reads every department”"),
        ({"role": "king", "departments": "streets"}, "Choose a role"),
        ({"role": "member", "departments": "moon"}, "There is no department moon"),
        ({"role": "viewer", "leads": "streets"}, "leads no department"),
        ({"email": "administrator@elmcity.example", "role": "viewer", "reads_all": "yes"}, "is there already"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(site: Site, form: dict[str, str], sentence: str) -> None:
    """One clear sentence, and nothing has to be typed twice."""
    wanted = {"email": "bart@elmcity.example", "name": "Bart the Builder"} | form
    answer = invite(site.client("administrator"), **wanted)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Bart the Builder" in answer.text


@pytest.mark.parametrize(
    "form",
    [
        {"role": "administrator"},
        {"role": "member", "departments": "fire"},
        {"role": "member", "leads": "streets"},
        {"role": "viewer", "reads_all": "yes"},
        {"role": "member"},
    ],
)
def test_a_lead_gives_no_more_than_the_own_department(site: Site, form: dict[str, str]) -> None:
    """A forged form of a lead must not make administrators, other leads, or readers of everything."""
    answer = invite(lead_of(site, "streets"), "bart@elmcity.example", **form)
    assert answer.status_code == 422
    with site.gateway.store.reading() as connection:
        assert staff.find_staff_by_email(connection, "bart@elmcity.example") is None


def test_a_lead_sees_and_changes_only_the_members_of_the_own_department(site: Site) -> None:
    """Streets' lead takes Bart off streets; what he does for fire is none of their business."""
    client = lead_of(site, "streets")
    site.add_person("member", "fire", email="cris@elmcity.example")
    site.add_person("member", "fire", "streets", email="bart@elmcity.example")
    cris, bart = person_of(site, "cris@elmcity.example"), person_of(site, "bart@elmcity.example")
    page = client.get("/people").text
    assert "bart@" in page
    assert "cris@" not in page
    assert client.get(f"/people/{cris.id}").status_code == 403
    path = f"/people/{bart.id}"
    assert post(client, path, page=path, role="administrator", leads="fire").status_code == 303
    after = person_of(site, "bart@elmcity.example")
    assert (after.role, after.departments, after.leads) == ("member", ("fire",), ())


def test_a_lead_adds_somebody_of_the_city_and_never_widens_a_viewer(site: Site) -> None:
    """The last department of a viewer is not taken off: a viewer without one reads the whole city."""
    client = lead_of(site, "streets")
    site.add_person("viewer", "fire", email="bart@elmcity.example")
    site.add_person("viewer", "streets", email="cris@elmcity.example")
    assert invite(client, "bart@elmcity.example", role="member", departments="streets").status_code == 303
    bart, cris = person_of(site, "bart@elmcity.example"), person_of(site, "cris@elmcity.example")
    assert (bart.role, bart.departments) == ("viewer", ("fire", "streets"))
    answer = post(client, f"/people/{cris.id}", page="/people/me", role="viewer")
    assert answer.status_code == 422
    assert "last department" in answer.text


@pytest.mark.parametrize("act", ["link", "disable", "enable", "sign-out", "second-factor"])
def test_a_lead_gets_no_hold_of_an_account(site: Site, act: str) -> None:
    """A link to a member who works elsewhere too would lend a lead the rights of that member."""
    client = lead_of(site, "streets")
    bart = person_of(site, site.add_person("member", "fire", "streets", email="bart@elmcity.example"))
    answer = post(client, f"/people/{bart.id}/{act}", page="/people/me")
    assert answer.status_code in {303, 403}
    assert "/sign-in/link/" not in client.get(f"/people/{bart.id}").text
    assert person_of(site, bart.email) == bart


def test_the_last_administrator_stays_one(site: Site) -> None:
    """A city without an administrator would be locked out of its own gateway; one who never signed in is none."""
    client = site.client("administrator")
    me = person_of(site, "administrator@elmcity.example")
    with site.gateway.store.writing() as connection:
        staff.add_staff(
            connection, email="new@elmcity.example", name="", role="administrator", departments=(), now=NOON
        )
    path = f"/people/{me.id}"
    answer = post(client, path, page=path, role="viewer", reads_all="yes")
    assert answer.status_code == 422
    assert "the only administrator who can sign in" in answer.text
    site.add_person("administrator", email="second@elmcity.example")
    assert post(client, path, page=path, role="viewer", reads_all="yes").status_code == 303
    assert person_of(site, me.email).role == "viewer"


def test_a_closed_account_is_out_everywhere_and_can_come_back(site: Site) -> None:
    """Whoever leaves the city is signed out at once; the password works again when they return."""
    client = site.client("administrator")
    bart = person_of(site, site.add_person("member", "streets", email="bart@elmcity.example"))
    his = site.app.test_client()
    sign_in(his, bart.email)
    assert post(client, f"/people/{bart.id}/disable", page=f"/people/{bart.id}").status_code == 303
    assert his.get("/desk").status_code == 302
    assert sign_in(site.app.test_client(), bart.email).status_code == 422
    assert post(client, f"/people/{bart.id}/enable", page=f"/people/{bart.id}").status_code == 303
    assert his.get("/desk").status_code == 302
    assert sign_in(site.app.test_client(), bart.email, PASSWORD).status_code == 303


def test_nobody_closes_the_own_account_by_mistake(site: Site) -> None:
    """The button is not there, and a forged form does nothing."""
    client, other = site.client("administrator"), site.add_person("administrator", email="second@elmcity.example")
    me = person_of(site, "administrator@elmcity.example")
    assert "Close the account" not in client.get(f"/people/{me.id}").text
    answer = post(client, f"/people/{me.id}/disable", page="/people")
    assert "Nobody closes their own account" in client.get(answer.location).text
    assert post(client, f"/people/{person_of(site, other).id}/disable", page="/people").status_code == 303
