"""The files of a ticket on its page: what is shown, what is only a download, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gateway.channels.email import mail_arrival
from gateway.jobs import drain
from gateway.store.schema import attachment, event, outbox, ticket, work
from tests.pictures.samples import HEIC, HTML, PDF, PLACE, SVG, mail_with, photo, png_bomb, polyglot
from tests.web.site import Site, post, token_in

TAKEN = "2026:09:20 11:00:00"
PHOTO = ("pothole.jpg", "image/jpeg", photo(place=PLACE, taken=TAKEN))
SAMPLES = (
    PHOTO,
    ("IMG_1.heic", "image/heic", HEIC),
    ("bill.pdf", "application/pdf", PDF),
    ("drawing.jpg", "image/jpeg", SVG),
    ("page.html", "text/html", HTML),
    ("both.jpg", "image/jpeg", polyglot()),
    ("large.png", "image/png", png_bomb()),
    ("cut.heic", "image/heic", HEIC[:2500]),
    ("logo.png", "image/png", photo((9, 9), kind="PNG")),
)
Send = Callable[..., str]


@pytest.fixture
def send(site: Site) -> Send:
    """A function that has a mail with files become a ticket, whose number it returns."""

    def send(*files: tuple[str, str, bytes], prepare: bool = True, **mail: str) -> str:
        now = datetime.fromtimestamp(site.gateway.clock(), UTC)
        raw = mail_with(*files, **mail)
        sender, to = "anne@residents.example", ("311@elmcity.example",)
        site.receive(mail_arrival("email", raw, sender=sender, recipients=to, now=now))
        drain(site.gateway, "process")
        if prepare:
            drain(site.gateway, "files")
        with site.gateway.store.reading() as connection:
            return str(connection.execute(select(ticket.c.number).order_by(ticket.c.id.desc())).scalars().first())

    return send


def rows(site: Site, table: Any = attachment) -> list[Any]:
    with site.gateway.store.reading() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))


def files_of(site: Site, number: str) -> dict[str, str]:
    """The path of each file by its name."""
    return {row.filename: f"/tickets/{number}/files/{row.id}" for row in rows(site)}


def test_f10_1_only_pictures_that_we_made_are_shown(site: Site, send: Send) -> None:
    """Photos are thumbnails with their name; a drawing, a page, a polyglot, a bomb and a torn file are downloads."""
    number = send(*SAMPLES)
    page = site.client("administrator").get(f"/tickets/{number}").text
    shown, paths = page.count("<img "), files_of(site, number)
    assert shown == 3
    for name in ("pothole.jpg", "IMG_1.heic", "logo.png"):
        assert f'src="{paths[name]}/thumbnail.jpg" alt="{name}"' in page
    for name in ("bill.pdf", "drawing.jpg", "page.html", "both.jpg", "large.png", "cut.heic"):
        assert f'<a href="{paths[name]}">{name}</a>' in page
    assert "more than 50 million pixels" in page
    assert "Small pictures and logos (1)" in page


def test_f10_1_an_original_is_never_opened_by_a_browser(site: Site, send: Send) -> None:
    """Byte for byte what was sent, to be saved: no type to interpret, no sniffing, a sandbox, no other site's page."""
    number = send(*SAMPLES)
    client, paths = site.client("administrator"), files_of(site, number)
    for name, _, octets in SAMPLES:
        answer = client.get(paths[name])
        assert answer.data == octets
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
        _is_locked_up(answer)


def test_f10_1_what_is_shown_was_encoded_here(site: Site, send: Send) -> None:
    """Of the harmless three there are JPEGs of ours; of the others nothing that a page could show."""
    number = send(*SAMPLES)
    client, paths = site.client("administrator"), files_of(site, number)
    shown = {"pothole.jpg", "IMG_1.heic", "logo.png"}
    for name in paths:
        for answer in (client.get(f"{paths[name]}/{part}.jpg") for part in ("picture", "thumbnail")):
            assert answer.status_code == (200 if name in shown else 404)
            if name in shown:
                assert answer.data.startswith(b"\xff\xd8\xff")
                assert answer.headers["Content-Type"] == "image/jpeg"
                _is_locked_up(answer)


def _is_locked_up(answer: Any) -> None:
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_f10_2_a_name_with_markup_and_line_breaks_is_plain_words(site: Site, send: Send) -> None:
    """Neither the page nor the header of the download is changed by what somebody called a file."""
    evil = '"><script>alert(1)</script>=cmd|..\\..\\x.pdf'
    number = send((evil, "application/pdf", PDF), Subject="<script>alert(2)</script> =cmd|' /C calc'!A0")
    (row,) = rows(site)
    client = site.client("administrator")
    page = client.get(f"/tickets/{number}").text
    assert "<script>alert" not in page
    assert not set(row.filename) & set('<>"|\\/\r\n')
    disposition = client.get(f"/tickets/{number}/files/{row.id}").headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="')
    assert disposition.count('"') == 2
    assert not set(disposition) & set("\r\n<>\\")


def test_a_name_in_another_script_survives_the_download(site: Site, send: Send) -> None:
    """Residents name their photos in their own language (RFC 6266)."""
    number = send(("坑洞.pdf", "application/pdf", PDF))
    (path,) = files_of(site, number).values()
    headers = site.client("administrator").get(path).headers
    assert headers["Content-Disposition"] == "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E5%9D%91%E6%B4%9E.pdf"


