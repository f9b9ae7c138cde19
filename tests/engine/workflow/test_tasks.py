"""Whole tasks: what they show."""

import numpy as np
import pytest

from engine.datasets.digits import digits
from engine.datasets.mails import mails
from engine.datasets.points import blobs, moons
from engine.workflow.autoencoder import autoencoder_beside_pca
from engine.workflow.candidates import numbers_stored, score_candidates
from engine.workflow.change import serve
from engine.workflow.images import classify_images, leave_the_scope
from engine.workflow.learned_rule import disagreement, recover_rule
from engine.workflow.preparation import prepare, vectorise
from engine.workflow.scores import diagnose, score, split_rows
from engine.workflow.spam import filter_spam
from engine.workflow.steps import run_steps


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def rule(X: np.ndarray) -> np.ndarray:
    return X[:, 0] > 0.5


def test_a_line_cannot_follow_the_moons() -> None:
    found = score_candidates(
        moons(300, 0.2, rng())[:2], moons(300, 0.2, rng(1))[:2], rng()
    )

    assert found["logistic"] < 0.9
    assert min(found["svm"], found["mlp"]) > found["logistic"] + 0.03
    assert min(found.values()) > 0.8


def test_all_pixels_beat_one() -> None:
    found = classify_images(digits(300, 0.2, rng()), digits(200, 0.2, rng(1)))

    assert found["pixels"] > 0.9
    assert 0.1 <= found["one pixel"] < 0.35


def test_a_narrow_model_is_wrong_and_sure() -> None:
    found = leave_the_scope(digits(300, 0.2, rng()), digits(200, 0.2, rng(1)), 5)

    assert found["inside"] > 0.9
    assert found["outside"] == 0
    assert found["sure"] > 0.5


def test_every_filter_beats_none() -> None:
    train, new = mails(2000, 200, rng(4)), mails(2000, 200, rng(4))
    found = filter_spam(train, new, rng())

    assert found.pop("nothing is spam") < 0.65
    assert min(found.values()) > 0.75


def test_the_retrained_model_keeps_its_accuracy() -> None:
    turns = np.linspace(0, np.pi, 9)
    batches = [
        blobs(100, 2 * np.array([[np.cos(t), np.sin(t)], [-np.cos(t), -np.sin(t)]]),
              1.0, rng(i))[:2]
        for i, t in enumerate(turns)
    ]  # fmt: skip
    found = serve(batches, every=1)

    assert found["retrained"].min() > 0.9
    assert found["frozen"][-1] < 0.1
    with pytest.raises(ValueError, match="got 0"):
        serve(batches, every=0)


def test_a_hidden_rule_is_recovered_from_noisy_answers() -> None:
    X, new = rng().random((400, 3)), rng(1).random((400, 3))
    found = recover_rule(rule, lambda X: X[:, 0] > 0.7, X, new, noise=0.1, rng=rng())

    assert 0.7 < found["written"] < 0.87
    assert found["model"] > 0.9
    shuffled = recover_rule(rule, rule, X, new, noise=0.5, rng=rng())
    assert shuffled["model"] < 0.8
    assert shuffled["written"] == 1


def test_retrained_models_disagree_and_programs_do_not() -> None:
    X = rng().random((100, 2))
    y = rule(X) ^ (rng(1).random(100) < 0.2)
    found = disagreement(rule, (X, y), rng(2).random((200, 2)), rng())

    assert found["program"] == found["model"] == 0
    assert found["retrained"] > 0.2


def test_descent_never_beats_pca() -> None:
    X = rng().normal(size=(40, 6)) * [6, 4, 2, 1, 1, 1] + 3
    found = autoencoder_beside_pca(X, 2, rng())

    assert 1 - 1e-9 <= found["autoencoder"] / found["pca"] < 1.01


def test_steps_choose_on_validation_and_report() -> None:
    X, y, _ = moons(300, 0.2, rng())
    report = run_steps(X, y, [X[:100], X[:100] + 2], rng())

    assert report.chosen != "logistic"
    assert report.validation[report.chosen] == max(report.validation.values())
    assert report.test > 0.85
    assert report.filled == 0
    assert report.alarms[1]


def test_new_rows_are_scaled_by_the_training_rows() -> None:
    A, B = prepare([[0.0, 5.0], [2.0, 5.0]], [[np.nan, 6.0]])

    np.testing.assert_array_equal(A, [[-1, 0], [1, 0]])
    np.testing.assert_array_equal(B, [[0, 1]])
    with pytest.raises(ValueError, match="all gaps"):
        prepare([[np.nan]], [[1.0]])
    with pytest.raises(ValueError, match="other columns"):
        prepare([[1.0]], [[1.0, 2.0]])


def test_texts_that_training_did_not_have_are_passed_over() -> None:
    X, _ = vectorise([{"city": "Oslo", "age": 4.0}], ["age", "city=Bern"])

    np.testing.assert_array_equal(X, [[4, 0]])


def test_parts_share_no_row() -> None:
    parts = split_rows(10, (0.3, 0.2), rng())

    assert [len(p) for p in parts] == [5, 3, 2]
    assert sorted(np.concatenate(parts)) == list(range(10))
    assert not np.array_equal(np.concatenate(parts), np.arange(10))
    with pytest.raises(ValueError, match="empty"):
        split_rows(3, (0.1, 0.3), rng())


def test_scores_and_what_they_say() -> None:
    """A perfect fit does no harm where new rows are answered well."""
    assert score([1, 0], [0, 0])["precision"] == 0
    assert diagnose(1.0, 0.9, wanted=0.9) == "generalises"
    assert diagnose(0.75, 0.7, wanted=0.9, gap=0.04) == "overfits"
    assert diagnose(0.75, 0.7, wanted=0.9, gap=0.06) == "underfits"


def test_only_neighbours_grow() -> None:
    small, large = (
        numbers_stored(rng().normal(size=(n, 2)), np.arange(n) % 2, rng())
        for n in (20, 40)
    )

    assert small["linear"] == large["linear"]
    assert small["mlp"] == large["mlp"]
    assert 2 * small["neighbours"] == large["neighbours"]
