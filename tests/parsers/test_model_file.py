"""A model's bytes come back as they went, and nothing else passes for a model."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from parsers.features import cut_text
from parsers.learned import TextModel
from parsers.model_file import MAX_SIZE, ModelFileError, model_from_bytes, model_to_bytes
from tests.learning.past import elm_model

_HEAD = 13 + 32


@cache
def content() -> bytes:
    """A model as it is stored."""
    return model_to_bytes(elm_model())


def forged(edit: Callable[[dict[str, Any]], object]) -> bytes:
    """The same with another header, and a checksum that fits."""
    body = content()[_HEAD:]
    (length,) = struct.unpack_from("<I", body)
    header = json.loads(body[4 : 4 + length])
    edit(header)
    written = json.dumps(header).encode()
    made = struct.pack("<I", len(written)) + written + body[4 + length :]
    return content()[:13] + hashlib.sha256(made).digest() + made


def test_a_model_comes_back_as_it_went() -> None:
    """What was checked must be what answers."""
    model, again = elm_model(), model_from_bytes(content())
    said, wanted = (each.read("the fountain is dry", {}) for each in (again, model))
    assert (said, said.find_evidence()) == (wanted, wanted.find_evidence())
    assert model_to_bytes(again) == content()
    assert len(content()) < MAX_SIZE


@pytest.mark.parametrize(
    "edit",
    [
        lambda header: header.update(rows=10**12),
        lambda header: header.update(rows=-1),
        lambda header: header.update(rows=3),
        lambda header: header.update(rows="many"),
        lambda header: header.update(scheme=99),
        lambda header: header.update(categories="abc"),
        lambda header: header.update(categories=[1, 2]),
        lambda header: header.update(departments=["x"] * 10**4),
        lambda header: header.pop("codes"),
        lambda header: header.update(trust={"sharpness": float("nan"), "slope": 1, "offset": 0}),
        lambda header: header.update(trust=None),
    ],
)
def test_a_header_that_lies_is_an_error(edit: Callable[[dict[str, Any]], object]) -> None:
    """A file may come from anywhere; it must not make arrays of a size that somebody chose."""
    with pytest.raises(ModelFileError):
        model_from_bytes(forged(edit))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda octets: b"", "does not begin"),
        (lambda octets: b"\x80\x04" + octets, "does not begin"),
        (lambda octets: octets[:-1], "checksum"),
        (lambda octets: octets[:100], "checksum"),
        (lambda octets: octets[:-1] + bytes([octets[-1] ^ 1]), "checksum"),
        (lambda octets: octets + b"\0" * MAX_SIZE, "are the most"),
        (lambda octets: octets[:13] + hashlib.sha256(b"\xff" * 9).digest() + b"\xff" * 9, "cut off"),
    ],
)
def test_a_damaged_file_is_an_error(damage: Callable[[bytes], bytes], words: str) -> None:
    """A half-written row must not answer residents."""
    with pytest.raises(ModelFileError, match=words):
        model_from_bytes(damage(content()))


def test_numbers_that_are_none_and_marks_out_of_order_are_errors() -> None:
    """Both would answer nonsense in silence."""
    model = elm_model()
    with pytest.raises(ModelFileError, match="none"):
        model_from_bytes(model_to_bytes(replace(model, bias=model.bias * np.float32("nan"))))
    backwards = replace(model, marks=replace(model.marks, numbers=model.marks.numbers[::-1]))
    with pytest.raises(ModelFileError, match="order"):
        model_from_bytes(model_to_bytes(backwards))


def test_the_numbers_of_marks_never_change() -> None:
    """A model that was trained with them is read with them for years; another scheme needs another number."""
    cut = cut_text("Éa bus", subject="x")
    digest = hashlib.sha256(cut.marks.tobytes() + cut.owners().tobytes()).hexdigest()[:16]
    assert (digest, cut.spans) == ("6a9e568d8990d2d6", ((-1, -1), (0, 2), (3, 6)))


def test_a_model_without_names_answers_nothing() -> None:
    """The check may leave departments out, or everything."""
    model = elm_model()
    end = len(model.categories)
    only: TextModel = replace(
        model, departments=(), weights=model.weights[:, :end], dense=model.dense[:, :end], bias=model.bias[:end]
    )
    assert only.read("fountain", {}).departments == ()
    assert only.read("", {}).categories == ()