@pytest.mark.parametrize("part", ["", "/picture.jpg", "/thumbnail.jpg"])
def test_10_3_the_file_is_for_those_who_may_see_the_ticket(site: Site, send: Send, part: str) -> None:
    """The original tells where a resident was: another department, a visitor, another ticket's number get nothing."""
    number = send(PHOTO)
    path = f"{files_of(site, number)['pothole.jpg']}{part}"
    other = site.add_ticket(department="fire")
    assert site.client().get(path).status_code == 302
    assert site.client("member", "fire").get(path).status_code == 403
    chief = site.client("administrator")
    assert chief.get(path).status_code == 200
    assert chief.get(path.replace(number, other)).status_code == 404
    assert chief.get(f"/tickets/{number}/files/999999{part}").status_code == 404


def test_names_are_shown_until_the_files_are_ready(site: Site, send: Send) -> None:
    """The ticket is there before its files: it names them and says that they are coming."""
    number = send(PHOTO, prepare=False)
    client = site.client("administrator")
    page = client.get(f"/tickets/{number}").text
    assert "Attached: pothole.jpg" in page
    assert "The files are being prepared." in page
    drain(site.gateway, "files")
    page = client.get(f"/tickets/{number}").text
    assert "being prepared" not in page
    assert "Attached:" not in page


def test_each_message_shows_its_own_files(site: Site, send: Send) -> None:
    """A file that comes with a later mail stands with that mail, and the photo with the words it came with."""
    number = send(PHOTO)
    (ours,) = [row for row in rows(site, outbox) if row.recipient == "anne@residents.example"]
    answer = {"body": "Here is the bill", "In_Reply_To": ours.rfc_message_id}
    assert send(("later.pdf", "application/pdf", PDF), **answer) == number
    paths = files_of(site, number)
    page = site.client("administrator").get(f"/tickets/{number}").text
    opening, _, messages = page.partition('id="messages-title"')
    assert f"{paths['pothole.jpg']}/thumbnail.jpg" in opening
    assert paths["pothole.jpg"] not in messages
    assert f'<a href="{paths["later.pdf"]}">' in messages


def test_a_file_that_is_missing_is_said_and_taken_out_of_the_mail_again(site: Site, send: Send) -> None:
    """A folder that was lost, or not restored with the database, mends itself from the original messages."""
    number = send(PHOTO)
    lost = [path for path in site.gateway.settings.files_dir.rglob("*") if path.is_file()]
    for path in lost:
        path.unlink()
    client = site.client("administrator")
    (address,) = files_of(site, number).values()
    answer = client.get(address)
    assert answer.status_code == 404
    assert "not on this machine" in answer.text
    assert client.get(f"/tickets/{number}").status_code == 200
    assert {row.state for row in rows(site, work) if row.kind == "files"} == {"ready"}
    drain(site.gateway, "files")
    assert client.get(address).data == PHOTO[2]
    assert all(path.is_file() for path in lost)


def suggested(client: FlaskClient, number: str) -> bool:
    return "Use as the place" in client.get(f"/tickets/{number}").text


def test_10_3_a_photo_suggests_a_place_and_a_clerk_takes_it(site: Site, send: Send) -> None:
    """Never set by itself: one click puts the ticket on the map, the words stay, and the history says who did it."""
    number = send(PHOTO)
    client = site.client("administrator")
    page = client.get(f"/tickets/{number}").text
    assert "was taken near 41.31, -72.92 on" in page
    (before,) = rows(site, ticket)
    assert (before.lat, before.lon) == (None, None)
    chosen = page.partition('name="file" value="')[2].partition('"')[0]
    answer = post(client, f"/tickets/{number}/place", page=f"/tickets/{number}", file=chosen)
    assert answer.status_code == 303
    (after,) = rows(site, ticket)
    assert (after.lat, after.lon, after.location) == (41.308472, -72.92, before.location)
    (taken,) = [row for row in rows(site, event) if row.kind == "place_from_photo"]
    assert taken.actor == "administrator@elmcity.example"
    page = client.get(f"/tickets/{number}").text
    assert "Place from photo" in page
    assert not suggested(client, number)
    again = post(client, f"/tickets/{number}/place", page=f"/tickets/{number}", file=chosen)
    assert "The place was not taken over" in client.get(again.headers["Location"]).text


@pytest.mark.parametrize("chosen", ["", "x", "-1", "999999", "²"])
def test_a_place_that_no_photo_of_the_ticket_has_is_refused(site: Site, send: Send, chosen: str) -> None:
    """A form that was tampered with changes nothing."""
    number = send(PHOTO)
    client = site.client("administrator")
    post(client, f"/tickets/{number}/place", page=f"/tickets/{number}", file=chosen)
    assert rows(site, ticket)[0].lat is None


def test_a_viewer_sees_the_suggestion_but_cannot_take_it(site: Site, send: Send) -> None:
    """Reading is not changing."""
    number = send(PHOTO)
    client = site.client("viewer")
    page = client.get(f"/tickets/{number}").text
    assert "was taken near" in page
    assert "Use as the place" not in page
    answer = client.post(f"/tickets/{number}/place", data={"csrf_token": token_in(page), "file": "1"})
    assert answer.status_code == 403
