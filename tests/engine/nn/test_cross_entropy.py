"""Cross-entropy: its parts, its weights, its derivatives step by step."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.autodiff.expression import evaluate
from engine.linear.logistic import LogisticRegression
from engine.losses.binary import bce_logits
from engine.losses.categorical import smoothed_cross_entropy, sparse_cross_entropy
from engine.losses.focal import softmax_focal
from engine.nn.categorical_likelihood import categorical_likelihood
from engine.nn.chain_steps import binary_steps, softmax_steps, symbolic_softmax_jacobian
from engine.nn.cross_entropy import distribution_cross_entropy, softmax_cross_entropy
from engine.nn.softmax import softmax, softmax_jacobian
from engine.nn.weighted_cross_entropy import weighted_cross_entropy

Z = [2.0, 1.0, 0.1]
seeds = st.integers(0, 2**32 - 1)


def test_worked_numbers() -> None:
    """The loss of the second class, and the snippet of two rows."""
    assert softmax_cross_entropy(Z, [0, 1, 0]) == pytest.approx(1.417030, abs=5e-7)
    loss, gradient = sparse_cross_entropy([[0.2, -1.0], [1.5, 0.3]], [0, 1])
    assert loss == pytest.approx(0.863282, abs=5e-7)
    np.testing.assert_allclose(
        gradient, [[-0.11574, 0.11574], [0.38426, -0.38426]], atol=5e-6
    )
    np.testing.assert_allclose(
        smoothed_cross_entropy([Z], [1], 0.1)[1], [[0.6257, -0.6909, 0.0652]], atol=5e-5
    )


def test_it_is_least_at_p_where_it_is_the_entropy() -> None:
    found = distribution_cross_entropy([0.7, 0.3], [0.4, 0.6])

    np.testing.assert_allclose(found, [0.7947, 0.6109, 0.1838], atol=6e-5)
    assert distribution_cross_entropy([0.4, 0.6], [0.7, 0.3]).total == pytest.approx(
        0.8651, abs=5e-5
    )
    assert distribution_cross_entropy([0.7, 0.3], [0.7, 0.3]).total == pytest.approx(
        0.6109, abs=5e-5
    )
    assert distribution_cross_entropy([0.5, 0.5], [1.0, 0.0]).total == np.inf


@given(seeds)
def test_one_hot_targets_leave_one_logarithm(seed: int) -> None:
    q = np.random.default_rng(seed).dirichlet(np.ones(4))

    assert distribution_cross_entropy([0, 0, 1, 0], q) == pytest.approx(
        (-np.log(q[2]), 0.0, -np.log(q[2]))
    )


@given(seeds, st.floats(0, 1))
def test_it_is_convex_in_q(seed: int, t: float) -> None:
    p, q, r = np.random.default_rng(seed).dirichlet(np.ones(3), 3)
    between = distribution_cross_entropy(p, t * q + (1 - t) * r).total
    ends = [distribution_cross_entropy(p, v).total for v in (q, r)]

    assert between <= t * ends[0] + (1 - t) * ends[1] + 1e-12


@given(seeds)
def test_least_cross_entropy_is_maximum_likelihood(seed: int) -> None:
    rng = np.random.default_rng(seed)
    q, labels = rng.dirichlet(np.ones(3)), rng.integers(0, 3, 7)
    found = categorical_likelihood(q, labels)

    assert found.mean_nll == pytest.approx(found.cross_entropy)
    assert np.exp(found.log_likelihood) == pytest.approx(np.prod(q[labels]))
    assert categorical_likelihood(found.best, labels).mean_nll <= found.mean_nll + 1e-12


def test_a_certain_prediction_that_is_wrong_costs_infinity() -> None:
    assert categorical_likelihood([1.0, 0.0], [1]).mean_nll == np.inf
    with pytest.raises(ValueError, match="from 0 to 1"):
        categorical_likelihood([0.5, 0.5], [2])
    with pytest.raises(ValueError, match="a label at least"):
        categorical_likelihood([0.5, 0.5], np.array([], dtype=int))


def test_the_weight_of_the_row_scales_all_of_its_gradient() -> None:
    z, w = [0.5, 0.2, -0.7], [0.2, 1.0, 5.0]
    gradient = weighted_cross_entropy([z], [0], w, "none")[1]

    np.testing.assert_allclose(gradient, 0.2 * (softmax([z]) - [[1, 0, 0]]))
    assert gradient.sum() == pytest.approx(0.0, abs=1e-15)


@given(seeds)
def test_weighted_gradients_are_numeric_and_equal_weights_are_none(seed: int) -> None:
    rng = np.random.default_rng(seed)
    z, labels, w = (
        rng.normal(size=(3, 4)),
        rng.integers(0, 4, 3),
        rng.uniform(0.1, 5, 4),
    )

    for reduction in ("mean", "sum"):
        numeric = central_difference(
            lambda t, r=reduction: weighted_cross_entropy(
                t.reshape(3, 4), labels, w, r
            )[0],
            z.ravel(),
        )
        np.testing.assert_allclose(
            weighted_cross_entropy(z, labels, w, reduction)[1].ravel(),
            numeric,
            atol=1e-7,
        )
    same = weighted_cross_entropy(z, labels, np.full(4, 3.0))
    np.testing.assert_allclose(same[1], sparse_cross_entropy(z, labels)[1], atol=1e-15)
    np.testing.assert_allclose(softmax_focal(z, labels, 0.0)[0], same[0])


def test_unusable_weights_are_named() -> None:
    with pytest.raises(ValueError, match=r"got 0\.0"):
        weighted_cross_entropy([Z], [0], [1.0, 0.0, 1.0])
    with pytest.raises(ValueError, match="2 entries where there are 3"):
        weighted_cross_entropy([Z], [0], [1.0, 1.0])
    with pytest.raises(ValueError, match="1 class numbers from 0 to 2"):
        weighted_cross_entropy([Z], [3], [1.0, 1.0, 1.0])
    with pytest.raises(ValueError, match="got 'max'"):
        weighted_cross_entropy([Z], [0], [1.0, 1.0, 1.0], "max")  # type: ignore[arg-type]


def test_the_binary_example_with_what_it_leaves_out() -> None:
    steps = binary_steps(0.2, 1.0, x=0.7)

    np.testing.assert_allclose(
        [steps.p, steps.by_z, steps.by_w, steps.by_b, steps.loss],
        [0.549834, -0.450166, -0.315116, -0.450166, 0.598139],
        atol=5e-7,
    )


@given(st.floats(-12, 12), st.floats(0, 1))
def test_the_factors_of_the_binary_chain_collapse(z: float, y: float) -> None:
    steps = binary_steps(z, y)

    assert steps.by_z == pytest.approx(steps.p - y, abs=1e-8)
    assert steps.by_z == pytest.approx(bce_logits([z], [y])[1][0], abs=1e-8)


@given(seeds)
def test_the_factors_of_the_softmax_chain_collapse(seed: int) -> None:
    rng = np.random.default_rng(seed)
    z, y = 3 * rng.normal(size=5), rng.dirichlet(np.ones(5))
    steps = softmax_steps(z, y)

    np.testing.assert_allclose(steps.by_z, steps.p - y, atol=1e-12)
    np.testing.assert_allclose(steps.by_p, -y / steps.p)


def test_formulas_give_the_jacobian() -> None:
    values = dict(zip(("z0", "z1", "z2"), Z, strict=True))
    formulas = symbolic_softmax_jacobian(3)
    numbers = [[float(evaluate(e, **values)) for e in row] for row in formulas]

    np.testing.assert_allclose(numbers, softmax_jacobian(Z), atol=1e-15)
    with pytest.raises(ValueError, match="got 0"):
        symbolic_softmax_jacobian(0)


def test_symbols_collapse_to_p_minus_y() -> None:
    """sympy simplifies both chains to the difference."""
    z, y = sympy.symbols("z y")
    p = 1 / (1 + sympy.exp(-z))
    loss = -(y * sympy.log(p) + (1 - y) * sympy.log(1 - p))
    assert sympy.simplify(sympy.diff(loss, z) - (p - y)) == 0
    zs = sympy.symbols("z1:4")
    ps = [sympy.exp(v) / sum(map(sympy.exp, zs)) for v in zs]
    for j, v in enumerate(zs):
        assert (
            sympy.simplify(sympy.diff(-sympy.log(ps[0]), v) - (ps[j] - int(j == 0)))
            == 0
        )


def test_logistic_regression_minimises_binary_cross_entropy() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 2))
    y = (X[:, 0] + rng.logistic(size=60) > 0).astype(float)
    model = LogisticRegression(alpha=0.0).fit(X, y)
    theta = np.append(model.coef_, model.intercept_)
    numeric = central_difference(lambda t: bce_logits(X @ t[:2] + t[2], y)[0], theta)

    np.testing.assert_allclose(numeric, 0, atol=1e-8)
