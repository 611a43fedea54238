"""Everybody who works at the desk, or the members of the departments that somebody leads."""

from __future__ import annotations

from flask import render_template

from gateway.store.staff import list_staff
from gateway.web.context import this_gateway
from gateway.web.people.pages import department_names, pages, require_manager
from gateway.web.people.rights import may_manage
from gateway.web.second_factor import needs_second_factor


@pages.get("", endpoint="overview")
def show() -> str:
    """The list; closed accounts last."""
    me, gateway = require_manager(), this_gateway()
    with gateway.store.reading() as connection:
        everybody = [person for person in list_staff(connection) if may_manage(me, person)]
    everybody.sort(key=lambda person: (person.disabled_at is not None, person.email))
    lacking = {person.id for person in everybody if needs_second_factor(gateway, person)}
    names = department_names(*everybody)
    return render_template("people.html", me=me, everybody=everybody, names=names, lacking=lacking)
