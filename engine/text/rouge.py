"""ROUGE: how much of a reference stands in a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from engine.system import system
from engine.text.tokens import ngrams


@system("S52.25")
def rouge_n(
    summary: Sequence[str], reference: Sequence[str], n: int = 1
) -> dict[str, float]:
    """Recall, precision and F1 of n-grams, each as often as both have it.

    Args:
        summary: tokens of what is judged.
        reference: tokens of what people wrote.
        n: at least 1.

    Returns:
        "recall", by the reference's n-grams; "precision", by the summary's; "f1".
        0 where there is nothing to divide by.

    Raises:
        ValueError: n is below 1.

    Source:
        Lin, ROUGE: A Package for Automatic Evaluation of Summaries (2004),
        section 2.

    >>> rouge_n("the cat".split(), "the cat sat down".split())["recall"]
    0.5
    """
    a, b = Counter(ngrams(summary, n)), Counter(ngrams(reference, n))
    return _shares((a & b).total(), a.total(), b.total())


@system("S52.25")
def rouge_l(summary: Sequence[str], reference: Sequence[str]) -> dict[str, float]:
    """The same of the longest common subsequence: order counts, gaps do not.

    Args:
        summary: tokens.
        reference: tokens.

    Returns:
        As `rouge_n`.

    Source:
        Lin (2004), section 3, with beta = 1.

    >>> rouge_l("police kill the gunman".split(), "police killed the gunman".split())
    {'recall': 0.75, 'precision': 0.75, 'f1': 0.75}
    """
    common = longest_common(summary, reference)
    return _shares(common, len(summary), len(reference))


@system("S52.25")
def longest_common(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """Length of the longest sequence that both have in order, with gaps.

    `L(i, j)` of the first i and j tokens is `L(i-1, j-1) + 1` where the last are
    equal, else the larger of `L(i-1, j)` and `L(i, j-1)`. Two rows of the table
    are enough.

    >>> longest_common("abcde", "xaxcxe")
    3
    """
    above = [0] * (len(b) + 1)
    for x in a:
        row = [0]
        for j, y in enumerate(b):
            row.append(above[j] + 1 if x == y else max(above[j + 1], row[j]))
        above = row
    return above[-1]


def _shares(common: int, summary: int, reference: int) -> dict[str, float]:
    return {
        "recall": common / reference if reference else 0.0,
        "precision": common / summary if summary else 0.0,
        "f1": 2 * common / (summary + reference) if summary + reference else 0.0,
    }
