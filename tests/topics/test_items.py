"""Every item of every topic, over some seeds; `python -m quiz sweep` takes 500."""

import pytest

from quiz import content
from quiz.items.item import Item
from quiz.items.kinds.numbers import Number
from quiz.items.sweep import sweep
from tests.seed import SEED

ITEMS = [item for topic in content.written() for item in content.items(topic)]
each = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)


@each
def test_over_seeds(item: Item) -> None:
    assert sweep(item, range(SEED, SEED + 25)).problems == ()


@each
def test_mistakes_are_known_and_explained(item: Item) -> None:
    ask = item.draw(SEED).ask

    if isinstance(item.kind, Number):
        assert len(ask.mistakes) >= 2
    assert all(mistake.hint.endswith((".", "?")) for mistake in ask.mistakes)


@each
def test_a_proof_is_a_claim(item: Item) -> None:
    (topic,) = (t for t in content.written() if t.id == item.topic)
    claims = {claim.id.split("/")[1] for claim in content.claims(topic)}

    assert not item.proof or item.proof in claims


def test_ids_are_unique() -> None:
    ids = [item.id for item in ITEMS]

    assert len(ids) == len(set(ids))
