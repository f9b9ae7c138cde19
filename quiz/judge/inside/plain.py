"""Plain data as bytes: what may cross between the judge and a stranger's code.

Plain are None, bool, int below 2**63, float, str, list, tuple, dict with str keys,
NumPy arrays and scalars of truth values and numbers, and random generators (PCG64) as
the state they are in. A frame is

    magic, length of header, length of body | header: JSON | body: raw array bytes

JSON has no tuples, no dicts apart from ours, no NaN and no arrays, so an object in the
header is always one of these, with exactly these keys:

    {"tuple": [...]}  {"dict": {...}}  {"float": "nan" | "inf" | "-inf"}
    {"array": dtype, "shape": [...]}  {"scalar": dtype}     bytes follow in the body
    {"generator": [state, increment]}                       in hexadecimal

Nothing here unpickles or evaluates.
"""

from __future__ import annotations

import json
import math
import re
import struct
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

LIMIT = 1_000_000
DEPTH = 32

_MAGIC = b"VIV1"
_HEAD = struct.Struct("<4sII")
# By C type and not by name: on some platforms two types share a name, such as int64.
_TYPES = [np.dtype(code) for code in "?bhilqBHILQefdFD"]
_DTYPES = {dtype.name: dtype for dtype in _TYPES}
# Asking a dtype for its name takes longer than sending a small array.
_NAMES = {dtype: dtype.name for dtype in _TYPES}
_JSON = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
_SCALARS = {dtype.type for dtype in _TYPES}
_CONTAINERS = {list, tuple, dict}
_HEXADECIMAL = re.compile("[0-9a-f]{1,32}")


class NotPlain(TypeError):  # noqa: N818 - reads as what it says
    """A value that may not cross. The message names it."""


class Malformed(ValueError):  # noqa: N818 - reads as what it says
    """Bytes that are not a frame. The message says why."""


class TooLarge(Malformed):
    """A frame that announces more bytes than are accepted."""


def encode(value: object, limit: int = LIMIT) -> bytes:
    """The frame that carries a value.

    Types are compared exactly: a subclass is not plain, for it may behave otherwise.

    Raises:
        NotPlain: the value or a part of it is not plain, is nested deeper than
            `DEPTH`, or needs more than `limit` bytes.
    """
    packer = _Packer(limit)
    packed = packer.pack(value, 0)
    header = _JSON.encode(packed).encode("ascii")
    body = b"".join(packer.parts)
    packer.count(len(header) + len(body) + _HEAD.size - packer.size)
    return _HEAD.pack(_MAGIC, len(header), len(body)) + header + body


def decode(frame: bytes, limit: int = LIMIT) -> Any:
    """The value that a frame carries. Arrays are writeable copies.

    Raises:
        Malformed: the bytes are anything but one frame of at most `limit` bytes.
    """
    header, body = _lengths(frame[: _HEAD.size], limit)
    if len(frame) != _HEAD.size + header + body:
        raise Malformed(f"{len(frame)} bytes where the head announces another number")
    text, raw = frame[_HEAD.size :][:header], frame[_HEAD.size + header :]
    try:
        packed = _STRICT.decode(text.decode("ascii"))
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed(f"the header is not JSON: {type(error).__name__}") from None
    unpacker = _Unpacker(raw)
    value = unpacker.unpack(packed, 0)
    if unpacker.at != len(raw):
        raise Malformed(f"{len(raw) - unpacker.at} bytes of the body belong to nothing")
    return value


def same(value: object, frame: bytes) -> bool:
    """Whether a value is still the one that was encoded."""
    try:
        return encode(value) == frame
    except NotPlain:
        return False


def first(data: bytearray, limit: int = LIMIT) -> bytes | None:
    """The first frame of what has come so far; None while it is not complete.

    Raises:
        TooLarge: the frame announces more than `limit` bytes.
        Malformed: no frame begins here.
    """
    if len(data) < _HEAD.size:
        return None
    size = _HEAD.size + sum(_lengths(bytes(data[: _HEAD.size]), limit))
    return bytes(data[:size]) if len(data) >= size else None


def _lengths(head: bytes, limit: int) -> tuple[int, int]:
    if len(head) != _HEAD.size:
        raise Malformed("a frame breaks off")
    magic, header, body = _HEAD.unpack(head)
    if magic != _MAGIC:
        raise Malformed("no frame begins here")
    if _HEAD.size + header + body > limit:
        raise TooLarge(f"a frame of more than {limit} bytes")
    return header, body


