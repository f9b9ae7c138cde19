"""`engine.nn` beside torch and SciPy."""

from dataclasses import replace

from engine.nn.backpropagation import Pass, forward_pass
from engine.nn.categorical_likelihood import Likelihood, categorical_likelihood
from engine.nn.chain_steps import (
    BinarySteps,
    SoftmaxSteps,
    binary_steps,
    softmax_steps,
)
from engine.nn.cross_entropy import Parts, distribution_cross_entropy
from engine.nn.gradient_flow import Flow, gradient_flow
from engine.nn.training_step import Steps, training_steps
from engine.nn.units import Behaviour, behaviour
from engine.parity.nn import (
    activations,
    backward,
    cells,
    choices,
    depth,
    layers,
    mlp,
    softmax,
)

_FOUND = [
    *softmax.PAIRS,
    *layers.PAIRS,
    *cells.PAIRS,
    *activations.PAIRS,
    *choices.PAIRS,
    *backward.PAIRS,
    *depth.PAIRS,
    *mlp.PAIRS,
]
_RESULTS = [
    (Pass, forward_pass),
    (Flow, gradient_flow),
    (Steps, training_steps),
    (Behaviour, behaviour),
    (Parts, distribution_cross_entropy),
    (Likelihood, categorical_likelihood),
    (BinarySteps, binary_steps),
    (SoftmaxSteps, softmax_steps),
]
"""What a function returns has the row of that function."""

PAIRS = _FOUND + [
    replace(pair, of=result, ours=pair.ours or pair.of, trials=1)
    for result, function in _RESULTS
    for pair in _FOUND
    if pair.of is function
]
