"""Named entities: spans of words, marked by a tag for each word."""

from __future__ import annotations

from collections.abc import Sequence

from engine.system import system

Span = tuple[str, int, int]
"""Kind, first word, and the word after the last."""


@system("S52.16")
def spans(tags: Sequence[str]) -> list[Span]:
    """The entities that tags of the BIO scheme mark.

    `B-KIND` begins one, `I-KIND` goes on, `O` is outside. An `I` that continues
    nothing of its kind begins an entity, as the usual scorer of the field has it.

    Args:
        tags: one for each word.

    Returns:
        The spans, from left to right.

    Raises:
        ValueError: a tag of another form.

    Source:
        Ramshaw and Marcus, Text Chunking using Transformation-Based Learning
        (1995), for the scheme.

    >>> spans(["B-PER", "I-PER", "O", "B-LOC", "B-LOC"])
    [('PER', 0, 2), ('LOC', 3, 4), ('LOC', 4, 5)]
    """
    found: list[Span] = []
    for i, tag in enumerate(tags):
        mark, _, kind = tag.partition("-")
        if mark not in ("B", "I", "O") or (mark == "O") != (not kind):
            raise ValueError(f"a tag is O, B-KIND or I-KIND, got {tag!r}")
        if mark == "O":
            continue
        if mark == "I" and found and found[-1][0] == kind and found[-1][2] == i:
            found[-1] = (kind, found[-1][1], i + 1)
        else:
            found.append((kind, i, i + 1))
    return found


@system("S52.16")
def span_scores(
    true: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]
) -> dict[str, float]:
    """Precision, recall and F1 of spans: right are kind, beginning and end together.

    Counted over all sentences. An entity found half is one false and one missed:
    accuracy of tags is kinder, and high where most words are outside.

    Args:
        true: tags of each sentence.
        predicted: tags of each sentence, as many.

    Returns:
        "precision", "recall", "f1"; 0 where nothing can be divided by.

    Raises:
        ValueError: sentences of other lengths, or as `spans`.

    >>> span_scores([["B-A", "I-A", "O", "B-B"]], [["B-A", "O", "O", "B-B"]])
    {'precision': 0.5, 'recall': 0.5, 'f1': 0.5}
    """
    if [len(t) for t in true] != [len(p) for p in predicted]:
        raise ValueError("true and predicted must have a tag for each word")
    wanted = {(i, span) for i, tags in enumerate(true) for span in spans(tags)}
    found = {(i, span) for i, tags in enumerate(predicted) for span in spans(tags)}
    right = len(wanted & found)
    return {
        "precision": right / len(found) if found else 0.0,
        "recall": right / len(wanted) if wanted else 0.0,
        "f1": 2 * right / (len(found) + len(wanted)) if found or wanted else 0.0,
    }
