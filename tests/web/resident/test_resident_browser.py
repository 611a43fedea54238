"""A resident in a real browser: by keyboard, without JavaScript, on a narrow telephone, in their own language."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from gateway.bootstrap import Gateway
from gateway.casework import change_status
from gateway.channels.simulator import simulator_text
from gateway.intake import Intake
from gateway.store.schema import attachment, event, outbox, ticket
from tests.pictures.samples import photo
from tests.web.browsing import PHONE, WIDE, find_problems
from tests.web.site import Clock

pytestmark = pytest.mark.browser


def wait_for(gateway: Gateway, page: Page, column: Any, *conditions: Any) -> Any:
    """The newest value that fits, as soon as the workers have written it."""
    for _ in range(80):
        with gateway.store.reading() as connection:
            found = connection.scalars(select(column).where(*conditions).order_by(column.table.c.id.desc())).first()
        if found is not None:
            return found
        page.wait_for_timeout(250)
    raise AssertionError(f"no {column} came")


def report(gateway: Gateway, intake: Intake, clock: Clock, page: Page, words: str) -> str:
    """A played text; the path in the answer to it."""
    intake.receive(simulator_text("+12035550111", "+12035550142", words, now=datetime.fromtimestamp(clock(), UTC)))
    body = wait_for(gateway, page, outbox.c.body, outbox.c.recipient == "+12035550111")
    return re.findall(r"http://\S+?(/r/\S+)", str(body))[0]


def test_a_resident_looks_adds_a_photo_and_says_that_it_is_not_fixed(
    visit: Any, gateway: Gateway, intake: Intake, clock: Clock
) -> None:
    """On a telephone of 360 px without JavaScript, in Spanish; no violation on the way."""
    visitor = visit(viewport=PHONE, java_script_enabled=False)
    path = report(gateway, intake, clock, visitor.page, "hay un bache muy grande en 12 Oak St")
    page = visitor.open(path)
    expect(page.get_by_text("Tenemos su reporte.")).to_be_visible()
    page.get_by_label("Sus palabras").fill("Cada vez es peor")
    page.get_by_label("Fotos u otros archivos").set_input_files(
        [{"name": "bache.jpg", "mimeType": "image/jpeg", "buffer": photo()}]
    )
    page.get_by_role("button", name="Enviar").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Gracias.")
    wait_for(gateway, page, attachment.c.thumbnail_sha256)
    page = visitor.open(path)
    expect(page.get_by_text("Cada vez es peor")).to_be_visible()
    expect(page.get_by_role("img", name="Foto: bache.jpg")).to_be_visible()
    ticket_id = wait_for(gateway, page, ticket.c.id)
    change_status(gateway, ticket_id=ticket_id, status="closed", note="Ya está tapado.", actor="anne@elmcity.example")
    page = visitor.open(path)
    expect(page.get_by_role("heading", name="¿Ya lo arreglaron?")).to_be_visible()
    page.get_by_label("Si no: ¿qué sigue mal?").fill("Sigue el hoyo")
    page.get_by_role("button", name="No, no está arreglado").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("abierto otra vez")
    wait_for(gateway, page, event.c.id, event.c.text == "Sigue el hoyo")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "360px"])
def test_every_page_of_a_resident_reads_for_everybody(
    visit: Any, gateway: Gateway, intake: Intake, clock: Clock, viewport: Any
) -> None:
    """axe finds nothing, and nothing scrolls sideways: open, refused, closed, answered, and a wrong link."""
    visitor = visit(viewport=viewport)
    path = report(gateway, intake, clock, visitor.page, "huge pothole at 12 Oak St")
    page = visitor.open(path)
    problems = find_problems(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Write something")
    problems += find_problems(page)
    ticket_id = wait_for(gateway, page, ticket.c.id)
    change_status(gateway, ticket_id=ticket_id, status="closed", note="Filled.", actor="anne@elmcity.example")
    page = visitor.open(path)
    problems += find_problems(page)
    page.get_by_role("button", name="Yes, it is fixed").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you for telling us")
    problems += find_problems(page)
    visitor.open("/r/1.1.aaaaaaaaaaaa")
    problems += find_problems(page)
    assert problems == []
    visitor.complaints = [one for one in visitor.complaints if "422" not in one and "404" not in one]
