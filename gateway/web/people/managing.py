"""What administrators and leads do to people, each in one transaction; refused with a sentence, never half done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.replies.invitation import Invitation, invitation_draft
from gateway.store import people, second_factors, sessions, staff
from gateway.store.outbox import queue_draft
from gateway.store.staff import StaffRow
from gateway.web import accounts
from gateway.web.people.rights import PeopleError, Rights, check_rights, rights_of, within_leads

LINK_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Who was invited; `link` is shown to the inviter where no mail goes out, `was_there` means no link was needed."""

    person: StaffRow
    link: str = ""
    was_there: bool = False


def invite(gateway: Gateway, me: StaffRow, *, email: str, name: str, rights: Rights, known: set[str]) -> Invited:
    """Add a person and send the link; a lead who names somebody of the city adds them to the own departments."""
    email, now = email.strip().lower(), gateway.clock()
    with gateway.store.writing() as connection:
        if there := staff.find_staff_by_email(connection, email):
            return _add_known(connection, me, there, rights)
        given = within_leads(me, None, rights)
        check_rights(given, known)
        staff_id = staff.add_staff(
            connection, email=email, name=name or email, role=given.role, departments=(), now=now
        )
        people.set_departments(connection, staff_id, given.departments, leads=given.leads)
        link = _send_link(connection, gateway, me, staff_id, email)
        person = _load(connection, staff_id)
    gateway.bell.ring("deliver", staff_id)
    return Invited(person=person, link=link)


def _add_known(connection: Connection, me: StaffRow, there: StaffRow, rights: Rights) -> Invited:
    if me.role == "administrator":
        raise PeopleError(f"{there.email} is there already. Open their page to change something or to send a new link.")
    given = within_leads(me, None, rights)
    if there.disabled_at is not None or there.role == "administrator" or rights_of(there).reads_all:
        raise PeopleError(f"{there.email} has an account that only an administrator changes.")
    both = tuple(dict.fromkeys((*there.departments, *given.departments)))
    people.set_departments(connection, there.id, both, leads=there.leads)
    return Invited(person=_load(connection, there.id), was_there=True)


def change_rights(gateway: Gateway, me: StaffRow, staff_id: int, *, wanted: Rights, name: str, known: set[str]) -> None:
    """Give a person another role or other departments; the last administrator stays one."""
    with gateway.store.writing() as connection:
        administrators = people.hold_administrators(connection)
        person = _load(connection, staff_id)
        given = within_leads(me, rights_of(person), wanted)
        check_rights(given, known | set(person.departments))
        if given.role != "administrator":
            _spare_the_last(administrators, person)
        people.set_role(connection, staff_id, given.role)
        people.set_departments(connection, staff_id, given.departments, leads=given.leads)
        if me.role == "administrator" and name:
            people.set_name(connection, staff_id, name)


def disable(gateway: Gateway, me: StaffRow, staff_id: int) -> None:
    """Close an account and end its sessions; nobody closes their own, and not the last administrator's."""
    if me.id == staff_id:
        raise PeopleError("Nobody closes their own account. Ask another administrator.")
    with gateway.store.writing() as connection:
        administrators = people.hold_administrators(connection)
        _spare_the_last(administrators, _load(connection, staff_id))
        people.disable_staff(connection, staff_id, now=gateway.clock())
        sessions.end_sessions(connection, staff_id, now=gateway.clock())


def enable(gateway: Gateway, staff_id: int) -> None:
    """Open a closed account again."""
    with gateway.store.writing() as connection:
        people.enable_staff(connection, staff_id)


def end_sessions(gateway: Gateway, staff_id: int) -> int:
    """Sign a person out everywhere; how many browsers that was."""
    with gateway.store.writing() as connection:
        return sessions.end_sessions(connection, staff_id, now=gateway.clock())


def remove_factor(gateway: Gateway, staff_id: int) -> None:
    """For who has lost phone and recovery codes: the password alone counts until they set up a new one."""
    with gateway.store.writing() as connection:
        second_factors.remove_factor(connection, staff_id)
        sessions.end_sessions(connection, staff_id, now=gateway.clock())


def may_send_link(me: StaffRow, person: StaffRow) -> bool:
    """Whether `me` may send a one-time link, which lets whoever has it into the account.

    A lead may to somebody new whom they could have invited; a link to anybody else would lend a lead their rights.
    """
    if person.disabled_at is not None:
        return False
    is_new = person.password_hash is None and person.oidc_subject is None
    below = person.role != "administrator" and not person.leads and bool(person.departments)
    return me.role == "administrator" or (is_new and below and set(person.departments) <= set(me.leads))


def send_link(gateway: Gateway, me: StaffRow, staff_id: int) -> str:
    """Send a new one-time link; returns it where no mail goes out."""
    with gateway.store.writing() as connection:
        person = _load(connection, staff_id)
        if not may_send_link(me, person):
            raise PeopleError("Only an administrator sends a link to this person.")
        link = _send_link(connection, gateway, me, staff_id, person.email)
    gateway.bell.ring("deliver", staff_id)
    return link


def _send_link(connection: Connection, gateway: Gateway, me: StaffRow, staff_id: int, email: str) -> str:
    """Without a relay a mail would only be shown in the simulator, where everybody could read it."""
    link = accounts.add_link(connection, gateway, staff_id, days=LINK_DAYS)
    people.note_invited(connection, staff_id, now=gateway.clock())
    invitation = Invitation(email=email, inviter=me.name or me.email, link=link, days=LINK_DAYS)
    draft = invitation_draft(gateway.rulebooks.current(), gateway.tokens, invitation)
    if draft is None or not gateway.settings.smtp_relay:
        return link
    queue_draft(connection, draft, now=gateway.clock())
    return ""


def _spare_the_last(administrators: frozenset[int], person: StaffRow) -> None:
    if administrators == {person.id}:
        raise PeopleError(f"{person.email} is the only administrator who can sign in. Make somebody else one first.")


def _load(connection: Connection, staff_id: int) -> StaffRow:
    person = staff.find_staff(connection, staff_id)
    if person is None:
        raise PeopleError("There is no such person any more.")
    return person
