"""What learners type is read, or refused with a reason."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from quiz.items import read, write
from quiz.items.ask import Invalid

finite = st.floats(-1e12, 1e12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.25", 0.25),
        (" -1/4 ", -0.25),
        ("2.5e-1", 0.25),
        ("25 %", 0.25),
        ("−0.16", -0.16),
        ("3·(1 - 1/3)", 2.0),
        ("-2^2", -4.0),
        ("2**0.5", 2**0.5),
        ("pi/2", np.pi / 2),
        ("e", np.e),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert read.number(text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1,5", "1_000", "1 2", "1/0", "nan", "inf", "1e999", "True", "2j",
     "x+1", "(-8)**(1/3)", "10**10**8", "9" * 300, "((((((((", "(" * 150 + ")" * 150,
     "__import__('os')", "().__class__", "lambda: 1", "[1]", "'1'", "1;2", "1\n2"],
)  # fmt: skip
def test_what_is_not_a_number_is_invalid_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(Invalid):
        read.number(text)
    # A hostile response must not keep the process busy; 2 s is a hang, not a speed.
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "text",
    ["1 2; 3 4", "1, 2; 3, 4", "[[1, 2], [3, 4]]", "[[1 2]\n [3 4]]", "1 2\n3 4\n",
     "np.array([[1, 2], [3, 4]])", "[1 2; 3 4]", "[1, 2]\n[3, 4]"],
)  # fmt: skip
def test_matrices(text: str) -> None:
    np.testing.assert_array_equal(read.matrix(text), [[1, 2], [3, 4]])


@pytest.mark.parametrize("text", ["[1/2, 1/4, 1/4]", "0.5 0.25 25%", "(0.5), .25, .25"])
def test_vectors(text: str) -> None:
    np.testing.assert_allclose(read.matrix(text), [0.5, 0.25, 0.25])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2; 3", "differ in length: 1 and 2"),
        ("[1, x]", "“x”"),
        ("[]", "no entries"),
        ("", "Type the entries"),
        ("1 " * 3000, "characters"),
    ],
)
def test_unreadable_matrices_say_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        read.matrix(text)


@given(finite)
def test_a_rendered_number_reads_back(x: float) -> None:
    assert read.number(write.num(x)) == pytest.approx(x, rel=1e-3)


@given(arrays(float, array_shapes(min_dims=1, max_dims=2), elements=finite))
def test_a_rendered_array_reads_back(x: np.ndarray) -> None:
    np.testing.assert_allclose(read.matrix(write.array(x)), x, rtol=1e-3)
