"""Plain data as bytes: what may cross between the judge and a stranger's code.

Plain are None, bool, int below 2**63, float, str, list, tuple, dict with str keys,
NumPy arrays and scalars of truth values and numbers, and random generators (PCG64) as
the state they are in. A frame is

    magic, length of header, length of body | header: JSON | body: raw array bytes

JSON has no tuples, no NaN and no arrays, so an object in the header is always one of
these, with exactly these keys:

    {"tuple": [...]}  {"dict": [[key, value], ...]}  {"float": "nan" | "inf" | "-inf"}
    {"array": dtype, "shape": [...]}  {"scalar": dtype}     bytes follow in the body
    {"generator": [state, increment]}                       in hexadecimal

Nothing here unpickles or evaluates.
"""

from __future__ import annotations

import json
import math
import re
import struct
from json.encoder import encode_basestring_ascii
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

LIMIT = 1_000_000
DEPTH = 32
WHOLE = 2**63

_MAGIC = b"VIV1"
_HEAD = struct.Struct("<4sII")
HEAD = _HEAD.size
# By C type and not by name: on some platforms two types share a name, such as int64.
_TYPES = [np.dtype(code) for code in "?bhilqBHILQefdFD"]
_DTYPES = {dtype.name: dtype for dtype in _TYPES}
# Asking a dtype for its name takes longer than sending a small array.
_NAMES = {dtype: dtype.name for dtype in _TYPES}
_LITTLE = {dtype.name: dtype.newbyteorder("<") for dtype in _TYPES}
_SCALARS = {dtype.type for dtype in _TYPES}
_NOT_FINITE = ("nan", "inf", "-inf")
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
    writer = _Writer(limit)
    header = writer.text(value, 0).encode("ascii")
    body = b"".join(writer.parts)
    frame = _HEAD.pack(_MAGIC, len(header), len(body)) + header + body
    if len(frame) > limit:
        raise NotPlain(f"a value of more than {limit} bytes")
    return frame


def decode(frame: bytes, limit: int = LIMIT) -> Any:
    """The value that a frame carries. Arrays are writeable copies.

    Raises:
        Malformed: the bytes are anything but one frame of at most `limit` bytes.
    """
    header, body = _lengths(frame[:HEAD], limit)
    if len(frame) != HEAD + header + body:
        raise Malformed(f"{len(frame)} bytes where the head announces another number")
    reader = _Reader(frame[HEAD + header :])
    value = reader.value(frame[HEAD : HEAD + header])
    if left := body - reader.at:
        raise Malformed(f"{left} bytes of the body belong to nothing")
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
    if len(data) < HEAD:
        return None
    size = HEAD + rest(bytes(data[:HEAD]), limit)
    return bytes(data[:size]) if len(data) >= size else None


def rest(head: bytes, limit: int = LIMIT) -> int:
    """How many bytes of a frame follow its head, the first `HEAD` bytes.

    Raises:
        TooLarge: the frame announces more than `limit` bytes.
        Malformed: no frame begins here.
    """
    return sum(_lengths(head, limit))


def _lengths(head: bytes, limit: int) -> tuple[int, int]:
    if len(head) != HEAD:
        raise Malformed("a frame breaks off")
    magic, header, body = _HEAD.unpack(head)
    if magic != _MAGIC:
        raise Malformed("no frame begins here")
    if HEAD + header + body > limit:
        raise TooLarge(f"a frame of more than {limit} bytes")
    return header, body


