"""Support vector machines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.svm.hard_margin import hard_margin
from engine.svm.kernels import KINDS, Kernel, gamma_scale
from engine.svm.smo import smo, support_vectors
from engine.svm.soft_margin import SoftMarginClassifier, hinge_objective, margins
from engine.svm.svc import SVC
from engine.svm.svr import SVR


def circles(n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    radius = np.where(np.arange(n) % 2 == 0, 1.0, 3.0)
    X = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return X, (radius > 2).astype(int)


def test_a_kernel_is_an_inner_product_elsewhere() -> None:
    x, z = np.array([1.0, 2.0]), np.array([-0.5, 3.0])

    def phi(v: np.ndarray) -> np.ndarray:
        return np.array([v[0] ** 2, np.sqrt(2) * v[0] * v[1], v[1] ** 2])

    np.testing.assert_allclose(
        Kernel("poly", degree=2)([x], [z])[0, 0], phi(x) @ phi(z)
    )


@given(st.integers(0, 10_000), st.sampled_from(["linear", "poly", "rbf"]))
def test_kernel_matrices_are_semidefinite(seed: int, kind: str) -> None:
    X = np.random.default_rng(seed).normal(size=(8, 2))
    K = Kernel(kind, 0.7, 2, 1.0)(X, X)

    assert np.linalg.eigvalsh((K + K.T) / 2).min() > -1e-9 * np.abs(K).max()


def test_tanh_is_not() -> None:
    X = np.random.default_rng(0).normal(size=(50, 2))

    assert np.linalg.eigvalsh(Kernel("sigmoid", 1.0, coef0=-1.0)(X, X)).min() < -1


def test_rbf_of_a_row_with_itself_is_1() -> None:
    X = 100 + np.random.default_rng(0).normal(size=(5, 3))

    np.testing.assert_array_equal(Kernel("rbf", 2.0)(X, X).diagonal(), 1.0)
    assert gamma_scale([[2.0, 2.0]]) == 1.0


@given(st.integers(0, 10_000))
def test_the_slope_of_the_hinge_objective(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(9, 2)), rng.choice([-1.0, 1.0], 9)
    z = rng.normal(size=3)
    _, by_w, by_b = hinge_objective(z[:2], z[2], X, y, 0.7)
    slope = central_difference(lambda z: hinge_objective(z[:2], z[2], X, y, 0.7)[0], z)

    np.testing.assert_allclose([*by_w, by_b], slope, atol=1e-4)


def test_the_widest_street() -> None:
    """No plane drawn at random leaves more room."""
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(-2, 0.6, (30, 2)), rng.normal(2, 0.6, (30, 2))])
    y = np.repeat([0, 1], 30)
    w, b, held = hard_margin(X, y)
    distance = (2 * y - 1) * (X @ w + b) / np.linalg.norm(w)

    np.testing.assert_allclose(distance.min(), margins(w)[0], rtol=1e-6)
    np.testing.assert_allclose(distance[held], margins(w)[0], rtol=1e-6)
    directions = rng.normal(size=(5000, 2))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    scores = X @ directions.T
    gaps = scores[30:].min(axis=0) - scores[:30].max(axis=0)
    assert 0.95 * margins(w)[1] < gaps.max() <= margins(w)[1] * (1 + 1e-9)


def test_rows_beyond_the_margin_can_go() -> None:
    rng = np.random.default_rng(1)
    X = np.concatenate([rng.normal(-2, 0.5, (25, 2)), rng.normal(2, 0.5, (25, 2))])
    y = np.repeat([0, 1], 25)
    w, b, held = hard_margin(X, y)
    again, b_again, _ = hard_margin(X[held], y[held])
    without = np.delete(np.arange(50), held[0])
    other, _, _ = hard_margin(X[without], y[without])

    np.testing.assert_allclose([*again, b_again], [*w, b], rtol=1e-6)
    assert np.linalg.norm(other - w) > 0.01


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
def test_the_unit_does_not_matter_to_the_hard_margin(scale: float) -> None:
    X = scale * np.array([[0.0, 5.0], [1.0, 5.0], [3.0, 5.0]])
    w, b, held = hard_margin(X, ["a", "a", "b"])

    np.testing.assert_allclose(w * scale, [1.0, 0.0], atol=1e-8)
    np.testing.assert_allclose(b, -2.0, atol=1e-8)
    assert held.tolist() == [1, 2]


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from([0.1, 1.0, 30.0]))
def test_the_dual_is_solved(seed: int, C: float) -> None:
    """Multipliers within bounds, and as the rows' distances say they must be."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(25, 2)), np.append([1.0, -1.0], rng.choice([-1.0, 1.0], 23))
    K = Kernel("rbf", 0.5)(X, X)
    a, b, pairs, converged = smo(K, y, C, -np.ones(25), (1e-8, 100_000))
    yf = y * (K @ (a * y) + b)
    on, short = support_vectors(a, C)

    assert converged
    assert 0 < pairs < 100_000
    np.testing.assert_allclose(a @ y, 0, atol=1e-9)
    assert ((a >= 0) & (a <= C)).all()
    np.testing.assert_allclose(yf[on], 1, atol=1e-6)
    assert (yf[short] <= 1 + 1e-6).all()
    assert (yf[a == 0] >= 1 - 1e-6).all()


