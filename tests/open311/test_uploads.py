"""Pictures that apps send along: up to what a resident's page takes, and never more in memory than that."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest

from gateway.jobs import HANDLERS
from gateway.open311 import uploads
from gateway.store.attachments import list_attachments
from gateway.store.tickets import TicketRow
from gateway.store.work import claim
from tests.open311.filer import POTHOLE, Filer
from tests.open311.reading import App, problems
from tests.pictures.samples import photo

MEGABYTE = 1_000_000


@pytest.fixture
def filer(app: App) -> Filer:
    """An app with a key that may file."""
    return Filer(app)


def picture(kilobytes: int = 1, name: str = "hole.jpg") -> tuple[BytesIO, str]:
    """A small photo made larger with what no reader looks at."""
    return BytesIO(photo() + b"\0" * (kilobytes * 1000)), name


def prepared(filer: Filer, ticket: TicketRow) -> list[str]:
    """The kinds of a ticket's files, once the workers have looked at them."""
    gateway = filer.app.gateway
    for claimed in claim(gateway.store, kind="files", limit=10, now=gateway.clock()):
        HANDLERS["files"](gateway, claimed)
    with gateway.store.reading() as connection:
        return [file.content_type for file in list_attachments(connection, ticket.message_id)]


@pytest.mark.parametrize("name", ["media[]", "media"])
def test_pictures_come_along(filer: Filer, name: str) -> None:
    """They are files of the request as those of a mail are; what they claim to be is not believed."""
    form: dict[str, Any] = {**POTHOLE, name: [picture(), (BytesIO(b"%PDF-1.4 no picture"), "../../hole.jpg")]}
    ticket = filer.file(form, content_type="multipart/form-data")
    assert [file["filename"] for file in ticket.understanding["attachments"]] == ["hole.jpg", "hole.jpg"]
    assert prepared(filer, ticket) == ["image/jpeg", "application/pdf"]


def test_pictures_of_a_texter_are_not_looked_for_elsewhere(filer: Filer) -> None:
    """Who is answered by text sent the files with the form; no provider has them."""
    ticket = filer.file({**POTHOLE, "phone": "+12035550199", "media": picture()}, content_type="multipart/form-data")
    assert (ticket.channel, prepared(filer, ticket)) == ("twilio", ["image/jpeg"])


def test_the_same_words_with_another_picture_are_another_request(filer: Filer) -> None:
    """A second hole in the same street, with the same picture it is the same."""
    sent = [filer.file({**POTHOLE, "media": picture(size)}, content_type="multipart/form-data") for size in (1, 2, 1)]
    assert sent[0].number == sent[2].number != sent[1].number


def test_too_many_pictures_are_refused(filer: Filer) -> None:
    """Six small ones are as many as one large one to whoever looks at them."""
    form: dict[str, Any] = {**POTHOLE, "media[]": [picture(name=f"{number}.jpg") for number in range(6)]}
    assert "media has 6 files; 5 are taken." in problems(filer.post(form, content_type="multipart/form-data"), 400)


class Endless:
    """A body of forty million octets that is never held in memory; it counts what was read of it."""

    def __init__(self, boundary: str) -> None:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\n\r\n'
        self._head = head.encode()
        self.read_so_far = 0
        self.size = 40 * MEGABYTE

    def read(self, amount: int = -1) -> bytes:
        """The next octets."""
        amount = min(amount if amount >= 0 else self.size, self.size - self.read_so_far)
        part = self._head[self.read_so_far :][:amount] if self.read_so_far < len(self._head) else b"\0" * amount
        self.read_so_far += len(part)
        return part

    def readline(self, amount: int = -1) -> bytes:
        """The same; nobody reads a picture by lines."""
        return self.read(amount)

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(65_536), b"")


def upload(filer: Filer, **environment: Any) -> tuple[Any, Endless]:
    """Forty million octets, in one piece, and what was read of them."""
    body = Endless("x")
    answer = filer.app.client.post(
        "/open311/v2/requests.json",
        headers={"X-Api-Key": filer.key},
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"wsgi.input": body, **environment},
    )
    return answer, body


def test_forty_megabytes_are_refused_before_they_are_read(filer: Filer) -> None:
    """By what the client says that it sends; the sentence says what to do."""
    answer, body = upload(filer, CONTENT_LENGTH=str(40 * MEGABYTE))
    assert "Nothing was kept" in problems(answer, 413)
    assert body.read_so_far == 0


def test_forty_megabytes_without_a_length_are_refused_when_they_are_too_many(filer: Filer) -> None:
    """Two at once; neither is read to its end."""
    streamed = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    with ThreadPoolExecutor(2) as both:
        for answer, body in both.map(lambda _: upload(filer, **streamed), range(2)):
            assert "Nothing was kept" in problems(answer, 413)
            assert body.read_so_far <= uploads.LARGEST_FORM + MEGABYTE
    assert filer.originals() == []


def test_files_that_together_are_too_large_are_refused(filer: Filer, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many fields the rest of the form has."""
    monkeypatch.setattr(uploads, "LARGEST_FILES", 3_000)
    form: dict[str, Any] = {**POTHOLE, "media[]": [picture(1, "a.jpg"), picture(2, "b.jpg")]}
    problems(filer.post(form, content_type="multipart/form-data"), 413)


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\n\r\n", b"nothing at all"], ids=["empty", "cut", "bare", "none"])
def test_a_broken_upload_is_a_mistake_of_the_client(filer: Filer, body: bytes) -> None:
    """It is told what is missing, and is never an error of ours."""
    answer = filer.post(body, content_type="multipart/form-data; boundary=x")
    problems(answer, 400)
