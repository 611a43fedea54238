"""Pictures are made anew in a bounded process, upright and without metadata; whatever else comes in, nothing breaks."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from PIL import Image

from gateway.pictures import darkroom
from gateway.pictures.developing import Developed, Undeveloped, develop
from gateway.pictures.kinds import PICTURES, find_type
from tests.pictures.samples import HEIC, PLACE, SVG, WHEN, photo, png_bomb, save


def developed(octets: bytes) -> Developed:
    """The pictures made of a harmless file, in a process of their own."""
    found = develop(octets, PICTURES[find_type(octets)])
    assert isinstance(found, Developed)
    return found


def made_of(octets: bytes) -> Image.Image:
    """The picture, made in this process: fast enough for many."""
    answer, pictures = darkroom.develop(octets, PICTURES[find_type(octets)])
    assert "problem" not in answer
    return Image.open(io.BytesIO(pictures[0]))


def test_10_4_a_photo_becomes_a_picture_and_a_thumbnail() -> None:
    """At most 2048 and 320 pixels, JPEG, and what the camera wrote beside it is told."""
    found = developed(photo((3000, 1500), place=PLACE, taken=WHEN, offset="-04:00"))
    assert (found.width, found.height) == Image.open(io.BytesIO(found.picture)).size == (2048, 1024)
    assert Image.open(io.BytesIO(found.thumbnail)).size == (320, 160)
    assert (found.lat, found.lon, found.taken) == (41.308472, -72.92, "2026-05-31T09:15:00-04:00")


def test_10_4_a_photo_of_a_telephone_in_heic() -> None:
    """What iPhones send by default."""
    found = developed(HEIC)
    assert (found.width, found.height) == (320, 240)
    assert (found.lat, found.lon) == (41.308472, -72.92)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_10_3_derivatives_carry_no_metadata(kind: str) -> None:
    """Place, camera and comment stay in the original, which only staff of the department may have."""
    octets = photo(place=PLACE, taken=WHEN, kind=kind)
    _, pictures = darkroom.develop(octets, kind)
    assert b"Camera of Anne" in octets
    for picture in pictures:
        assert not any(mark in picture for mark in (b"Exif", b"Camera", b"2026:", b"http", b"ICC_PROFILE"))
        assert dict(Image.open(io.BytesIO(picture)).getexif()) == {}


def test_10_3_a_comment_is_metadata_too() -> None:
    """Pillow copies it from one JPEG into the next unless it is kept from doing so."""
    assert "comment" not in made_of(save(Image.new("RGB", (9, 9)), "JPEG", comment=b"Anne was here")).info


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [(1, (64, 48), (2, 2)), (3, (64, 48), (60, 2)), (6, (48, 64), (2, 2)), (8, (48, 64), (2, 60))],
)
def test_10_4_pictures_stand_upright(orientation: int, size: tuple[int, int], red: tuple[int, int]) -> None:
    """The derivative has no orientation to be told, so its pixels must be turned."""
    picture = made_of(photo((64, 48), orientation=orientation))
    assert picture.size == size
    pixel: Any = picture.getpixel(red)
    assert pixel[0] > 200
    assert pixel[1] < 60


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGBA", (20, 20), (0, 0, 0, 0)),
        Image.new("LA", (20, 20), (0, 0)),
        Image.new("1", (20, 20), 1),
        Image.new("I;16", (20, 20), 65_535),
    ],
    ids=["transparent", "transparent grey", "one bit", "sixteen bits"],
)
def test_pictures_of_every_kind_of_pixel(image: Image.Image) -> None:
    """What is transparent stands on white, and grey keeps its brightness."""
    pixel: Any = made_of(save(image, "PNG")).getpixel((10, 10))
    assert min(pixel) > 250


def test_a_transparent_palette_stands_on_white() -> None:
    """A sticker or a signature drawn as GIF."""
    image = Image.new("P", (20, 20), 0)
    image.putpalette([0, 0, 0] * 256)
    pixel: Any = made_of(save(image, "GIF", transparency=0)).getpixel((10, 10))
    assert min(pixel) > 250


def test_of_what_moves_the_first_picture_is_shown() -> None:
    """An animation is a still."""
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue", "green")]
    pixel: Any = made_of(save(frames[0], "GIF", save_all=True, append_images=frames[1:])).getpixel((9, 9))
    assert pixel[0] > 200


@pytest.mark.parametrize(
    ("octets", "reader", "problem"),
    [
        (png_bomb(), "PNG", "It has more than 50 million pixels"),
        (png_bomb(8_000), "PNG", "It has more than 50 million pixels"),
        (HEIC[:2500], "HEIF", "It is damaged or cut off"),
        (HEIC[: len(HEIC) - 500], "HEIF", "It is damaged or cut off"),
        (photo()[:3000], "JPEG", "It is damaged or cut off"),
        (photo(kind="PNG")[:700], "PNG", "It is damaged or cut off"),
        (SVG, "JPEG", "It is damaged or cut off"),
        (photo(kind="PNG"), "JPEG", "It is damaged or cut off"),
        (b"", "JPEG", "It is damaged or cut off"),
    ],
)
def test_f10_1_what_cannot_be_shown_says_why(octets: bytes, reader: str, problem: str) -> None:
    """Bombs, torn files and pretenders: one sentence for the ticket, and only the reader of its own kind is asked."""
    answer, pictures = darkroom.develop(octets, reader)
    assert answer == {"problem": problem}
    assert pictures == ()


def test_f10_1_a_picture_that_eats_memory_ends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process of the picture is refused memory; this one goes on."""
    _replace_darkroom(monkeypatch, "bytearray(600 * 1024 * 1024)")
    assert develop(b"", "JPEG") == Undeveloped(problem="Its reader failed")


def test_f10_1_a_picture_that_never_ends_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time by the clock on the wall, and nothing is left running."""
    _replace_darkroom(monkeypatch, "while True: pass")
    began = time.monotonic()
    assert develop(b"", "JPEG", seconds=1.0) == Undeveloped(problem="It takes too long to read")
    assert time.monotonic() - began < 10


def test_a_reader_that_was_taken_over_cannot_write_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """No octet reaches the disk from the process of a picture, and its answer is believed only where it fits."""
    _replace_darkroom(monkeypatch, "open('/tmp/taken-over', 'w').write('x')")
    assert isinstance(develop(b"", "JPEG"), Undeveloped)
    _replace_darkroom(monkeypatch, """print('{"sizes": [3, 3], "width": 1, "height": 1}'); print('<svg/>')""")
    assert develop(b"", "JPEG") == Undeveloped(problem="Its reader failed")


def _replace_darkroom(monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    """Run a statement of an attacker where the picture would be read, within the same bounds."""
    from gateway.pictures import developing

    run = developing.subprocess.run
    program = f"from gateway.pictures import darkroom; darkroom._bound_this_process()\n{statement}"

    def run_instead(command: list[str], **options: Any) -> Any:
        return run([command[0], "-c", program], **options)

    monkeypatch.setattr(developing.subprocess, "run", run_instead)