class _Packer:
    """Turns a value into JSON and array bytes, and stops at the limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.parts: list[bytes] = []

    def count(self, size: int) -> None:
        self.size += size
        if self.size > self.limit:
            raise NotPlain(f"a value of more than {self.limit} bytes")

    def pack(self, value: object, depth: int) -> object:
        # Each part costs a byte at least, so a small list that holds itself twice
        # over, thirty levels deep, is refused before it has filled the memory.
        self.count(1)
        if depth > DEPTH:
            raise NotPlain(f"a value nested deeper than {DEPTH}")
        kind = type(value)
        if kind is float:
            return value if math.isfinite(value) else {"float": str(value)}  # type: ignore[arg-type]
        if kind is str:
            return self._pack_text(value)  # type: ignore[arg-type]
        if kind is np.ndarray:
            return self._pack_array(value)  # type: ignore[arg-type]
        if kind in _CONTAINERS:
            return self._pack_container(value, depth + 1)
        if kind in _SCALARS:
            return {"scalar": self._pack_bytes(np.asarray(value))}
        return _pack_rare(value)

    def _pack_text(self, text: str) -> str:
        self.count(len(text))
        if not _is_unicode(text):
            raise NotPlain("a str that is not valid Unicode")
        return text

    def _pack_container(self, value: Any, depth: int) -> object:
        if type(value) is list:
            return [self.pack(item, depth) for item in value]
        if type(value) is tuple:
            return {"tuple": [self.pack(item, depth) for item in value]}
        for key in value:
            if type(key) is not str:
                raise NotPlain(f"a dict with a key of type {type(key).__name__}")
        pairs = value.items()
        return {"dict": {self._pack_text(k): self.pack(v, depth) for k, v in pairs}}

    def _pack_array(self, array: NDArray[Any]) -> object:
        return {"array": self._pack_bytes(array), "shape": list(array.shape)}

    def _pack_bytes(self, array: NDArray[Any]) -> str:
        """Put the entries aside, in little-endian order; the name of their type."""
        name = _NAMES.get(array.dtype.newbyteorder("="))
        if name is None:
            raise NotPlain(f"an array of {array.dtype.name}")
        self.count(array.nbytes)
        little = _DTYPES[name].newbyteorder("<")
        self.parts.append(array.astype(little, copy=False).tobytes())
        return name


class _Unpacker:
    """Turns JSON and array bytes into a value. `at` is how far the body is used."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.at = 0

    def unpack(self, packed: Any, depth: int) -> object:
        if depth > DEPTH:
            raise Malformed(f"nested deeper than {DEPTH}")
        kind = type(packed)
        if kind is list:
            return [self.unpack(item, depth + 1) for item in packed]
        if kind is dict:
            return self._unpack_tagged(packed, depth)
        if kind is int and abs(packed) >= 2**63:
            raise Malformed("a whole number of 2**63 or more")
        if kind is float and not math.isfinite(packed):
            raise Malformed("a number too large for a float")
        if kind is str and not _is_unicode(packed):
            raise Malformed("text that is not valid Unicode")
        return packed

    def _unpack_tagged(self, packed: dict[str, Any], depth: int) -> object:
        # By its keys, all of them: a match statement takes three times as long.
        tag, content = next(iter(packed.items()), ("", None))
        if len(packed) == 2 and tag == "array" and type(content) is str:
            shape = packed.get("shape")
            if type(shape) is list:
                return self._array(content, shape)
        elif len(packed) == 1:
            if tag == "tuple" and type(content) is list:
                return tuple([self.unpack(item, depth + 1) for item in content])
            if tag == "dict" and type(content) is dict:
                if not all(map(_is_unicode, content)):
                    raise Malformed("text that is not valid Unicode")
                return {k: self.unpack(v, depth + 1) for k, v in content.items()}
            if tag == "scalar" and type(content) is str:
                return self._array(content, [])[()]
            if tag == "float" and content in ("nan", "inf", "-inf"):
                return float(content)
            if tag == "generator" and type(content) is list and len(content) == 2:
                return _generator(*content)
        raise Malformed("an object that is none of ours")

    def _array(self, name: str, shape: list[Any]) -> NDArray[Any]:
        if name not in _DTYPES:
            raise Malformed("a dtype that is none of ours")
        if len(shape) > 64 or not all(type(n) is int and 0 <= n < 2**31 for n in shape):
            raise Malformed("a shape that is none")
        native = _DTYPES[name]
        size = math.prod(shape) * native.itemsize
        raw = self.body[self.at : self.at + size]
        if len(raw) != size:
            raise Malformed("an array larger than the body")
        if native.kind == "b" and not set(raw) <= {0, 1}:
            raise Malformed("a truth value that is neither 0 nor 1")
        self.at += size
        flat = np.frombuffer(raw, dtype=native.newbyteorder("<"))
        try:
            return flat.astype(native).reshape(shape)
        except ValueError:
            raise Malformed("a shape that is none") from None


def _pack_rare(value: object) -> object:
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is np.random.Generator:
        return _generator_state(value)  # type: ignore[arg-type]
    if kind is not int:
        raise NotPlain(f"a value of type {kind.__module__}.{kind.__qualname__}")
    if abs(value) >= 2**63:  # type: ignore[arg-type]
        raise NotPlain("a whole number of 2**63 or more")
    return value


def _generator_state(generator: np.random.Generator) -> object:
    state: Any = generator.bit_generator.state
    if state["bit_generator"] != "PCG64" or state["has_uint32"]:
        raise NotPlain("a generator other than a fresh default_rng")
    return {"generator": [f"{state['state'][key]:x}" for key in ("state", "inc")]}


def _generator(*parts: object) -> np.random.Generator:
    state, step = (p if type(p) is str else "" for p in parts)
    if not (_HEXADECIMAL.fullmatch(state) and _HEXADECIMAL.fullmatch(step)):
        raise Malformed("a generator's state that is none")
    bits = np.random.PCG64()
    bits.state = {
        **bits.state,
        "state": {"state": int(state, 16), "inc": int(step, 16)},
    }
    return np.random.Generator(bits)


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("an object with a key twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not JSON")


_STRICT = json.JSONDecoder(
    object_pairs_hook=_without_doubles, parse_constant=_no_constant
)
