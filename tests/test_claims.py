"""What a claim is: evidence that may fail, and does when the engine is broken."""

import numpy as np
import pytest

from quiz import content
from quiz.claims import Claim, Evidence, above, claim, within
from tests.broken import breaks
from tests.seed import SEED

CLAIMS = [c for topic in content.written() for c in content.claims(topic)]
each = pytest.mark.parametrize("claim_", CLAIMS, ids=lambda c: c.id)


@each
def test_the_evidence_holds_for_five_seeds(claim_: Claim) -> None:
    seeds = range(SEED, SEED + 5)
    if claim_.slow:
        # One of them in each run of the suite; `quiz claims` runs them all.
        slow = [c.id for c in CLAIMS if c.slow]
        seeds = range(SEED, SEED + (claim_.id == slow[SEED % len(slow)]))

    found = claim_.proved(seeds)

    assert [e.margin for e in found if not e.holds] == []
    assert all(e.shown for e in found)


@each
def test_a_broken_engine_turns_it_red(claim_: Claim) -> None:
    """Some change of an engine function that the claim uses makes it fail."""
    assert breaks(claim_, seed=SEED, count=40)


@each
def test_the_same_seed_shows_the_same(claim_: Claim) -> None:
    """Slow ones are run once in the whole suite, above."""
    assert claim_.text.endswith(".")
    if not claim_.slow:
        assert claim_.evidence(3).shown == claim_.evidence(3).shown


def test_a_claim_holds_while_its_margin_is_positive() -> None:
    assert Evidence(0.1).holds
    assert not Evidence(0.0).holds
    assert not Evidence(float("nan")).holds
    assert within(float("nan"), 1.0) < 0
    assert above(1.0, 2.0) == -0.5


def test_a_correction_says_what_is_often_said() -> None:
    with pytest.raises(ValueError, match="goes with a correction"):

        @claim("x.", covers=[], verdict="corrected")
        def bad(rng: np.random.Generator) -> Evidence:
            return Evidence(1.0)


@each
def test_the_digest_follows_the_code(claim_: Claim) -> None:
    assert claim_.digest == claim_.digest
    assert len(claim_.digest) == 16