class _Writer:
    """Turns a value into JSON, puts the bytes of arrays aside, stops at the limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.parts: list[bytes] = []

    def text(self, value: Any, depth: int) -> str:  # noqa: PLR0911 - one a type
        kind = type(value)
        if kind is float:
            return repr(value) if math.isfinite(value) else f'{{"float":"{value}"}}'
        if kind is str:
            return self._str(value)
        if kind is np.ndarray:
            return f'{{"array":"{self._bytes(value)}","shape":{[*value.shape]}}}'
        if kind is list:
            return f"[{self._items(value, depth)}]"
        if kind is tuple:
            return f'{{"tuple":[{self._items(value, depth)}]}}'
        if kind is dict:
            return f'{{"dict":[{self._pairs(value, depth)}]}}'
        if kind in _SCALARS:
            return f'{{"scalar":"{self._bytes(np.asarray(value))}"}}'
        return _rare(value)

    def _items(self, values: Any, depth: int) -> str:
        self._enter(len(values), depth)
        return ",".join([self.text(value, depth + 1) for value in values])

    def _pairs(self, values: dict[Any, Any], depth: int) -> str:
        self._enter(len(values), depth)
        for key in values:
            if type(key) is not str:
                raise NotPlain(f"a dict with a key of type {type(key).__name__}")
        pairs = [(self._str(k), self.text(v, depth + 1)) for k, v in values.items()]
        return ",".join([f"[{key},{text}]" for key, text in pairs])

    def _enter(self, entries: int, depth: int) -> None:
        # Each entry costs a byte at least, so a small list that holds itself twice
        # over, thirty levels deep, is refused before it has filled the memory.
        self._spend(entries + 1)
        if depth == DEPTH:
            raise NotPlain(f"a value nested deeper than {DEPTH}")

    def _str(self, text: str) -> str:
        self._spend(len(text))
        if not _is_unicode(text):
            raise NotPlain("a str that is not valid Unicode")
        return encode_basestring_ascii(text)

    def _bytes(self, array: NDArray[Any]) -> str:
        """Put the entries aside, in little-endian order; the name of their type."""
        name = _NAMES.get(array.dtype.newbyteorder("="))
        if name is None:
            raise NotPlain(f"an array of {array.dtype.name}")
        self._spend(array.nbytes)
        self.parts.append(array.astype(_LITTLE[name], copy=False).tobytes())
        return name

    def _spend(self, size: int) -> None:
        self.size += size
        if self.size > self.limit:
            raise NotPlain(f"a value of more than {self.limit} bytes")


def _rare(value: Any) -> str:
    kind = type(value)
    if kind is int:
        if abs(value) >= WHOLE:
            raise NotPlain("a whole number of 2**63 or more")
        return str(value)
    if value is None or kind is bool:
        return json.dumps(value)
    if kind is np.random.Generator:
        return _generator_state(value)
    raise NotPlain(f"a value of type {kind.__module__}.{kind.__qualname__}")


def _generator_state(generator: np.random.Generator) -> str:
    state: Any = generator.bit_generator.state
    if state["bit_generator"] != "PCG64" or state["has_uint32"]:
        raise NotPlain("a generator other than a fresh default_rng")
    number, step = (f"{state['state'][key]:x}" for key in ("state", "inc"))
    return f'{{"generator":["{number}","{step}"]}}'


class _Reader:
    """Turns JSON and array bytes into a value. `at` is how far the body is used."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.at = 0

    def value(self, header: bytes) -> object:
        """What the header says, its objects made into what they stand for."""
        decoder = json.JSONDecoder(
            object_pairs_hook=self.meant,
            parse_float=_float,
            parse_int=_int,
            parse_constant=_no_constant,
        )
        try:
            text = header.decode("ascii")
            value, end = decoder.raw_decode(text)
        except Malformed:
            raise
        except (ValueError, RecursionError) as error:
            kind = type(error).__name__
            raise Malformed(f"the header is not JSON: {kind}") from None
        if end != len(text):
            raise Malformed("the header goes on after its end")
        # Few brackets cannot nest deeply, and only escapes make text invalid.
        if text.count("[") > DEPTH or "\\u" in text:
            _check(value, 0)
        return value

    def meant(self, pairs: list[tuple[str, Any]]) -> object:
        """What an object stands for. Those inside it are already what they are."""
        nothing: tuple[str, Any] = ("", None)
        tag, content = pairs[0] if pairs else nothing
        kind = type(content)
        if len(pairs) == 2 and tag == "array" and pairs[1][0] == "shape":
            return self._array(content, pairs[1][1])
        if len(pairs) == 1:
            if tag == "tuple" and kind is list:
                return tuple(content)
            if tag == "dict" and kind is list:
                return _dict(content)
            if tag == "scalar":
                return self._array(content, [])[()]
            if tag == "float" and kind is str and content in _NOT_FINITE:
                return float(content)
            if tag == "generator" and kind is list and len(content) == 2:
                return _generator(*content)
        raise Malformed("an object that is none of ours")

    def _array(self, name: object, shape: object) -> NDArray[Any]:
        if type(name) is not str or name not in _DTYPES:
            raise Malformed("a dtype that is none of ours")
        if type(shape) is not list or not all(type(n) is int for n in shape):
            raise Malformed("a shape that is none")
        if len(shape) > 64 or not all(0 <= n < 2**31 for n in shape):
            raise Malformed("a shape that is none")
        native, start = _DTYPES[name], self.at
        self.at += math.prod(shape) * native.itemsize
        if self.at > len(self.body):
            raise Malformed("an array larger than the body")
        if native.kind == "b" and not set(self.body[start : self.at]) <= {0, 1}:
            raise Malformed("a truth value that is neither 0 nor 1")
        try:
            there = np.ndarray(shape, _LITTLE[name], self.body, start)
        except (ValueError, TypeError):
            raise Malformed("a shape that is none") from None
        return there.astype(native)


def _dict(pairs: list[Any]) -> dict[str, object]:
    if not all(type(pair) is list and len(pair) == 2 for pair in pairs):
        raise Malformed("a dict whose entries are no pairs")
    if not all(type(key) is str for key, _ in pairs):
        raise Malformed("a dict with a key that is no text")
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a dict with a key twice")
    return found


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


def _check(value: object, depth: int) -> None:
    """Refuse text that is no Unicode, and what is nested too deeply."""
    if depth > DEPTH:
        raise Malformed(f"nested deeper than {DEPTH}")
    if type(value) is str and not _is_unicode(value):
        raise Malformed("text that is not valid Unicode")
    if type(value) is dict:
        value = [*value, *value.values()]
    if type(value) is list or type(value) is tuple:
        for item in value:
            _check(item, depth + 1)


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _int(digits: str) -> int:
    number = int(digits)
    if abs(number) >= WHOLE:
        raise Malformed("a whole number of 2**63 or more")
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Malformed("a number too large for a float")
    return number


def _no_constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not JSON")
