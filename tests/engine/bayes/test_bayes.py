"""Naive Bayes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bayes.categories import BernoulliNB, CategoricalNB
from engine.bayes.counts import ComplementNB, MultinomialNB
from engine.bayes.gaussian import GaussianNB
from engine.bayes.posterior import naive_posterior, normalise, posterior
from engine.bayes.texts import classify_texts

COUNTS, LABELS = [[3, 0, 1], [2, 0, 2], [0, 4, 1], [0, 3, 0]], [0, 0, 1, 1]


def test_worked_example() -> None:
    """P(class 0) of one word each: 0.6 by Laplace, 0.6818 as alpha goes to 0."""
    p = MultinomialNB(1.0).fit(COUNTS, LABELS).predict_proba([[1, 1, 1]])
    # (6/11)(1/11)(4/11) against (1/11)(8/11)(2/11), priors alike.
    np.testing.assert_allclose(p, [[24 / 40, 16 / 40]])

    small = MultinomialNB(1e-10).fit(COUNTS, LABELS).predict_proba([[1, 1, 1]])
    np.testing.assert_allclose(small[0, 0], 0.6818, atol=5e-5)


@given(st.floats(1e-6, 1), st.floats(0.01, 1), st.floats(0.01, 1))
def test_bayes_theorem_is_the_share_of_the_joint(p: float, a: float, b: float) -> None:
    joint = np.array([p * a, (1 - p) * b])

    np.testing.assert_allclose(
        posterior([p, 1 - p], [a, b]), joint / joint.sum(), atol=1e-300
    )


def test_ten_thousand_words_do_not_vanish() -> None:
    likelihoods = np.full((2, 10_000), 0.1)
    likelihoods[0, 0] = 0.3

    np.testing.assert_allclose(naive_posterior([0.5, 0.5], likelihoods), [0.75, 0.25])
    X = np.array([[9000.0, 1000.0], [1000.0, 9000.0]])
    assert (MultinomialNB().fit(X, [0, 1]).predict_proba(X).diagonal() == 1).all()


def test_a_copied_feature_makes_it_surer_not_wiser() -> None:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 400)
    x = y[:, None] + 2 * rng.normal(size=(400, 1))
    sure = []
    for copies in (1, 5, 50):
        X = np.repeat(x, copies, axis=1)
        model = GaussianNB().fit(X, y)
        sure.append(model.predict_proba(X).max(axis=1).mean())
        accuracy = (model.predict(X) == y).mean()
        assert accuracy == pytest.approx(0.6, abs=0.06)

    assert sure[0] < 0.65
    assert sure == sorted(sure)
    assert sure[2] > 0.9


def test_a_batch_is_rows() -> None:
    likelihoods = np.random.default_rng(0).random((3, 2, 4))
    together = naive_posterior([0.3, 0.7], likelihoods)

    np.testing.assert_allclose(together[1], naive_posterior([0.3, 0.7], likelihoods[1]))
    np.testing.assert_allclose(posterior([1, 3], np.ones((2, 2))), [[0.25, 0.75]] * 2)


def test_parameters_are_counted() -> None:
    model = MultinomialNB().fit(COUNTS, LABELS)

    np.testing.assert_allclose(np.exp(model.log_p_[0]) * 11, [6, 1, 4])
    np.testing.assert_allclose(model.priors_, [0.5, 0.5])
    gaussian = GaussianNB(0.0).fit([[1.0], [3.0], [10.0], [14.0]], [0, 0, 1, 1])
    np.testing.assert_allclose(gaussian.variances_[:, 0], [1.0, 4.0])


def test_a_class_that_is_long_winded_does_not_win_by_it() -> None:
    """100 rows against 3: a word of the small class decides for the complement."""
    X = np.array([[2, 2, 0]] * 100 + [[1, 1, 2]] * 3)
    y = [0] * 100 + [1] * 3

    assert ComplementNB().fit(X, y).predict([[2, 2, 1]])[0] == 1
    assert MultinomialNB().fit(X, y).predict([[2, 2, 0]])[0] == 0


def test_absent_words_speak_to_bernoulli_only() -> None:
    X = np.array([[1, 1], [1, 1], [1, 0], [1, 0]])
    y = [0, 0, 1, 1]

    assert BernoulliNB().fit(X, y).predict_proba([[1, 0]])[0, 1] == pytest.approx(0.75)
    twice = BernoulliNB().fit(X, y).predict_proba([[2, 0]])
    assert twice[0, 1] == pytest.approx(0.75)
    assert BernoulliNB(threshold=1.0).fit(X, y).p_.max() == 0.25


def test_values_need_not_be_counted_from_0() -> None:
    X = np.array([[7.5], [7.5], [-2.0]])
    model = CategoricalNB().fit(X, ["x", "x", "y"])

    assert model.values_[0].tolist() == [-2.0, 7.5]
    assert model.predict(X).tolist() == ["x", "x", "y"]
    for odd in (0.0, 9.0, -3.0):
        with pytest.raises(ValueError, match=rf"X\[1, 0\] is {odd}, never seen"):
            model.predict([[7.5], [odd]])


def test_one_class_is_certain() -> None:
    for model in (GaussianNB(), MultinomialNB(), ComplementNB(), BernoulliNB()):
        p = model.fit([[1.0, 2.0], [2.0, 1.0]], ["a", "a"]).predict_proba([[1.0, 1.0]])
        np.testing.assert_array_equal(p, [[1.0]])


def test_spam_is_found() -> None:
    rng = np.random.default_rng(0)
    words = [
        "meeting",
        "lunch",
        "report",
        "cash",
        "win",
        "free",
        "the",
        "and",
        "for",
        "to",
    ]
    usual = np.array([3, 3, 3, 0.2, 0.2, 0.2, 5, 5, 5, 5])
    spam = np.array([0.2, 0.2, 0.2, 3, 3, 3, 5, 5, 5, 5])
    labels = rng.integers(0, 2, 300)
    texts = [
        " ".join(rng.choice(words, 12, p=(spam if label else usual) / usual.sum()))
        for label in labels
    ]
    found, p = classify_texts(texts[:200], labels[:200], texts[200:])

    assert (found == labels[200:]).mean() > 0.95
    np.testing.assert_allclose(p.sum(axis=1), 1.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: posterior([0.5, 0.5], [1.0]), r"\(..., 2\), got \(1,\)"),
        (lambda: posterior([-0.5, 1.5], [1.0, 1.0]), "0 or more"),
        (lambda: posterior([0.5, 0.5], [1.0, -1.0]), "0 or more"),
        (lambda: posterior([0.5, 0.5], [0.0, 0.0]), "every class"),
        (lambda: naive_posterior([0.5, 0.5], [1.0, 1.0]), r"\(..., 2, d\), got \(2,\)"),
        (lambda: naive_posterior([1.0], [[-1.0]]), "0 or more"),
        (lambda: naive_posterior([-1.0], [[1.0]]), "0 or more"),
        (lambda: normalise([np.nan, 1.0]), "not a number"),
        (lambda: GaussianNB(-1.0).fit([[1.0]], [0]), "got -1"),
        (lambda: GaussianNB().fit([[1.0]], [0]), "feature 0 does not vary in class 0"),
        (lambda: MultinomialNB(0.0).fit([[1.0]], [0]), "alpha must be positive, got 0"),
        (lambda: MultinomialNB().fit([[-1.0]], [0]), "negative, got -1"),
        (lambda: BernoulliNB(0.0).fit([[1.0]], [0]), "alpha must be positive, got 0"),
        (lambda: CategoricalNB(0.0).fit([[1.0]], [0]), "alpha must be positive, got 0"),
        (lambda: classify_texts(["a"], [0], ["b"]), "words of two letters"),
        (lambda: classify_texts(["abc"], [0], []), "and new a text"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