def test_a_general_linear_term() -> None:
    """By hand: a_1 = a_2 = t, and t^2 - 3 t is least at 1.5, beyond C."""
    a, b, _, _ = smo([[1.0, 0.0], [0.0, 1.0]], [1, -1], 1.0, [-1.0, -2.0])

    np.testing.assert_allclose(a, [1.0, 1.0])
    # Anything from f(x_1) + ... is allowed: b is in the middle of [0, 1].
    assert b == pytest.approx(-0.5)


@pytest.mark.parametrize("sign", [-1, 1])
def test_one_class_leaves_nothing_to_do(sign: int) -> None:
    """All a are 0, or `<y, a> = 0` would not hold."""
    a, b, pairs, converged = smo(np.eye(2), [sign, sign], 1.0, [-1.0, -2.0])

    assert (a.tolist(), pairs, converged) == ([0.0, 0.0], 0, True)
    assert np.isfinite(b)


def test_too_few_pairs_are_told() -> None:
    X, y = circles()
    K = Kernel("rbf")(X, X)
    _, _, pairs, converged = smo(K, 2.0 * y - 1, 10.0, -np.ones(60), (1e-3, 3))

    assert (pairs, converged) == (3, False)
    assert not SVC(max_iter=3).fit(X, y).converged_
    assert SVC().fit(X, y).converged_
    assert not SVR(max_iter=3).fit(X, y).converged_


def test_circles_need_a_kernel() -> None:
    X, y = circles()

    assert (SVC(kernel="linear").fit(X, y).predict(X) == y).mean() < 0.75
    for kind in ("poly", "rbf"):
        assert (SVC(kernel=kind, degree=2).fit(X, y).predict(X) == y).all()
    radius = (X**2).sum(axis=1, keepdims=True)
    assert (SVC(kernel="linear").fit(radius, y).predict(radius) == y).all()


def test_c_trades_width_for_slack() -> None:
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(-1, 1, (60, 2)), rng.normal(1, 1, (60, 2))])
    y = np.repeat([0, 1], 60)
    models = [SVC(C, "linear").fit(X, y) for C in (0.01, 0.1, 1.0, 10.0)]
    widths = [margins((m.dual_coef_ @ m.support_vectors_)[0])[1] for m in models]

    assert widths == sorted(widths, reverse=True)
    held = [len(m.support_) for m in models]
    assert held == sorted(held, reverse=True)


def test_large_gamma_remembers() -> None:
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(80, 2)), rng.integers(0, 2, 80)
    model = SVC(100.0, gamma=1000.0).fit(X, y)

    assert (model.predict(X) == y).all()
    assert len(model.support_) == 80
    assert model.gamma_ == 1000.0
    np.testing.assert_allclose(
        model.decision_function([[50.0, 50.0]]), model.intercepts_
    )


def test_three_classes_vote() -> None:
    X = np.array([[0.0], [1.0], [10.0], [11.0], [20.0], [21.0]])
    model = SVC(10.0, "linear").fit(X, list("aabbcc"))

    assert model.predict([[-5.0], [9.0], [30.0]]).tolist() == ["a", "b", "c"]
    assert model.decision_function(X).shape == (6, 3)
    assert model.dual_coef_.shape == (3, len(model.support_))


