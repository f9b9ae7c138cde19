"""A unigram language model of pieces: of all ways to cut a word, the most probable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from engine.system import system

UNKNOWN = 10.0
"""How far below the least likely piece an unknown character is, in nats."""


@system("S52.03")
def unigram_pieces(word: str, logs: Mapping[str, float]) -> list[str]:
    """Viterbi's path: the cut whose pieces have the largest product of probabilities.

    The best way to write the first characters of a word does not depend on how it
    goes on, so the best way to each end is found from those to the ends before it.
    Unlike byte pairs no merges are replayed, and unlike WordPiece a short piece may
    be taken for the sake of what follows.

    Args:
        word: any, the empty one too.
        logs: piece -> natural logarithm of its probability.

    Returns:
        The pieces. Unknown characters in a row are one, which logs does not have.

    Raises:
        ValueError: there are no pieces.

    Source:
        Kudo, Subword Regularization: Improving Neural Network Translation Models with
        Multiple Subword Candidates (2018), section 3.2; the price of an unknown
        character is SentencePiece's.

    >>> logs = {"a": -2.0, "b": -2.0, "c": -2.0, "ab": -3.0, "bc": -2.5}
    >>> unigram_pieces("abc", logs)  # -4.5, and not -5.0 as ab, c
    ['a', 'bc']
    """
    if not logs:
        raise ValueError("at least one piece is needed")
    unknown, longest = min(logs.values()) - UNKNOWN, max(map(len, logs))
    best, cut = [0.0, *[-np.inf] * len(word)], [0] * (len(word) + 1)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - longest), end):
            other = unknown if end - start == 1 else -np.inf
            score = best[start] + logs.get(word[start:end], other)
            if score > best[end]:
                best[end], cut[end] = score, start
    pieces: list[str] = []
    end = len(word)
    while end > 0:
        piece = word[cut[end] : end]
        if pieces and piece not in logs and pieces[-1] not in logs:
            pieces[-1] = piece + pieces[-1]
        else:
            pieces.append(piece)
        end = cut[end]
    return pieces[::-1]


@system("S52.03")
def unigram_counts(
    word: str, logs: Mapping[str, float]
) -> tuple[dict[str, float], float]:
    """How often each piece is expected, over all cuts of a word by their probability.

    Forwards and backwards: a piece at a place is in a cut with probability
    `(all ways to its start) p (all ways from its end) / (all ways)`.

    Args:
        word: not empty.
        logs: piece -> natural logarithm of its probability.

    Returns:
        Expected counts, and the logarithm of the probability of the word, summed
        over its cuts.

    Raises:
        ValueError: no cut has only known pieces.

    Source:
        Kudo (2018), section 3.2.

    >>> counts, log_p = unigram_counts("ab", dict.fromkeys(["a", "b", "ab"], -0.5))
    >>> round(counts["ab"], 4), round(counts["a"], 4)  # e^-0.5 to e^-1
    (0.6225, 0.3775)
    """
    longest = max(map(len, logs), default=0)
    spans = [
        (start, end, word[start:end])
        for end in range(1, len(word) + 1)
        for start in range(max(0, end - longest), end)
        if word[start:end] in logs
    ]
    ahead = np.full(len(word) + 1, -np.inf)
    behind = ahead.copy()
    ahead[0] = behind[-1] = 0.0
    for start, end, piece in spans:
        ahead[end] = np.logaddexp(ahead[end], ahead[start] + logs[piece])
    for start, end, piece in reversed(spans):
        behind[start] = np.logaddexp(behind[start], behind[end] + logs[piece])
    if not word or ahead[-1] == -np.inf:
        raise ValueError(f"{word!r} cannot be written with these pieces")
    counts: defaultdict[str, float] = defaultdict(float)
    for start, end, piece in spans:
        share = ahead[start] + logs[piece] + behind[end] - ahead[-1]
        counts[piece] += float(np.exp(share))
    return dict(counts), float(ahead[-1])


@system("S52.03")
def unigram_step(
    frequencies: Mapping[str, int], logs: Mapping[str, float]
) -> tuple[dict[str, float], float]:
    """One step of EM: expected counts of all words, then shares of them.

    The likelihood never falls. Pieces that no word holds are dropped.

    Args:
        frequencies: word -> how often it occurs.
        logs: piece -> natural logarithm of its probability.

    Returns:
        New logarithms, and the log-likelihood of the words under the old ones.

    Raises:
        ValueError: as `unigram_counts`.

    >>> logs, before = unigram_step({"ab": 2}, dict.fromkeys(["a", "b", "ab"], -0.5))
    >>> {piece: round(float(np.exp(log)), 3) for piece, log in sorted(logs.items())}
    {'a': 0.274, 'ab': 0.452, 'b': 0.274}
    """
    totals: defaultdict[str, float] = defaultdict(float)
    likelihood = 0.0
    for word, times in frequencies.items():
        counts, log_p = unigram_counts(word, logs)
        likelihood += times * log_p
        for piece, count in counts.items():
            totals[piece] += times * count
    # Of a piece that is never worth its price nothing may be left to take a log of.
    whole, least = np.log(sum(totals.values())), np.finfo(float).tiny
    shares = {p: float(np.log(max(c, least)) - whole) for p, c in totals.items()}
    return shares, likelihood


@system("S52.03")
def learn_unigram(
    frequencies: Mapping[str, int], size: int, longest: int = 8, keep: float = 0.8
) -> dict[str, float]:
    """Begin with many pieces, fit their probabilities, drop those of least use.

    Byte pairs grow a vocabulary; this one shrinks. At first all strings are pieces
    that occur at least twice, by how many characters they cover. Then two steps of
    EM and a cut take turns: a piece is as useful as the likelihood that would be
    lost without it, `count (log p - log p of the best way to write it otherwise)`.
    Characters always stay, so every word of the text can be written.

    Args:
        frequencies: word -> how often it occurs, at least 1.
        size: of the vocabulary at the end, at least one for each character; fewer
            where fewer strings come twice.
        longest: characters of a piece at most.
        keep: share of the pieces that outlives a cut, in (0, 1).

    Returns:
        Piece -> natural logarithm of its probability.

    Raises:
        ValueError: size or keep is out of range, or there are no words.

    Source:
        Kudo (2018), section 3.2. SentencePiece ends a step with a digamma in place
        of a logarithm, which makes rare pieces rarer.

    >>> words = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
    >>> logs = learn_unigram(words, 20)
    >>> unigram_pieces("lowest", logs)
    ['low', 'est']
    """
    letters = {letter for word in frequencies for letter in word}
    if not letters or size < len(letters) or not 0 < keep < 1:
        raise ValueError(
            f"size >= {len(letters)} characters and keep in (0, 1) are needed, got "
            f"{size} and {keep}"
        )
    seen: defaultdict[str, int] = defaultdict(int)
    for word, times in frequencies.items():
        for start in range(len(word)):
            for end in range(start + 1, min(start + longest, len(word)) + 1):
                seen[word[start:end]] += times
    covered = {p: n * len(p) for p, n in seen.items() if n > 1 or len(p) == 1}
    whole = sum(covered.values())
    logs = {piece: float(np.log(n / whole)) for piece, n in covered.items()}
    while True:
        for _ in range(2):
            logs, _ = unigram_step(frequencies, logs)
        if len(logs) <= size:
            return logs
        logs = _pruned(logs, max(size, int(keep * len(logs))))


def _pruned(logs: dict[str, float], size: int) -> dict[str, float]:
    """The most useful pieces, and all characters."""

    def use(piece: str) -> float:
        if len(piece) == 1:
            return np.inf
        others = {p: log for p, log in logs.items() if p != piece}
        parts = unigram_pieces(piece, others)
        return float(np.exp(logs[piece]) * (logs[piece] - sum(logs[p] for p in parts)))

    # Of equal use the first in alphabetical order stays.
    kept = sorted(logs, key=lambda piece: (-use(piece), piece))[:size]
    return {piece: logs[piece] for piece in kept}
