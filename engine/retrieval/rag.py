"""Retrieval-augmented generation: find passages, answer from them, cite them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from engine.datasets.texts import CAPITALS, capital_facts
from engine.retrieval.bm25 import bm25
from engine.system import system
from engine.text.answers import exact_match, extract_answer
from engine.text.cleaning import drop_stop_words
from engine.text.tokens import tokenise

Reader = Callable[[str, str], str]
"""Question and context to an answer, empty where there is none."""


class Answer(NamedTuple):
    """What was answered, and from what.

    Attributes:
        text: the answer, empty for "I do not know".
        cited: place of the passage that it stands in; None without one.
        prompt: what the reader was given.

    >>> Answer("Belgrade", 0, "...").cited
    0
    """

    text: str
    cited: int | None
    prompt: str


@system("S60.13", "S60.17")
def rag_answer(
    question: str, passages: Sequence[str], k: int = 3, reader: Reader = extract_answer
) -> Answer:
    """Find the k best passages by BM25, put them before the question, read.

    The reader sees nothing but the passages: what they do not say is not
    answered, and what they say wrongly is answered wrongly.

    Args:
        question: in words.
        passages: to search.
        k: passages in the prompt, at most; those that share no word stay out.
        reader: takes the question and the passages' text; here a span of it.

    Returns:
        The answer and the first passage of the prompt that holds it.

    Raises:
        ValueError: no passages, or k is below 1.

    >>> facts = ["The capital of Peru is Lima.", "The capital of Cuba is Havana."]
    >>> answer = rag_answer("What is the capital of Cuba?", facts, k=1)
    >>> answer.text, answer.cited
    ('Havana', 1)
    """
    if not k >= 1:
        raise ValueError(f"k must be at least 1, got {k}")
    query = drop_stop_words(tokenise(question))
    scores = bm25(query, [tokenise(passage) for passage in passages])
    best = [int(i) for i in np.argsort(-scores, kind="stable")[:k] if scores[i] > 0]
    context = "\n".join(passages[i] for i in best)
    text = reader(question, context)
    holds = [i for i in best if supported(text, [passages[i]])]
    prompt = f"Answer from these passages only.\n{context}\nQuestion: {question}"
    return Answer(text, holds[0] if holds else None, prompt)


@system("S60.16")
def supported(answer: str, passages: Sequence[str]) -> bool:
    """Do the answer's words stand in a passage, one behind the other?

    Faithful to a passage is not the same as true: the passage may be wrong.

    >>> supported("novi sad", ["Novi Sad lies on the Danube."])
    True
    >>> supported("Sad Novi", ["Novi Sad lies on the Danube."]), supported("", ["a"])
    (False, False)
    """
    words = tokenise(answer)
    texts = [tokenise(passage) for passage in passages]
    return bool(words) and any(
        text[i : i + len(words)] == words for text in texts for i in range(len(text))
    )


@system("S60.13", "S60.16")
def grounding(
    rng: np.random.Generator, known: float = 0.6, wrong: float = 0.0
) -> dict[str, float]:
    """Capitals asked of a memory with gaps, and of a search.

    The memory knows a share of them and makes up the others, as sure of itself
    as ever. With retrieval the answer is read from a sentence for each country,
    a share of which is wrong. The gain is there by construction: it is as good
    as the passages.

    Args:
        rng: of what is known, made up, and wrong.
        known: share of countries that the memory knows.
        wrong: share of passages that are wrong.

    Returns:
        "closed book" and "retrieval": shares of answers that are right;
        "hallucinated" and "unsupported": shares of answers of each that no
        passage of a right collection, or of its own prompt, holds.

    Raises:
        ValueError: a share is not in [0, 1].
    """
    if not 0 <= known <= 1:
        raise ValueError(f"known must be in [0, 1], got {known}")
    countries, cities = list(CAPITALS), list(CAPITALS.values())
    passages = capital_facts(rng, wrong)
    remembered = rng.permutation(len(cities)) < round(known * len(cities))
    shift = rng.integers(1, len(cities), len(cities))
    memory = [
        cities[i if remembered[i] else (i + shift[i]) % len(cities)]
        for i in range(len(cities))
    ]
    read = [rag_answer(f"What is the capital of {c}?", passages, 1) for c in countries]
    truth = [f"The capital of {c} is {CAPITALS[c]}." for c in countries]
    closed = [exact_match(a, b) for a, b in zip(memory, cities, strict=True)]
    opened = [exact_match(a.text, b) for a, b in zip(read, cities, strict=True)]
    made_up = [not supported(a, [t]) for a, t in zip(memory, truth, strict=True)]
    return {
        "closed book": float(np.mean(closed)),
        "retrieval": float(np.mean(opened)),
        "hallucinated": float(np.mean(made_up)),
        "unsupported": float(np.mean([a.cited is None for a in read])),
    }
