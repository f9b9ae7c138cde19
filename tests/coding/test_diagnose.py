"""Diagnoses: what explains every failing case is said, and nothing else."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quiz.coding.compare import close
from quiz.coding.diagnose import Finding, diagnose

compare = close()
Function = Callable[..., Any]


def findings(right: Function, wrong: Function, *inputs: Any) -> list[Finding]:
    found = []
    for i, x in enumerate(inputs):
        with np.errstate(all="ignore"):
            got, expected = wrong(x), right(x)
        difference = compare(got, expected, (x,))
        found.append(Finding(f"drawn {i + 1}", (x,), got, expected, difference))
    return found


def rows(*sizes: tuple[int, ...]) -> list[Any]:
    rng = np.random.default_rng(3)
    return [rng.normal(size=size) + 0.1 for size in sizes]


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def columns(x: np.ndarray) -> np.ndarray:
    return softmax(x.T).T


def variance(x: np.ndarray) -> float:
    return float(np.var(x, ddof=1))


LONG, WIDE = rows((4,), (7,), (12,)), rows((3, 4), (5, 2))
EXPLAINED = [
    ("transpose", lambda x: x * 2, lambda x: (x * 2).T, WIDE),
    ("transpose", lambda x: x, lambda x: x.T, rows((3, 3), (4, 4))),
    ("Axis 1 of the result is missing", lambda x: x, lambda x: x[:, 0], WIDE),
    ("Axis 1 of the result is one too many", lambda x: x[:, 0], lambda x: x, WIDE),
    ("Fractions are cut", lambda x: 3 * x, lambda x: (3 * x).astype(int), LONG),
    ("float32", lambda x: np.sin(100 + x),
     lambda x: np.sin((100 + x).astype(np.float32)), LONG),
    (" 2 times", np.exp, lambda x: 2 * np.exp(x), LONG),
    ("1/(2) times", np.exp, lambda x: np.exp(x) / 2, LONG),
    ("1/(ln(2)) times", lambda x: np.log(np.abs(x)),
     lambda x: np.log2(np.abs(x)), LONG),
    ("π times", np.exp, lambda x: np.pi * np.exp(x), LONG),
    ("3.7 times", np.exp, lambda x: 3.7 * np.exp(x), LONG),
    ("sign is turned", np.exp, lambda x: -np.exp(x), LONG),
    ("but for their signs", lambda x: x, np.abs, LONG),
    ("(n - 1)/n times", variance, np.var, LONG),
    ("divided by n where n - 1", variance, np.var, LONG),
    ("√((n - 1)/n)", lambda x: x.std(ddof=1), np.std, LONG),
    ("n times the right one, n the", np.mean, np.sum, LONG),
    ("too large by the same 1", np.exp, lambda x: np.exp(x) + 1, LONG),
    ("sorted the other way", np.sort, lambda x: np.sort(x)[::-1], LONG),
    ("another order", np.sort, lambda x: np.roll(np.sort(x), 1), LONG),
    ("each column sums to 1, where it was expected that each row", softmax, columns,
     rows((3, 4), (2, 5))),
    ("the input is above 709", softmax, lambda x: np.exp(x) / np.exp(x).sum(),
     [np.array([1.0, 2.0]), np.array([1000.0, 1.0])]),
    ("exactly where the input is 0", np.sinc,
     lambda x: np.sin(np.pi * x) / (np.pi * x), [np.array([0.0, 0.5]), np.ones(1)]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "right", "wrong", "inputs"), EXPLAINED)
def test_an_explanation_is_found(
    said: str, right: Function, wrong: Function, inputs: list[Any]
) -> None:
    sentences = diagnose(findings(right, wrong, *inputs))

    assert any(said in sentence for sentence in sentences), sentences


@pytest.mark.parametrize(("said", "right", "wrong", "inputs"), EXPLAINED)
def test_one_case_that_it_does_not_explain_silences_it(
    said: str, right: Function, wrong: Function, inputs: list[Any]
) -> None:
    found = findings(right, wrong, *inputs)
    last = next(f for f in reversed(found) if f.failed or f is found[0])
    other = np.random.default_rng(9).normal(size=np.shape(last.expected)) + 17
    changed = Finding("drawn 9", last.args, other, last.expected, compare(1, 2, ()))

    sentences = diagnose([*found, changed])

    assert not any(said in sentence for sentence in sentences), sentences


def test_one_number_alone_explains_nothing() -> None:
    assert diagnose(findings(lambda x: 2.0, lambda x: 3.0, 1.0)) == []


def test_a_right_submission_hears_nothing() -> None:
    assert diagnose(findings(np.exp, np.exp, *LONG)) == []


def test_n_of_one_size_is_only_a_number() -> None:
    (sentence,) = diagnose(findings(variance, np.var, *rows((5,), (5,))))

    assert "0.8 times" in sentence


def test_the_one_edge_that_fails_is_named() -> None:
    right = findings(np.exp, np.exp, *LONG)
    edge = Finding("one logit", (1.0,), None, 2.0, None, raised="IndexError")

    assert diagnose([*right, edge]) == ["Right on every case but “one logit”."]


def test_what_is_changed_in_place_is_named() -> None:
    passed = Finding("drawn 1", (LONG[0],), 1.0, 1.0, None, mutated=("z",))

    (sentence,) = diagnose([passed])

    assert "`z` in place" in sentence
