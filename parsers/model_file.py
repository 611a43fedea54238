"""A learned model as bytes and back: numbers and JSON only, so that reading a file can never run anything.

A magic line, the SHA-256 of all that follows, the length of a JSON header, the header, then the arrays one after the
other. Every length is checked against the header before an array is made of it.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from typing import Any

import numpy as np

from parsers.features import SCHEME
from parsers.learned import Marks, TextModel, Trust

MAX_SIZE = 20_000_000
"""Octets that a model may have."""
_MAGIC = b"CITY MODEL 1\n"
_HASH = hashlib.sha256().digest_size
_LENGTH = struct.Struct("<I")
_MOST_ROWS, _MOST_NAMES = 4_000_000, 5_000
_ARRAYS = ("numbers", "rarity", "weights", "scales", "dense", "bias")
_TYPES = {"numbers": "<u4", "weights": "i1"}
_FLOAT = "<f4"


class ModelFileError(ValueError):
    """The bytes are no model that this version can read; the message says why."""


def model_to_bytes(model: TextModel) -> bytes:
    """The model as it is stored. Raises ModelFileError where it is too large."""
    arrays = {
        "numbers": model.marks.numbers,
        "rarity": model.marks.rarity,
        "weights": model.weights,
        "scales": model.scales,
        "dense": model.dense,
        "bias": model.bias,
    }
    header = json.dumps(
        {
            "scheme": SCHEME,
            "categories": model.categories,
            "departments": model.departments,
            "codes": model.codes,
            "rows": len(model.marks.numbers),
            "trust": asdict(model.trust),
            "department_trust": asdict(model.department_trust),
        }
    ).encode()
    parts = [np.ascontiguousarray(arrays[name], dtype=_TYPES.get(name, _FLOAT)).tobytes() for name in _ARRAYS]
    body = b"".join([_LENGTH.pack(len(header)), header, *parts])
    if len(body) > MAX_SIZE - len(_MAGIC) - _HASH:
        raise ModelFileError(f"The model would have {len(body):,} octets, and {MAX_SIZE:,} are the most.")
    return _MAGIC + hashlib.sha256(body).digest() + body


def model_version(content: bytes) -> str:
    """The name of a model: the beginning of the hash of its content."""
    return content[len(_MAGIC) : len(_MAGIC) + 6].hex()


def model_from_bytes(content: bytes) -> TextModel:
    """The model that `model_to_bytes` wrote. Raises ModelFileError for anything else, however it was made."""
    if len(content) > MAX_SIZE:
        raise ModelFileError(f"It has {len(content):,} octets, and {MAX_SIZE:,} are the most.")
    if not content.startswith(_MAGIC):
        raise ModelFileError("It does not begin as a model does.")
    body = content[len(_MAGIC) + _HASH :]
    if hashlib.sha256(body).digest() != content[len(_MAGIC) : len(_MAGIC) + _HASH]:
        raise ModelFileError("It is damaged: its checksum is not that of its content.")
    try:
        header, rest = _header(body)
        return _model(header, _read_arrays(header, rest), model_version(content))
    except (KeyError, TypeError, ValueError, struct.error, RecursionError, OverflowError) as error:
        if isinstance(error, ModelFileError):
            raise
        raise ModelFileError(f"Its header is not that of a model ({type(error).__name__}).") from None


def _header(body: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = _LENGTH.unpack_from(body)
    if length > len(body) - _LENGTH.size:
        raise ModelFileError("It is damaged: its header is cut off.")
    header = json.loads(body[_LENGTH.size : _LENGTH.size + length])
    if header["scheme"] != SCHEME:
        raise ModelFileError("It was made by another version of the gateway. Run `gateway learn` again.")
    return header, body[_LENGTH.size + length :]


def _shapes(header: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    rows = header["rows"]
    if not isinstance(rows, int) or not 0 <= rows <= _MOST_ROWS:
        raise ModelFileError("Its header names an impossible number of rows.")
    columns = len(_names(header, "categories")) + len(_names(header, "departments"))
    dense = 2 * len(_names(header, "codes")) + 2
    return {
        "numbers": (rows,),
        "rarity": (rows,),
        "weights": (rows, columns),
        "scales": (rows,),
        "dense": (dense, columns),
        "bias": (columns,),
    }


def _names(header: Mapping[str, Any], key: str) -> tuple[str, ...]:
    names = header[key]
    if not isinstance(names, list) or len(names) > _MOST_NAMES or not all(isinstance(name, str) for name in names):
        raise ModelFileError(f"Its header has no list of {key}.")
    return tuple(names)


def _read_arrays(header: Mapping[str, Any], rest: bytes) -> dict[str, Any]:
    shapes = _shapes(header)
    kinds = {name: np.dtype(_TYPES.get(name, _FLOAT)) for name in _ARRAYS}
    sizes = {name: int(np.prod(shapes[name], dtype=np.int64)) * kinds[name].itemsize for name in _ARRAYS}
    if sum(sizes.values()) != len(rest):
        raise ModelFileError("It is damaged: its tables have another size than its header says.")
    arrays, at = {}, 0
    for name in _ARRAYS:
        array = np.frombuffer(rest[at : at + sizes[name]], dtype=kinds[name]).reshape(shapes[name])
        if kinds[name].kind == "f" and not np.isfinite(array).all():
            raise ModelFileError("It is damaged: one of its numbers is none.")
        arrays[name] = array
        at += sizes[name]
    return arrays


def _model(header: Mapping[str, Any], arrays: Mapping[str, Any], version: str) -> TextModel:
    if np.any(np.diff(arrays["numbers"].astype(np.int64)) <= 0):
        raise ModelFileError("It is damaged: its marks are not in order.")
    return TextModel(
        version=version,
        categories=_names(header, "categories"),
        departments=_names(header, "departments"),
        codes=_names(header, "codes"),
        marks=Marks(numbers=arrays["numbers"], rarity=arrays["rarity"]),
        weights=arrays["weights"],
        scales=arrays["scales"],
        dense=arrays["dense"],
        bias=arrays["bias"],
        trust=_trust(header["trust"]),
        department_trust=_trust(header["department_trust"]),
    )


def _trust(given: Mapping[str, Any]) -> Trust:
    numbers = {name: float(given[name]) for name in ("sharpness", "slope", "offset")}
    if not all(isfinite(number) for number in numbers.values()):
        raise ModelFileError("Its header is not that of a model.")
    return Trust(**numbers)
