"""Each public function of the engine agrees with its trusted counterpart."""

from dataclasses import replace

import pytest

from engine.parity import Parity, families
from tests.engine.public import public
from tests.seed import SEED

PAIRS = [pair for pairs in families().values() for pair in pairs]
COMPARED = [pair for pair in PAIRS if pair.theirs]


@pytest.mark.parametrize("pair", COMPARED, ids=lambda p: f"{p.name}-{p.library}")
def test_agrees_with_counterpart(pair: Parity) -> None:
    shares = {seed: pair.trial(seed)[1] for seed in range(SEED, SEED + pair.trials)}

    assert {seed: share for seed, share in shares.items() if not share <= 1} == {}


def test_every_public_name_has_a_row() -> None:
    """A function of the engine without a parity row is not finished."""
    rows = {f"engine.{pair.name}" for pair in PAIRS}

    assert public().keys() - rows == set()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p.name}-{p.library}")
def test_a_row_is_whole(pair: Parity) -> None:
    assert f"engine.{pair.name}" in public()
    assert pair.theirs or pair.convention, "say why nothing can be compared"


def test_a_wrong_result_is_found() -> None:
    for pair in COMPARED[::25]:
        assert replace(pair, theirs=lambda *a: 0.7071).trial(0)[1] > 1
