"""Labels that no example was seen of: does the text entail them?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.arrays import Array
from engine.nn.softmax import softmax
from engine.system import system

Judge = Callable[[str, str], float]
"""Premise and hypothesis to the logit that the first entails the second."""


@system("S52.23")
def zero_shot(
    text: str,
    labels: Sequence[str],
    entails: Judge,
    template: str = "This text is about {}.",
) -> tuple[list[str], Array]:
    """Each label becomes a hypothesis; softmax of the entailment logits over labels.

    The judge was trained to tell whether one sentence follows from another, not
    on these labels, so that they can be chosen when the question comes. What is
    returned says which label fits best among those offered: it sums to 1 even
    where none fits.

    Args:
        text: the premise.
        labels: k of them.
        entails: such as a model of natural language inference.
        template: makes a sentence of a label, at `{}`.

    Returns:
        The labels and their probabilities, shape (k,), the most probable first.

    Raises:
        ValueError: no labels, or a template without `{}`.

    Source:
        Yin, Hay, Roth, Benchmarking Zero-shot Text Classification (2019), section
        5.

    >>> def entails(premise: str, hypothesis: str) -> float:
    ...     return float(len(set(premise.split()) & set(hypothesis.split())))
    >>> zero_shot("two goals in sport", ["food", "sport"], entails, "all {}")
    (['sport', 'food'], array([0.73105858, 0.26894142]))
    """
    if not labels or "{}" not in template:
        raise ValueError("labels must hold one, and template a place {} for it")
    logits = [entails(text, template.format(label)) for label in labels]
    p = softmax(logits)
    order = np.argsort(-p, kind="stable")
    return [labels[i] for i in order], p[order]
