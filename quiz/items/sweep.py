"""Does a question hold for every seed? All of its variants, checked one by one."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from quiz.items.ask import Invalid
from quiz.items.item import Item, Variant
from quiz.items.kinds.listed import Choice, Choices, Match, Order
from quiz.items.kinds.numbers import Number
from quiz.items.kinds.recall import Recall
from quiz.items.kinds.worked import Worked

UNREADABLE = re.compile(r"\bnan\b|\binf\b|-0(?![.\d])|(?<![\d.])-0\.0+(?!\d)|\d\.\d{9}")
"""No number, minus zero, or more digits than a person writes."""

STATEMENTS = (Choices, Match, Order, Recall)
"""Kinds whose variants may differ in the order of what is listed alone."""

MOST = 5
"""Problems of one item that are told."""


@dataclass(frozen=True)
class Swept:
    """What came of one item.

    Attributes:
        item: its id.
        kind: its kind.
        basis: why its keys can be trusted.
        variants: how many were checked.
        seconds: how long that took.
        keys: how the keys are spread, in words.
        problems: sentences, each with its seed; none where all is well.
    """

    item: str
    kind: str
    basis: str
    variants: int
    seconds: float
    keys: str
    problems: tuple[str, ...]


def sweep(item: Item, seeds: Iterable[int]) -> Swept:
    """Check the variants of these seeds, and what they are together."""
    start = time.perf_counter()
    variants: list[Variant] = []
    problems: list[str] = []
    for seed in seeds:
        try:
            variant = item.draw(seed)
            problems += [f"seed {seed}: {problem}" for problem in _problems(variant)]
            variants.append(variant)
        except Exception as error:
            problems.append(f"seed {seed}: {type(error).__name__}: {error}")
        if len(problems) >= MOST:
            break
    if not problems:
        problems += _together(item, variants)
    return Swept(
        item.id,
        item.kind.name,
        item.basis,
        len(variants),
        time.perf_counter() - start,
        _spread(item, variants),
        tuple(problems[:MOST]),
    )


def _problems(variant: Variant) -> Iterator[str]:
    """What is the matter with one variant."""
    item, ask = variant.item, variant.ask
    kind = item.kind
    if isinstance(kind, Number) and not np.isfinite(np.asarray(ask.key, float)).all():
        yield f"the key is {ask.key}"
        return
    again = item.draw(variant.seed)
    if (again.key, again.ask.prompt, again.ask.options) != (
        variant.key,
        ask.prompt,
        ask.options,
    ):
        yield "drawn again, it is another question"
    if ask.check is not None:
        second = kind.value_of(ask, ask.check())
        if not kind.same(ask, kind.value_of(ask, ask.key), second):
            yield f"the check gives {kind.show(ask, second)}, the key is {variant.key}"
    grade = variant.grade(variant.key)
    if not grade.right or grade.score != 1:
        yield f"the key {variant.key} scores {grade.score}"
    for route, response in _wrong_responses(variant):
        grade = variant.grade(response)
        if grade.right or grade.route != route:
            told = "right" if grade.right else grade.route
            yield f"the mistake {route} ({response}) is taken for {told}"
    for text in kind.malformed:
        try:
            variant.grade(text)
            yield f"{text!r} is graded, where it should be invalid"
        except Invalid:
            continue
    yield from _unreadable(variant)


def _wrong_responses(variant: Variant) -> Iterator[tuple[str, str]]:
    """Each known mistake as a learner would give it, and its route."""
    kind, ask = variant.item.kind, variant.ask
    if isinstance(kind, Worked):
        yield from _wrong_parts(variant, kind)
        return
    for mistake in ask.mistakes:
        yield mistake.route, kind.show(ask, kind.value_of(ask, mistake.result))


def _wrong_parts(variant: Variant, kind: Worked) -> Iterator[tuple[str, str]]:
    parts = kind.parts(variant.ask)
    keys = [part.key for part in parts]
    for i, part in enumerate(parts):
        for mistake in part.mistakes:
            given = [*keys[:i], mistake.result, *keys[i + 1 :]]
            yield f"{i + 1}-{mistake.route}", kind.show(variant.ask, given)


def _unreadable(variant: Variant) -> Iterator[str]:
    ask = variant.ask
    texts = [ask.prompt, ask.why, variant.help, variant.key, *ask.options]
    texts += [mistake.hint for mistake in ask.mistakes]
    texts += [*variant.grade(variant.key).notes]
    for text in texts:
        if not text.strip():
            yield "a text is empty"
        if text.count("$") % 2 or text.count("`") % 2:
            yield f"a formula or code is not closed: {text}"
        if found := UNREADABLE.search(text):
            yield f"“{found[0]}” in: {text}"


def _together(item: Item, variants: list[Variant]) -> Iterator[str]:
    """What is the matter with all variants seen together."""
    shown = Counter(v.ask.prompt + str(v.ask.options) for v in variants)
    if len(variants) >= 50 and not isinstance(item.kind, Recall) and len(shown) < 5:
        yield f"only {len(shown)} of {len(variants)} variants differ"
    alone = Counter(v.ask.prompt + str(sorted(v.ask.options)) for v in variants)
    computed = not isinstance(item.kind, STATEMENTS) and item.basis == "computed"
    if len(variants) >= 50 and computed and len(alone) < 5:
        yield f"only {len(alone)} of {len(variants)} differ but for the order"
    lengths = [len(v.ask.prompt) for v in variants]
    if max(lengths) > 2 * min(lengths) + 40:
        yield f"prompts are {min(lengths)} to {max(lengths)} characters: a jump"
    if isinstance(item.kind, Choice) and item.basis == "computed":
        key = variants[0].ask.key
        if len(alone) == 1 and len({str(v.ask.key) for v in variants}) == 1:
            yield f"“{key}” is a statement: name its proof, or say definition=True"


def _spread(item: Item, variants: list[Variant]) -> str:
    if not variants:
        return ""
    if isinstance(item.kind, Choice):
        places = Counter(v.ask.options.index(str(v.ask.key)) for v in variants)
        shares = ", ".join(f"{places[i]}" for i in range(len(variants[0].ask.options)))
        return f"right option at {shares}"
    if isinstance(item.kind, Number):
        sizes = np.concatenate(
            [np.ravel(np.asarray(v.ask.key, float)) for v in variants]
        )
        low, middle, high = np.quantile(sizes, [0, 0.5, 1])
        return f"{low:.3g} to {high:.3g}, median {middle:.3g}"
    distinct = len({v.key for v in variants})
    return f"{distinct} different keys"
