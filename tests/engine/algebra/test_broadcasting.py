"""Broadcasting and its gradient."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from engine.algebra.broadcasting import broadcast_shapes, broadcast_to, unbroadcast

some = mutually_broadcastable_shapes(num_shapes=3, min_side=0, max_dims=4)


@settings(deadline=None)
@given(some)
def test_the_rule_is_numpys(shapes) -> None:
    assert broadcast_shapes(*shapes.input_shapes) == shapes.result_shape


@settings(deadline=None)
@given(some)
def test_a_gradient_comes_back_in_the_shape_of_the_operand(shapes) -> None:
    """`<broadcast(a), g> = <a, unbroadcast(g)>`: one is the other's transpose."""
    rng = np.random.default_rng(0)
    g = rng.normal(size=shapes.result_shape)
    for shape in shapes.input_shapes:
        a = rng.normal(size=shape)
        back = unbroadcast(g, shape)
        assert back.shape == shape
        stretched = broadcast_to(a, shapes.result_shape)
        np.testing.assert_array_equal(stretched, np.broadcast_to(a, g.shape))
        np.testing.assert_allclose((stretched * g).sum(), (a * back).sum(), atol=1e-9)


def test_a_stretched_axis_has_stride_0_and_cannot_be_written() -> None:
    view = broadcast_to([[1.0], [2.0]], (4, 2, 3))

    assert view.strides == (0, 8, 0)
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 1.0


def test_no_shapes_are_a_scalar() -> None:
    assert broadcast_shapes() == ()


def test_what_does_not_fit_is_named() -> None:
    with pytest.raises(ValueError, match=r"axis 1 has \[2, 3\]"):
        broadcast_shapes((5, 2), (3,))
    with pytest.raises(ValueError, match=r"\(2,\) cannot be stretched to \(1,\)"):
        broadcast_to([1.0, 2.0], (1,))
    with pytest.raises(
        ValueError, match=r"\(2,\) cannot have been stretched to \(1,\)"
    ):
        unbroadcast([1.0], (2,))
