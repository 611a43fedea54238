"""The played mailbox: a mail to the city, and the form filled in to answer one of the city's."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from gateway.channels.simulator import simulator_mail
from gateway.envelopes import Arrival
from gateway.routing import Rulebook
from gateway.store.desk import OutboundRow
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.live import is_htmx
from gateway.web.simulator.drawing import Typed, choices, draw_page, here, now, pages, take, tell_understood
from gateway.web.simulator.panes import find_sent_mail, load_pane
from gateway.web.simulator.samples import MAILS, find_sample
from gateway.web.simulator.scene import Resident, Scene, choose
from gateway.web.simulator.words import first, read_id, too_long

LONGEST_MAIL = 50_000
LONGEST_SUBJECT = 200


@pages.post("/mail")
def send_mail() -> Response | tuple[str, int]:
    """Take a mail from the mailbox."""
    scene = choose(request.form)
    typed = _typed_mail()
    error = too_long(typed.text, LONGEST_MAIL) or too_long(typed.subject, LONGEST_SUBJECT) or first(scene.problems)
    error = error or take(_mail_arrival(scene.resident, typed))
    if error:
        typed = Typed(text=typed.text, subject=typed.subject, to=typed.to, in_reply_to=typed.in_reply_to, error=error)
    return _answer(scene, typed)


def _typed_mail() -> Typed:
    if sample := find_sample(MAILS, request.form.get("sample", "")):
        return Typed(text=sample.body, subject=sample.subject)
    names = ("text", "subject", "to", "in_reply_to")
    return Typed(**{name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in names})


def _mail_arrival(resident: Resident, typed: Typed) -> Arrival:
    return simulator_mail(
        resident.email,
        typed.to[:254] or _our_address(this_rulebook()),
        typed.subject,
        typed.text,
        now=now(),
        in_reply_to=typed.in_reply_to[:250],
    )


def _our_address(rulebook: Rulebook) -> str:
    return rulebook.city.addresses[0] if rulebook.city.addresses else "311@city.example"


def _answer(scene: Scene, typed: Typed) -> Response | tuple[str, int]:
    """What was typed stays in the form when it was not taken; an empty form follows when it was."""
    form = typed if typed.error else Typed()
    if is_htmx():
        pane = load_pane(this_gateway(), "mailbox", scene.resident.email)
        return render_template(
            "simulator_mailbox.html", pane=pane, scene=scene, mail=form, understood=tell_understood(pane), **choices()
        ), 422 if typed.error else 200
    if not typed.error:
        return redirect(here(scene, "mailbox"), 303)
    return draw_page(scene, mail=form), 422


def reply_form(scene: Scene) -> Typed:
    """The mail form filled in to answer one of the city's mails, when `reply` names one of this resident's."""
    wanted = read_id(request.args.get("reply", ""))
    row = find_sent_mail(this_gateway(), scene.resident.email, wanted) if wanted is not None else None
    return _reply_to(row) if row else Typed()


def _reply_to(row: OutboundRow) -> Typed:
    subject = row.subject if row.subject.lower().startswith("re:") else f"Re: {row.subject}"
    quoted = "\n".join(f"> {line}" for line in row.body.splitlines())
    return Typed(
        text=f"\n\nThe city wrote:\n{quoted}", subject=subject, to=row.reply_to, in_reply_to=row.rfc_message_id
    )