def test_the_primal_reaches_the_dual() -> None:
    rng = np.random.default_rng(2)
    X = rng.normal(size=(60, 2))
    y = (X[:, 0] - X[:, 1] + rng.normal(size=60) > 0).astype(int)
    slow, exact = SoftMarginClassifier(1.0).fit(X, y), SVC(1.0, "linear").fit(X, y)
    w = exact.dual_coef_[0] @ exact.support_vectors_
    least = hinge_objective(w, exact.intercepts_[0], X, 2 * y - 1, 1.0)[0]
    reached = hinge_objective(slow.coef_, slow.intercept_, X, 2 * y - 1, 1.0)[0]

    assert least * (1 - 1e-3) <= reached <= least * 1.02
    assert reached == slow.history_.min()
    assert slow.history_[0] == 60.0
    np.testing.assert_array_equal(slow.decision_function(X) > 0, slow.predict(X) == 1)


def test_a_tube_as_high_as_the_data_needs_nothing() -> None:
    model = SVR(epsilon=5.0).fit([[0.0], [1.0]], [1.0, 3.0])

    assert model.support_.tolist() == []
    np.testing.assert_allclose(model.predict([[7.0]]), 2.0)


def test_a_sine_is_learned() -> None:
    rng = np.random.default_rng(0)
    X = rng.uniform(0, 6, (120, 1))
    y = np.sin(X[:, 0]) + 0.1 * rng.normal(size=120)
    model = SVR(5.0, epsilon=0.1).fit(X, y)
    error = model.predict(X) - np.sin(X[:, 0])

    assert 1 - (error**2).mean() / y.var() > 0.98
    outside = np.abs(model.predict(X) - y) > 0.1 + 2e-3
    assert set(np.flatnonzero(outside)) <= set(model.support_.tolist())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Kernel("cubic"), "got 'cubic', 1.0 and 3"),
        (lambda: Kernel(gamma=0.0), "'rbf', 0.0"),
        (lambda: Kernel(degree=0), "and 0"),
        (lambda: Kernel()([[1.0]], [[1.0, 2.0]]), "1 features"),
        (lambda: margins([0.0, 0.0]), "there is no plane"),
        (lambda: hinge_objective([1.0], 0, [[1.0]], [2], 1.0), "-1 and 1"),
        (lambda: hinge_objective([1.0], 0, [[1.0]], [1], 0.0), "C = 0.0"),
        (lambda: SoftMarginClassifier().fit([[1.0]], [1]), "two classes .* got 1"),
        (lambda: SoftMarginClassifier(max_iter=0).fit([[1], [2]], [0, 1]), "and 0"),
        (lambda: smo([[1.0, 0.0]], [1], 1.0, [0.0]), r"square.*\(1, 2\)"),
        (lambda: smo([[1.0]], [2], 1.0, [0.0]), "hold -1 and 1"),
        (lambda: smo([[1.0]], [1], 0.0, [0.0]), "C = 0.0"),
        (lambda: smo([[1.0]], [1, 1], 1.0, [0.0]), "y has 2 entries"),
        (lambda: smo([[1.0]], [1], 1.0, [0.0, 0.0]), "p has 2 entries"),
        (lambda: support_vectors([-1.0], 1.0), "C = 1.0"),
        (lambda: support_vectors([2.0], 1.0), "C = 1.0"),
        (lambda: hard_margin([[0.0], [1.0], [2.0]], [0, 1, 0]), "no plane separates"),
        (lambda: hard_margin([[0.0]], [0]), "two classes, got 1"),
        (lambda: SVC().fit([[0.0]], [0]), "two classes at least, got 1"),
        (lambda: SVC(kernel="x").fit([[0.0], [1.0]], [0, 1]), "got 'x'"),
        (lambda: SVC(0.0).fit([[0.0], [1.0]], [0, 1]), "C = 0.0"),
        (lambda: SVR(epsilon=-1.0).fit([[0.0]], [0]), "at least 0, got -1"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]


def test_every_kind_is_tried() -> None:
    assert set(KINDS) == {"linear", "poly", "rbf", "sigmoid"}
