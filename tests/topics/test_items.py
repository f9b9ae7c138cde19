"""Every item of every topic, over 200 seeds."""

import re

import numpy as np
import pytest

from quiz import content
from quiz.items.ask import Invalid
from quiz.items.item import Item
from quiz.items.kinds import Choice

ITEMS = [item for topic in content.written() for item in content.items(topic)]
SEEDS = range(200)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_over_seeds(item: Item) -> None:
    prompts = set()
    for seed in SEEDS:
        variant = item.draw(seed)
        ask = variant.ask
        prompts.add(ask.prompt + str(ask.options))

        assert variant.grade(variant.key).right, (seed, variant.key)
        if not isinstance(item.kind, Choice):
            assert np.isfinite(np.asarray(ask.key, float)).all()
        assert len(ask.mistakes) >= 2
        routes = [variant.grade(item.kind.show(m.result)).route for m in ask.mistakes]
        assert routes == [mistake.route for mistake in ask.mistakes], seed
        assert all(mistake.hint.endswith(".") for mistake in ask.mistakes)
        for text in (ask.prompt, ask.why, variant.help, *ask.options):
            assert_renders(text)
    assert len(prompts) > 4


def assert_renders(text: str) -> None:
    """Formulas are closed, and no number looks like a machine's."""
    assert text.count("$") % 2 == 0, text
    assert text.count("`") % 2 == 0, text
    assert not re.search(r"\bnan\b|\binf\b|-0(?![.\d])|\d\.\d{9}", text), text


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
@pytest.mark.parametrize("response", ["", "  ", "???", "[1, 2", "1 2; 3", "10**10**8"])
def test_malformed_is_invalid_never_wrong(item: Item, response: str) -> None:
    with pytest.raises(Invalid) as caught:
        item.draw(0).grade(response)

    assert str(caught.value)


def test_ids_are_unique() -> None:
    ids = [item.id for item in ITEMS]

    assert len(ids) == len(set(ids))


def test_the_first_topic_has_enough_of_each_kind() -> None:
    kinds = [i.kind.name for i in ITEMS if i.topic == "softmax-derivative"]

    assert len(kinds) >= 6
    assert set(kinds) == {"number", "matrix", "choice"}
