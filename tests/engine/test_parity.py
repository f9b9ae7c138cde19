"""Each public function of the engine agrees with its trusted counterpart."""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import engine
from engine.parity import Parity, autodiff, nn

PAIRS = [*nn.PAIRS, *autodiff.PAIRS]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p.ours.__name__}-{p.library}")
@pytest.mark.parametrize("seed", range(30))
def test_agrees_with_counterpart(pair: Parity, seed: int) -> None:
    arguments = pair.draw(np.random.default_rng(seed))

    np.testing.assert_allclose(
        pair.ours(*arguments), pair.theirs(*arguments), rtol=pair.rtol, atol=pair.atol
    )


def test_every_public_function_has_a_counterpart() -> None:
    """A function of the engine without a parity row is not finished."""
    public = set()
    for module in pkgutil.walk_packages(engine.__path__, "engine."):
        if module.name.startswith(("engine.parity", "engine.system")):
            continue
        members = inspect.getmembers(importlib.import_module(module.name))
        public |= {
            name
            for name, member in members
            if inspect.isfunction(member)
            and member.__module__ == module.name
            and not name.startswith("_")
        }
    compared = {name for pair in PAIRS for name in _names(pair)}

    assert public <= compared


def _names(pair: Parity) -> set[str]:
    return {pair.ours.__name__, *pair.ours.__code__.co_names}
