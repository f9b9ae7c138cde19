"""Encoders, bins, pipelines and leaks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.linear.goodness import r_squared
from engine.linear.ridge import Ridge
from engine.preprocessing.binning import bin_edges, bin_index
from engine.preprocessing.encoders import (
    label_encode,
    one_hot,
    ordinal_encode,
    target_encode,
    target_encode_out_of_fold,
)
from engine.preprocessing.leakage import (
    leakage_gap,
    models_on_holes,
    selection_leak,
    target_leak,
)
from engine.preprocessing.pipeline import Pipeline
from engine.preprocessing.simple_imputer import SimpleImputer
from engine.validation.cross_validation import cross_validate, grid_search
from engine.validation.splits import k_fold

COLOURS = ["red", "green", "blue"]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_worked_examples() -> None:
    assert one_hot(COLOURS)[0].tolist() == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
    assert one_hot(COLOURS, COLOURS)[0].tolist() == np.eye(3).tolist()
    assert label_encode(COLOURS)[0].tolist() == [2, 1, 0]
    assert label_encode(["low", "medium", "high"])[0].tolist() == [1, 2, 0]
    assert ordinal_encode(COLOURS, COLOURS).tolist() == [0, 1, 2]


@given(st.lists(st.sampled_from("abcd"), min_size=1))
def test_one_column_is_on(x: list[str]) -> None:
    columns, levels = one_hot(x)
    codes, classes = label_encode(x)

    assert (columns.sum(axis=1) == 1).all()
    assert levels[columns.argmax(axis=1)].tolist() == x == classes[codes].tolist()


def test_unknown_labels() -> None:
    assert one_hot(["z"], COLOURS, unknown="ignore")[0].tolist() == [[0, 0, 0]]
    assert ordinal_encode(["z", "red"], COLOURS, "ignore").tolist() == [-1, 0]
    assert one_hot(["z"], COLOURS, True, "ignore")[0].shape == (1, 2)


def test_codes_claim_an_order_that_columns_do_not() -> None:
    x = rng().choice(list("abcde"), 400)
    y = np.select([x == c for c in "abcde"], [3.0, -2, 5, 0, 1]) + rng(1).normal(
        size=400, scale=0.1
    )
    codes = label_encode(x)[0][:, None].astype(float)
    columns = one_hot(x, drop_first=True)[0]

    assert r_squared(y, Ridge(0.0).fit(codes, y).predict(codes)) < 0.2
    assert r_squared(y, Ridge(0.0).fit(columns, y).predict(columns)) > 0.99


def test_target_means_are_drawn_in() -> None:
    x, y = ["a", "b", "b"], [0.0, 1.0, 1.0]

    assert target_encode(x, y, x).tolist() == [0, 1, 1]
    assert target_encode(x, y, ["a"], 1.0)[0] == pytest.approx(1 / 3)
    assert target_encode(x, y, ["z"], 1.0)[0] == pytest.approx(2 / 3)


def test_no_row_sees_its_own_target() -> None:
    x, y = rng().integers(0, 5, 40), rng(1).normal(size=40)
    before = target_encode_out_of_fold(x, y, k=4)
    y[3] += 100

    after = target_encode_out_of_fold(x, y, k=4)
    assert before[:10].tolist() == after[:10].tolist()
    assert before[10:].tolist() != after[10:].tolist()
    smooth = target_encode_out_of_fold(x, y, 4, 1e9)
    assert smooth[:10] == pytest.approx(y[10:].mean())
    shuffled = target_encode_out_of_fold(x, y, 4, rng=rng())
    assert shuffled.tolist() != after.tolist()


def test_leaks() -> None:
    found = target_leak(rng())
    assert found["naive"][0] > found["naive"][1] + 0.25
    assert found["out of fold"][0] < 0.6
    assert found["out of fold"][1] == found["naive"][1]

    inside, outside = selection_leak(rng(1), d=500)
    assert outside > inside + 0.15


def test_bins() -> None:
    x = [0.0, 1.0, 2.0, 3.0, 100.0]

    assert bin_index(x, bin_edges(x, 4)).tolist() == [0, 0, 0, 0, 3]
    assert bin_index(x, bin_edges(x, 2, "rows")).tolist() == [0, 0, 1, 1, 1]
    assert bin_edges([5.0, 5.0], 3).tolist() == [5.0]
    assert bin_index([4.0, 6.0], [5.0]).tolist() == [0, 0]
    assert len(bin_edges([1.0, 1.0, 1.0, 2.0], 3, "rows")) == 3 - 1
    assert bin_edges(x, 1).tolist() == [0, 100]
    assert bin_edges(x).tolist() == [0, 20, 40, 60, 80, 100]


def test_steps_learn_from_training_rows_only() -> None:
    """A canary: what the other fold holds leaves the score of this one alone."""
    X, y = rng().normal(size=(20, 2)), rng(1).normal(size=20)
    model, folds = Pipeline(), k_fold(20, 2)
    before = model.fit(X[:10], y[:10]).predict(X[:3])
    X[10:] = 1e6

    np.testing.assert_array_equal(model.fit(X[:10], y[:10]).predict(X[:3]), before)
    assert not hasattr(model.steps[0], "mean_")
    assert len(cross_validate(model, (X, y), folds, score=r_squared)) == 2


def test_a_pipeline_is_tuned_as_a_whole() -> None:
    X = [[0.0], [np.nan], [2.0], [3.0], [4.0], [50.0]]
    y = [0.0, 2.0, 2.0, 3.0, 4.0, 50.0]
    space = {"steps": [[SimpleImputer(s), Ridge(0.0)] for s in ("constant", "median")]}
    best, _ = grid_search(Pipeline(), space, (X, y), k_fold(6, 3), score=r_squared)

    assert best["steps"][0].strategy == "median"


def test_steps_outside_the_folds_know_the_test_rows() -> None:
    x = [[np.nan], [10.0], [12.0], [0.0], [1.0], [2.0]]
    y = [5.0, 10.0, 12.0, 0.0, 1.0, 2.0]
    model = Pipeline([SimpleImputer(), Ridge(0.0)])
    inside, outside = leakage_gap(model, (x, y), k_fold(6, 2), score=r_squared)

    assert outside == pytest.approx(1)
    assert inside < 0.5


def test_what_a_constant_does_to_a_line() -> None:
    found = models_on_holes(rng(3))

    assert found["line, -999"] < 0.3
    assert min(found["line, mean"], found["tree, -999"]) > 0.6
    assert found["boosting, none"] > 0.6


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: one_hot(["z"], COLOURS), "'z' is not among"),
        (lambda: one_hot(["red"], ["red", "red"]), "distinct"),
        (lambda: one_hot(["red"], unknown="drop"), "got 'drop'"),
        (lambda: ordinal_encode([0, 9], [0, 1]), "9 is not among"),
        (lambda: label_encode([[1, 2]]), "shape"),
        (lambda: target_encode(["a"], [1.0, 2.0], ["a"]), "x has 1 entries"),
        (lambda: target_encode(["a"], [1.0], ["a"], -1), "got -1"),
        (lambda: target_encode_out_of_fold(["a"], [1.0, 2.0]), "x has 1 entries"),
        (lambda: target_encode_out_of_fold(["a", "a"], [1, 2], 3), "got 3"),
        (lambda: bin_edges([1.0], 0), "got 0"),
        (lambda: bin_edges([1.0], 2, "eye"), "got 'eye'"),
        (lambda: bin_index([1.0], [1.0, 1.0]), "must rise"),
        (lambda: Pipeline([]).fit([[1.0]], [1.0]), "at least a model"),
    ],
)
def test_what_is_refused(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
