"""Subwords beside Hugging Face's tokenizers: models built here, nothing fetched."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from engine.parity import Parity
from engine.parity.text.pieces import drawn_merges, drawn_pieces, merge_all
from engine.text.bpe import END, Pair, encode_bpe, learn_bpe
from engine.text.tokens import tokenise
from engine.text.wordpiece import wordpiece

_CLOSED = "$"
"""One character for END: tokenizers has no symbol beside the characters."""


def _values(model: Any, word: str) -> Any:
    return np.array([token.value for token in model.tokenize(word)])


def _their_wordpiece(word: str, vocabulary: set[str]) -> Any:
    ids = {piece: i for i, piece in enumerate(sorted({*vocabulary, "[UNK]"}))}
    model = models.WordPiece(vocab=ids, unk_token="[UNK]")  # noqa: S106 - a piece
    return _values(model, word)


def _short(text: str) -> str:
    return text.replace(END, _CLOSED)


def _their_bpe(word: str, merges: list[Pair]) -> Any:
    short = [(_short(a), _short(b)) for a, b in merges]
    pieces = dict.fromkeys([*"abcd", _CLOSED, *(a + b for a, b in short)])
    model = models.BPE(vocab={p: i for i, p in enumerate(pieces)}, merges=short)
    return _values(model, word + _CLOSED)


def _plain_counts(rng: np.random.Generator) -> tuple[dict[str, int], int]:
    """Words, and merges that come before two pairs are equally frequent."""
    words = {"".join(rng.choice(list("ab"), rng.integers(1, 9))) for _ in range(8)}
    frequencies = {word: int(rng.integers(1, 10_000)) for word in sorted(words)}
    merges = learn_bpe(frequencies, 12)
    for n in range(len(merges)):
        counts: Counter[Pair] = Counter()
        for word, times in frequencies.items():
            for pair in pairwise(merge_all([*word, END], merges[:n])):
                counts[pair] += times
        first, *second = (count for _, count in counts.most_common(2))
        if [first] == second:
            return frequencies, n
    return frequencies, len(merges)


def _their_merges(frequencies: dict[str, int], merges: int) -> Any:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    letters = {letter for word in frequencies for letter in word} | {_CLOSED}
    trainer = trainers.BpeTrainer(
        vocab_size=len(letters) + merges, show_progress=False, min_frequency=0
    )
    text = (f"{w}{_CLOSED}" for w, times in frequencies.items() for _ in range(times))
    tokenizer.train_from_iterator(text, trainer)
    names = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)
    return np.array(names[len(letters) :])


_SIGNS = ["Red", "the", "a_b", "x-ray", "it's", "42", "Ünder", "...", "Naïve", "?!"]


def _signs(rng: np.random.Generator) -> tuple[str]:
    return (" ".join(rng.choice(_SIGNS, rng.integers(0, 12))),)


def _their_words(text: str) -> Any:
    lower = normalizers.Lowercase().normalize_str(text)
    return np.array([w for w, _ in pre_tokenizers.Whitespace().pre_tokenize_str(lower)])


PAIRS = [
    Parity(
        tokenise,
        _their_words,
        "tokenizers",
        _signs,
        ours=lambda text: np.array(tokenise(text, r"\w+|[^\w\s]+")),
        convention="With the pattern of their `Whitespace`, after `Lowercase`.",
        trials=20,
    ),
    Parity(
        wordpiece,
        _their_wordpiece,
        "tokenizers",
        drawn_pieces,
        ours=lambda *a: np.array(wordpiece(*a)),
        trials=40,
    ),
    Parity(
        encode_bpe,
        _their_bpe,
        "tokenizers",
        drawn_merges,
        ours=lambda *a: np.array([_short(token) for token in encode_bpe(*a)]),
        convention="Their suffix belongs to the last letter; our END is a symbol.",
        trials=40,
    ),
    Parity(
        learn_bpe,
        _their_merges,
        "tokenizers",
        _plain_counts,
        ours=lambda *a: np.array([_short(x + y) for x, y in learn_bpe(*a)]),
        convention="Up to the first tie, which they break by ids, we by alphabet.",
    ),
]
