"""Comparisons beyond `close`: right, wrong, and whatever a stranger may return."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.coding.compare import (
    Comparison,
    as_set,
    close,
    distribution,
    exact,
    gradient_of,
    graph,
    holds,
    parts,
    up_to_permutation,
    up_to_sign,
)

V = np.array([[0.6, -0.8], [0.8, 0.6]])
X = np.array([1.0, -2.0, 0.5])
DRAWN = np.random.default_rng(0).normal(size=2000)


def orthonormal(Q: np.ndarray) -> str | None:
    return None if np.allclose(Q.T @ Q, np.eye(2)) else "The columns are no basis"


def normal_cdf(x: np.ndarray) -> list[float]:
    return [0.5 * math.erfc(-v / math.sqrt(2)) for v in x]


def cubes(x: np.ndarray) -> float:
    return float((x**3).sum())


SUBJECTS: dict[str, tuple[Comparison, Any, tuple[Any, ...]]] = {
    "close": (close(), V, ()),
    "exact": (exact(), [1, "a", {"b": [True, None]}], ()),
    "as_set": (as_set(), [3, 1, 2], ()),
    "sign": (up_to_sign(axis=0), V, ()),
    "labels": (up_to_permutation(fixed=(-1,)), [0, 0, 1, -1], ()),
    "rows": (up_to_permutation(axis=0), V, ()),
    "graph": (graph(), [(0, 1, 0.5), (1, 2, 2.0)], ()),
    "samples": (distribution(), DRAWN, ()),
    "cdf": (distribution(cdf=normal_cdf), DRAWN, ()),
    "counts": (distribution(discrete=True), [0, 1, 1, 2] * 200, ()),
    "property": (holds(orthonormal), V, ()),
    "gradient": (gradient_of(cubes), 3 * X**2, (X,)),
}
RIGHT = [
    ("exact", (1.0, "a", {"b": (True, None)})),
    ("as_set", np.array([1.0, 2.0, 3.0])),
    ("sign", V * [1, -1]),
    ("labels", [5, 5, 0, -1]),
    ("rows", V[::-1]),
    ("graph", np.array([[2, 1, 2.0], [1, 0, 0.5]])),
    ("samples", np.random.default_rng(1).normal(size=2000)),
    ("cdf", np.random.default_rng(2).normal(size=2000)),
    ("counts", [2, 1, 0, 1] * 200),
    ("property", V[:, ::-1].tolist()),
    ("gradient", (3 * X**2).tolist()),
]
WRONG = [
    ("exact", [True, "a", {"b": [True, None]}], "type"),
    ("exact", [1, "a", {"b": [True, 0]}], "type"),
    ("exact", [1, "b", {"b": [True, None]}], "value"),
    ("exact", [math.nan, "a", {"b": [True, None]}], "not finite"),
    ("exact", [1, "a"], "shape"),
    ("exact", [1, "a", {"c": [True, None]}], "shape"),
    ("as_set", [1, 2], "value"),
    ("as_set", [1, 2, 3, 3], "value"),
    ("as_set", [1, 2, "3"], "value"),
    ("sign", V * [[1], [-1]], "value"),
    ("labels", [0, 1, 1, -1], "value"),
    ("labels", [0, 0, 0, -1], "value"),
    ("labels", [0, 0, 1, 2], "value"),
    ("labels", [0, 0, 1], "shape"),
    ("rows", V.T, "value"),
    ("graph", [(0, 1, 0.5)], "value"),
    ("graph", [(0, 1, 0.5), (1, 2, 2.0), (0, 2, 1.0)], "value"),
    ("graph", [(0, 1, 0.5), (1, 2, 2.1)], "value"),
    ("graph", [(0, 1, 0.5), (1, 0, 2.0)], "type"),
    ("samples", DRAWN + 0.3, "property"),
    ("samples", 2 * DRAWN, "property"),
    ("cdf", 1.4 * DRAWN, "property"),
    ("counts", [0, 1, 2, 2] * 200, "property"),
    ("property", V * 2, "property"),
    ("property", V[0], "shape"),
    ("gradient", 2 * X, "value"),
]

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([np.float32(2), np.zeros((0, 2)), np.ones((2, 2), bool), 1j]),
    lambda parts: (
        st.lists(parts, max_size=4)
        | st.lists(parts, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=2), parts, max_size=3)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_expected_result_is_right(name: str) -> None:
    compare, expected, args = SUBJECTS[name]

    assert compare(expected, expected, args) is None


@pytest.mark.parametrize(("name", "got"), RIGHT)
def test_another_right_result_is_right(name: str, got: object) -> None:
    compare, expected, args = SUBJECTS[name]

    assert compare(got, expected, args) is None


@pytest.mark.parametrize(("name", "got", "kind"), WRONG)
def test_a_wrong_result_is_told(name: str, got: object, kind: str) -> None:
    compare, expected, args = SUBJECTS[name]

    difference = compare(got, expected, args)

    assert difference
    assert difference.kind == kind
    assert difference.message
    assert not difference.message.endswith(".")


@pytest.mark.parametrize("name", SUBJECTS)
@given(got=plain)
def test_nothing_that_comes_back_raises(name: str, got: object) -> None:
    compare, expected, args = SUBJECTS[name]

    difference = compare(got, expected, args)

    assert difference is None or difference.message


def like(expected: Any, fill: float) -> Any:
    return np.full(np.shape(expected), fill)


@pytest.mark.parametrize("fill", [math.nan, math.inf, -math.inf, 1e308, -1e308])
@pytest.mark.parametrize(
    "name", ["close", "sign", "rows", "samples", "cdf", "counts", "property"]
)
def test_odd_numbers_in_the_right_shape_are_wrong(name: str, fill: float) -> None:
    compare, expected, args = SUBJECTS[name]

    assert compare(like(expected, fill), expected, args)


def test_a_directed_edge_has_a_direction() -> None:
    assert graph(directed=True)([(1, 0)], [(0, 1)], ())
    assert graph(directed=False)([(1, 0)], [(0, 1)], ()) is None


@pytest.mark.parametrize("n", [5, 30, 1000])
def test_luck_fails_no_right_sampler(n: int) -> None:
    """Ten thousand runs of each test at sizes where an approximation would break."""
    rng = np.random.default_rng(n)
    weights = np.array([0.5, 0.3, 0.15, 0.04, 0.01])
    samples, counts = distribution(), distribution(discrete=True)
    for _ in range(10_000 // (1 + n // 100)):
        a, b = rng.exponential(size=(2, n))
        c, d = rng.choice(5, size=(2, n), p=weights)
        assert samples(a, b, ()) is None
        assert counts(c, d, ()) is None


def test_several_values_each_in_its_own_way() -> None:
    compare = parts(labels=exact(), centers=close(rtol=1e-3))
    right = (np.array([0, 1]), np.array([[1.0], [2.0]]))

    assert compare(([0, 1], [[1.0], [2.0005]]), right, ()) is None
    assert compare([np.array([0, 1]), right[1]], right, ()) is None
    wrong = compare((right[0], [[1.0], [3.0]]), right, ())
    assert wrong is not None
    assert wrong.message.startswith("In centers: ")
    assert wrong.index == (1, 0)
    first = compare(([1, 1], [[1.0], [3.0]]), right, ())
    assert first is not None
    assert first.message.startswith("In labels: ")
    for got, said in (
        (right[1], r"a tuple (labels, centers) was expected"),
        (None, "Got None"),
        ((right[0],), "Got 1 values where 2 were expected: labels, centers"),
        ((*right, 3), "Got 3 values"),
    ):
        found = compare(got, right, ())
        assert found is not None
        assert found.kind == "type"
        assert said in found.message
