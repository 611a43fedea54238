"""One person: role, departments, what was done lately, and what can be done about the account."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store.audit import AuditFilter, list_audit
from gateway.store.staff import StaffRow
from gateway.web import auditing, sealing
from gateway.web.context import this_gateway
from gateway.web.people import managing
from gateway.web.people.forms import PersonForm, form_of, read_form
from gateway.web.people.pages import department_names, pages, require_managed
from gateway.web.people.rights import PeopleError
from gateway.web.sessions import list_own

_LATELY = 10


@pages.get("/<int:staff_id>", endpoint="person")
def show(staff_id: int) -> str:
    """The page of a person."""
    me, person = require_managed(staff_id)
    return _draw(me, person, form_of(person))


@pages.post("/<int:staff_id>", endpoint="change")
def change(staff_id: int) -> Response | tuple[str, int]:
    """Keep another role, name or other departments."""
    me, person = require_managed(staff_id)
    form = read_form()
    try:
        managing.change_rights(
            this_gateway(), me, staff_id, wanted=form.rights, name=form.name, known=set(department_names())
        )
    except PeopleError as error:
        return _draw(me, person, read_form(error=str(error))), 422
    details = {"person": person.email, "departments": form.rights.departments, "leads": form.rights.leads}
    auditing.add_detail(**details, **({"role": form.rights.role} if "role" in request.form else {}))
    flash(f"What {person.email} may do was changed. It counts from their next click.")
    return redirect(url_for("people.overview"), 303)


def _draw(me: StaffRow, person: StaffRow, form: PersonForm) -> str:
    gateway, names = this_gateway(), department_names(person)
    mine = names if me.role == "administrator" else {key: names.get(key, key) for key in me.leads}
    lately = AuditFilter(actor=person.email)
    with gateway.store.reading() as connection:
        lines = list_audit(connection, lately, limit=_LATELY) if me.role == "administrator" else []
    return render_template(
        "people_person.html",
        me=me,
        one=person,
        form=form,
        names=mine,
        all_names=names,
        sessions=list_own(gateway, person.id),
        lines=lines,
        link=sealing.take_over(gateway),
        may_send_link=managing.may_send_link(me, person),
        days=managing.LINK_DAYS,
    )
