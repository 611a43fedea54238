"""The process in which one picture is read: bounded, alone, and without anything that is worth stealing.

It is given the octets on standard input and the name of the one reader that may look at them. It answers with a line
of JSON and the octets of two JPEGs that were made anew from the pixels, or with why there are none (PROTOCOL 10.4).
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import warnings
from dataclasses import asdict
from typing import Any

from PIL import Image, ImageOps

from gateway.pictures.exif import read_shot

MAX_PIXELS = 50_000_000
MEMORY_OCTETS = 512 * 1024 * 1024
PROCESSOR_SECONDS = 10
PICTURE_EDGE, THUMBNAIL_EDGE = 2048, 320
_QUALITY = 82
_FEW_COLOURS = {"1", "P", "PA"}


def main() -> None:
    """Develop the picture on standard input."""
    _bound_this_process()
    octets = sys.stdin.buffer.read()
    answer, pictures = develop(octets, sys.argv[1])
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(pictures))


def develop(octets: bytes, reader: str) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """What is told about a picture, and its two JPEGs: none when `problem` says why."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        return _develop(octets, reader)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"problem": f"It has more than {MAX_PIXELS // 1_000_000} million pixels"}, ()
    except MemoryError:
        return {"problem": "It needs too much memory"}, ()
    except Exception:  # noqa: BLE001 - whatever a reader says to hostile octets
        return {"problem": "It is damaged or cut off"}, ()


def _develop(octets: bytes, reader: str) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    if reader == "HEIF":
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    with Image.open(io.BytesIO(octets), formats=[reader]) as image:
        shot = read_shot(image)
        picture = _make_small(image, PICTURE_EDGE)
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    answer = {"sizes": [], "width": picture.width, "height": picture.height, **asdict(shot)}
    pictures = _encode(picture), _encode(thumbnail)
    answer["sizes"] = [len(pictures[0]), len(pictures[1])]
    return answer, pictures


def _make_small(image: Image.Image, edge: int) -> Image.Image:
    """The first frame upright, no larger than `edge`, on white, and with nothing but its pixels."""
    small = image
    if image.mode in _FEW_COLOURS:
        small = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
        small.info.pop("transparency", None)
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    upright = ImageOps.exif_transpose(_in_eight_bits(small))
    pixels = Image.new("RGB", upright.size, "white")
    if upright.mode in {"RGBA", "LA", "RGBa", "La"}:
        transparent = upright.convert("RGBA")
        pixels.paste(transparent, mask=transparent.getchannel("A"))
    else:
        pixels.paste(upright.convert("RGB"))
    return pixels


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Scans and X-rays have 16 bits of grey, of which Pillow would keep the wrong eight."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")


def _encode(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _bound_this_process() -> None:
    os.nice(10)
    for limit, bound in (
        (resource.RLIMIT_DATA, _data_octets() + MEMORY_OCTETS),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (bound, bound))


def _data_octets() -> int:
    """What counts against the bound already: the sixth figure of /proc/self/statm, in pages."""
    with open("/proc/self/statm", encoding="ascii") as figures:  # noqa: PTH123 - not a file that has a path of ours
        return int(figures.read().split()[5]) * resource.getpagesize()


if __name__ == "__main__":
    main()
