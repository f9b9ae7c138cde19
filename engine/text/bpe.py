"""Byte-pair encoding: the most frequent pair of neighbours becomes one token."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise

from engine.system import system

END = "</w>"
"""Closes each word, so that a token knows whether it ends one."""

Pair = tuple[str, str]


@system("S52.03")
def learn_bpe(frequencies: Mapping[str, int], merges: int) -> list[Pair]:
    """Join the most frequent pair of neighbouring symbols, again and again.

    Words begin as characters and an `END`. Of pairs equally frequent the first in
    alphabetical order is joined. After a merge only the words that had the pair
    are counted anew, and a heap finds the next; out of date entries are passed
    over. Recounting all words each time gives the same merges, far slower.

    Args:
        frequencies: word -> how often it occurs, at least 1.
        merges: how many at most; fewer where every word has become one symbol.

    Returns:
        The pairs, in the order in which they were joined.

    Raises:
        ValueError: merges is negative, or a frequency is below 1.

    Source:
        Sennrich, Haddow, Birch, Neural Machine Translation of Rare Words with
        Subword Units (2016), section 3.2.

    >>> words = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
    >>> learn_bpe(words, 3)
    [('e', 's'), ('es', 't'), ('est', '</w>')]
    """
    if not merges >= 0:
        raise ValueError(f"merges must be at least 0, got {merges}")
    words, times = [[*word, END] for word in frequencies], [*frequencies.values()]
    if min(times, default=1) < 1:
        raise ValueError(f"every frequency must be at least 1, got {min(times)}")
    counts, having = _count(words, times)
    heap = [(-count, pair) for pair, count in counts.items()]
    heapify(heap)
    learned: list[Pair] = []
    while heap and len(learned) < merges:
        count, pair = heappop(heap)
        if -count != counts[pair] or count == 0:
            continue
        learned.append(pair)
        touched = set()
        for i in having.pop(pair):
            joined = _join(words[i], pair)
            for word, sign in ((words[i], -times[i]), (joined, times[i])):
                for p in pairwise(word):
                    counts[p] += sign
                    having[p].add(i)
                    touched.add(p)
            words[i] = joined
        for p in touched:
            heappush(heap, (-counts[p], p))
    return learned


@system("S52.03")
def encode_bpe(word: str, merges: Sequence[Pair]) -> list[str]:
    """A word cut into tokens: the merges applied in the order they were learned.

    Any word can be written: what no merge touches stays characters.

    >>> encode_bpe("lowest", [("e", "s"), ("es", "t"), ("est", END), ("l", "o")])
    ['lo', 'w', 'est</w>']
    """
    rank = {pair: i for i, pair in enumerate(merges)}
    tokens = [*word, END]
    while len(tokens) > 1:
        first = min(pairwise(tokens), key=lambda pair: rank.get(pair, len(rank)))
        if first not in rank:
            break
        tokens = _join(tokens, first)
    return tokens


@system("S52.03")
def decode_bpe(tokens: Sequence[str]) -> str:
    """Tokens back to words, separated by blanks.

    >>> decode_bpe(["lo", "w", "est</w>", "lo", "w</w>"])
    'lowest low'
    """
    return "".join(tokens).replace(END, " ").rstrip(" ")


def _count(
    words: list[list[str]], times: list[int]
) -> tuple[Counter[Pair], defaultdict[Pair, set[int]]]:
    """How often each pair occurs, and in which words."""
    counts: Counter[Pair] = Counter()
    having: defaultdict[Pair, set[int]] = defaultdict(set)
    for i, word in enumerate(words):
        for pair in pairwise(word):
            counts[pair] += times[i]
            having[pair].add(i)
    return counts, having


def _join(word: list[str], pair: Pair) -> list[str]:
    joined, i = [], 0
    while i < len(word):
        if word[i] == pair[0] and i + 1 < len(word) and word[i + 1] == pair[1]:
            joined.append(word[i] + word[i + 1])
            i += 2
        else:
            joined.append(word[i])
            i += 1
    return joined
