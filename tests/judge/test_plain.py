"""The codec between the judge and a stranger's code."""

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from quiz.judge.inside import plain

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)
numeric = st.sampled_from(["f8", "f4", "i8", "u1", "?", "c16"]).flatmap(
    lambda dtype: arrays(dtype, array_shapes(min_dims=0, max_side=3))
)
values = st.recursive(
    scalars | numeric,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text("ab", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def alike(one: object, other: object) -> bool:
    """Equal in value and in type, NaN with NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray | np.generic):
        return (
            one.dtype == other.dtype  # type: ignore[union-attr]
            and one.shape == other.shape  # type: ignore[union-attr]
            and one.tobytes() == other.tobytes()  # type: ignore[union-attr]
        )
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))  # type: ignore[arg-type]
    if isinstance(one, dict):
        return list(one) == list(other) and all(  # type: ignore[call-overload]
            alike(one[key], other[key])  # type: ignore[index]
            for key in one
        )
    if isinstance(one, float) and math.isnan(one):
        return math.isnan(other)  # type: ignore[arg-type]
    return one == other


@given(values)
def test_round_trip(value: object) -> None:
    assert alike(plain.decode(plain.encode(value)), value)


@given(values, st.integers(0, 10**6), st.integers(0, 255))
def test_a_damaged_frame_is_malformed_or_plain(
    value: object, place: int, byte: int
) -> None:
    frame = bytearray(plain.encode(value))
    frame[place % len(frame)] = byte
    try:
        plain.decode(bytes(frame))
    except plain.Malformed:
        return


@given(st.binary(max_size=200))
def test_noise_is_malformed(noise: bytes) -> None:
    with pytest.raises(plain.Malformed):
        plain.decode(noise)


def test_a_frame_that_announces_too_much_is_refused_before_it_is_read() -> None:
    frame = plain.encode(1.0)
    head = bytearray(frame[:12])
    head[8:12] = struct.pack("<I", 2**32 - 1)

    with pytest.raises(plain.TooLarge):
        plain.first(head)


class Liar(float):
    """Says it is what it is not."""


@pytest.mark.parametrize(
    "value",
    [object(), Liar(1.0), 2**63, {1: 2}, {1, 2}, b"x", np.array([None]), lambda: 1,
     np.ma.array([1.0]), np.array(["text"]), np.datetime64("2026-01-01"), range(3)],
)  # fmt: skip
def test_what_is_not_plain_is_refused(value: object) -> None:
    with pytest.raises(plain.NotPlain):
        plain.encode(value)


def test_a_list_that_holds_itself_is_refused() -> None:
    value: list[object] = []
    value.append(value)

    with pytest.raises(plain.NotPlain):
        plain.encode(value)


def test_too_large_a_value_is_refused() -> None:
    with pytest.raises(plain.NotPlain):
        plain.encode(np.zeros(200_000))


def frame(header: str, body: bytes = b"") -> bytes:
    """A frame as a stranger may write it."""
    return (
        struct.pack("<4sII", b"VIV1", len(header), len(body)) + header.encode() + body
    )


EIGHT = b"\0" * 8


@pytest.mark.parametrize(
    ("header", "body"),
    [("", b""), ("[1] ", b""), ("[1", b""), ("NaN", b""), ("1e999", b""),
     ("[-1e999]", b""), (str(2**63), b""), (f"[{-(2**63)}]", b""), ("{}", b""),
     ('{"a": 1}', b""), ('{"tuple": 1}', b""), ('{"tuple": [], "tuple": []}', b""),
     ('{"dict": {"a": 1}}', b""), ('{"dict": [["a"]]}', b""),
     ('{"dict": [[1, 2]]}', b""),
     ('{"dict": [["a", 1], ["a", 2]]}', b""), ('{"dict": [["\\ud800", 1]]}', b""),
     ('"\\ud800"', b""), ("[" * 34 + "]" * 34, b""), ("[" * 5000 + "]" * 5000, b""),
     ('{"float": "1.0"}', b""), ('{"float": 1}', b""), ('{"scalar": "object"}', EIGHT),
     ('{"scalar": ["float64"]}', EIGHT), ('{"array": "float64"}', EIGHT),
     ('{"array": "float64", "shape": [2]}', EIGHT),
     ('{"array": "float64", "shape": [1]}', EIGHT + b"1"),
     ('{"array": "float64", "shape": [-1]}', EIGHT),
     ('{"array": "float64", "shape": [true]}', EIGHT),
     ('{"array": "float64", "shape": {"tuple": [1]}}', EIGHT),
     ('{"array": "float64", "shape": [4294967296, 4294967296]}', EIGHT),
     ('{"array": "float64", "shape": [0, 2147483647, 2147483647, 2147483647]}', b""),
     ('{"shape": [1], "array": "float64"}', EIGHT),
     ('{"array": "bool", "shape": [1]}', b"2"),
     ('{"generator": ["1"]}', b""), ('{"generator": ["g", "1"]}', b""),
     ('{"generator": [1, 2]}', b"")],
)  # fmt: skip
def test_a_header_that_is_none_of_ours_is_malformed(header: str, body: bytes) -> None:
    with pytest.raises(plain.Malformed):
        plain.decode(frame(header, body))


def test_what_a_dict_holds_is_not_taken_for_one_of_our_objects() -> None:
    for value in (
        {"tuple": [1]},
        {"dict": []},
        {"float": "nan"},
        {"scalar": "float64"},
    ):
        assert plain.decode(plain.encode(value)) == value


def test_arrays_are_copies_that_may_be_changed() -> None:
    sent = plain.encode([np.arange(3.0), np.float32(2.0)])
    first, _ = plain.decode(sent)
    first += 1.0

    assert plain.decode(sent)[0].tolist() == [0.0, 1.0, 2.0]
    assert not plain.same([first, np.float32(2.0)], sent)
