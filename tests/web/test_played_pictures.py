"""Pictures that a visitor sends from a played phone: uploads and drawn ones, kept before the text and shown anew."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from gateway.bootstrap import Gateway
from gateway.envelopes import MediaChannel
from gateway.store.attachments import NewAttachment, write_attachments
from gateway.store.blobs import make_blob, shelf_of
from gateway.web.simulator.photos import LABELS, draw_photo, middle_of
from gateway.web.simulator.uploads import LARGEST_FORM, LARGEST_PICTURE
from parsers.values import InboundMessage
from tests.pictures.samples import HEIC, HTML, photo
from tests.web.site import NOON, Site, post, token_in


def heard(site: Site) -> InboundMessage:
    """The last text as the pipeline reads it."""
    return site.gateway.channels["simulator_sms"].decode(site.received[-1])


def upload(site: Site, *files: tuple[bytes, str], **form: str) -> Any:
    """Send the phone's form with pictures, as a browser does."""
    client = site.client()
    given = {"csrf_token": token_in(client.get("/simulator").text), "text": "look", **form}
    pictures = [(io.BytesIO(octets), name) for octets, name in files]
    return client.post("/simulator/text", data={**given, "pictures": pictures})


def octets_of(site: Site, url: str | None) -> bytes:
    phone = site.gateway.channels["simulator_sms"]
    assert isinstance(phone, MediaChannel)
    return phone.fetch_media(url or "").octets


def test_pictures_are_kept_before_the_text_that_names_them(site: Site) -> None:
    """The job that prepares them finds JPEG, PNG and HEIC by the addresses in the text."""
    files = (photo(), "hole.jpg"), (photo(kind="PNG"), "wall.png"), (HEIC, "IMG_1.HEIC")
    assert upload(site, *files).status_code == 303
    message = heard(site)
    assert message.text == "look"
    assert [file.content_type for file in message.attachments] == ["image/jpeg", "image/png", "image/heic"]
    assert [octets_of(site, file.url) for file in message.attachments] == [octets for octets, _ in files]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([(HTML, "hole.jpg")], "hole.jpg is a web page. Choose a photo that is a JPEG, PNG or HEIC."),
        ([(photo(kind="GIF"), "hole.gif")], "hole.gif is a picture. Choose a photo that is a JPEG, PNG or HEIC."),
        ([(b"", "hole.jpg")], "hole.jpg is empty."),
        ([(b"\xff\xd8" + bytes(90_000), "huge.jpg")], "huge.jpg is larger than 90 KB."),
        ([(photo(), f"{number}.jpg") for number in range(4)], "Choose at most 3 pictures for one text; these are 4."),
    ],
    ids=["a page", "a GIF", "nothing", "too large", "too many"],
)
def test_a_picture_that_no_phone_sends_is_explained(
    site: Site, monkeypatch: pytest.MonkeyPatch, files: Any, sentence: str
) -> None:
    """One sentence says what to do, the words stay in the form, and nothing is stored."""
    monkeypatch.setattr("gateway.web.simulator.uploads.LARGEST_PICTURE", 90_000)
    answer = upload(site, *files)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "look</textarea>" in answer.text
    assert site.received == []


def test_a_form_beyond_every_limit_is_refused_unread(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes are bounded before anything is kept, and only the form with pictures may be larger than others."""
    assert LARGEST_FORM > 3 * LARGEST_PICTURE
    monkeypatch.setattr("gateway.web.simulator.phone.LARGEST_FORM", 50_000)
    answer = upload(site, *[(bytes(20_000), f"{number}.jpg") for number in range(3)])
    assert answer.status_code == 413
    assert site.received == []


@pytest.mark.parametrize("name", LABELS)
def test_every_example_picture_is_small_and_goes_with_the_typed_words(site: Site, name: str) -> None:
    """Nobody needs a camera, and nothing of it lies in the repository."""
    post(site.client(), "/simulator/text", page="/simulator", text="my words", photo=name)
    (file,) = heard(site).attachments
    octets = octets_of(site, file.url)
    assert heard(site).text == "my words"
    assert len(octets) < 200_000
    assert Image.open(io.BytesIO(octets)).size == (640, 480)


def test_one_example_picture_knows_its_place(gateway: Gateway) -> None:
    """It was taken within the city's area an hour ago, so its place is asked about."""
    city, now = gateway.rulebooks.current().city, datetime.fromtimestamp(NOON, UTC)
    places = [Image.open(io.BytesIO(draw_photo(name, city, now=now))).getexif().get_ifd(0x8825) for name in LABELS]
    (place,) = [found for found in places if found]
    degrees, minutes, seconds = place[2]
    assert float(degrees) + float(minutes) / 60 + float(seconds) / 3600 == pytest.approx(middle_of(city)[0], abs=1e-5)


def _shown(message_id: int, sha256: str) -> NewAttachment:
    return NewAttachment(
        message_id=message_id,
        position=0,
        filename="media-1.jpg",
        declared_type="",
        content_type="image/jpeg",
        size=9,
        thumbnail_sha256=sha256,
        width=320,
        height=240,
    )


def test_the_phone_shows_pictures_anew_and_nobody_elses(site: Site) -> None:
    """The bubble shows the thumbnail that was made of it; files of real residents are not served here."""
    thumbnail = make_blob(b"a small JPEG", "image/jpeg")
    shelf_of(site.gateway.store, site.gateway.settings).keep([thumbnail], now=NOON)
    site.add_ticket(raw=b"Body=look&NumMedia=2&MediaUrl0=simulator:a&MediaUrl1=simulator:b")
    site.add_ticket(channel="twilio")
    with site.gateway.store.writing() as connection:
        write_attachments(connection, [_shown(1, thumbnail.sha256), _shown(2, thumbnail.sha256)])
    page = site.client().get("/simulator").text
    assert 'src="/simulator/pictures/1.jpg"' in page
    assert "1 picture on the way" in page
    assert site.client().get("/simulator/pictures/1.jpg").data == b"a small JPEG"
    assert [site.client().get(f"/simulator/pictures/{id_}.jpg").status_code for id_ in (2, 3)] == [404, 404]
