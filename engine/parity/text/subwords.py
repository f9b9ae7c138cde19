"""Subwords beside Hugging Face's tokenizers: models built here, nothing fetched."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    trainers,
)

from engine.parity import Parity
from engine.parity.text.pieces import drawn_merges, drawn_pieces, merge_all
from engine.text.bpe import END, Pair, encode_bpe, learn_bpe
from engine.text.byte_fallback import BYTE_TOKENS, from_bytes, to_bytes
from engine.text.normalise import FORMS, normal_form
from engine.text.tokens import tokenise
from engine.text.unigram import (
    learn_unigram,
    unigram_counts,
    unigram_pieces,
    unigram_step,
)
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


def _weighed(rng: np.random.Generator) -> tuple[str, dict[str, float]]:
    """A word with letters that no piece has, and pieces with their logarithms."""
    drawn = ("".join(rng.choice(list("ab"), rng.integers(1, 5))) for _ in range(8))
    pieces = [*dict.fromkeys(["a", "b", *drawn])]
    letters = rng.choice(list("aaabbbé世"), rng.integers(0, 11))
    return "".join(letters), dict(
        zip(pieces, rng.uniform(-6, -0.5, len(pieces)).tolist(), strict=True)
    )


def _their_unigram(word: str, logs: dict[str, float], fallback: bool = False) -> Any:
    extra = [(token, -60.0) for token in BYTE_TOKENS] if fallback else []
    pieces = [("<unk>", min(logs.values())), *logs.items(), *extra]
    model = models.Unigram(pieces, unk_id=0, byte_fallback=fallback)
    return _in_any_order(_values(model, word))


def _in_any_order(pieces: Sequence[str]) -> tuple[Any, Any]:
    """Sorted, and put together: "b", "bb" and "bb", "b" weigh the same."""
    return np.sort(pieces), np.array("".join(pieces))


def _known(rng: np.random.Generator) -> tuple[str, dict[str, float]]:
    word, logs = _weighed(rng)
    return "a" + word.replace("é", "a").replace("世", "b"), logs


_LEAST = float(np.finfo(float).tiny)


def _cuts(word: str) -> list[list[str]]:
    if not word:
        return [[]]
    return [
        [word[:end], *rest]
        for end in range(1, len(word) + 1)
        for rest in _cuts(word[end:])
    ]


def _all_cuts(word: str, logs: dict[str, float]) -> tuple[dict[str, float], float]:
    cuts = [cut for cut in _cuts(word) if all(piece in logs for piece in cut)]
    chances = [math.exp(sum(logs[piece] for piece in cut)) for cut in cuts]
    counts: Counter[str] = Counter()
    for cut, chance in zip(cuts, chances, strict=True):
        for piece in cut:
            counts[piece] += chance / sum(chances)  # type: ignore[assignment]
    return dict(counts), math.log(sum(chances))


def _all_steps(words: dict[str, int], logs: dict[str, float]) -> Any:
    found = [(times, *_all_cuts(word, logs)) for word, times in words.items()]
    totals: Counter[str] = Counter()
    for times, counts, _ in found:
        for piece, count in counts.items():
            totals[piece] += times * count  # type: ignore[assignment]
    whole = sum(totals.values())
    logs = {p: math.log(max(c, _LEAST) / whole) for p, c in totals.items()}
    return logs, sum(times * log_p for times, _, log_p in found)


def _words(rng: np.random.Generator) -> tuple[dict[str, int], dict[str, float]]:
    words, logs = [_known(rng)[0][:7] for _ in range(4)], _known(rng)[1]
    return {word: int(rng.integers(1, 9)) for word in words}, logs


def _all_learned(words: dict[str, int], _: Any) -> Any:
    """The same rounds, over all cuts of each word; cut to 5 pieces."""
    counts: Counter[str] = Counter()
    for word, times in words.items():
        for start in range(len(word)):
            for end in range(start, min(len(word), start + 4)):
                counts[word[start : end + 1]] += times
    kept = {p: n * len(p) for p, n in counts.items() if n >= 2 or len(p) == 1}
    logs = {p: math.log(n / sum(kept.values())) for p, n in kept.items()}
    while True:
        logs = _all_steps(words, _all_steps(words, logs)[0])[0]
        if len(logs) <= 5:
            return logs
        lost = {}
        for piece, log in logs.items():
            others = [c for c in _cuts(piece)[:-1] if all(p in logs for p in c)]
            best = max((sum(logs[p] for p in c) for c in others), default=-math.inf)
            lost[piece] = math.exp(log) * (log - best)
        order = sorted(logs, key=lambda p: (-lost[p], p))
        logs = {p: logs[p] for p in order[: max(5, int(0.7 * len(logs)))]}


def _said(rng: np.random.Generator) -> tuple[list[str]]:
    """Tokens of a text, and bytes that may be no UTF-8."""
    tokens = ["a", "bc", "é", *BYTE_TOKENS[0xC2:0xC4], *BYTE_TOKENS[0xA8:0xAA]]
    return ([str(t) for t in rng.choice(tokens, rng.integers(0, 9))],)


_WRITTEN = ["Café", "Cafe\u0301", "ﬁne", "ＡＢＣ", "x²", "½", "Å", "Ångström", "ÜBER",
            "mañana", "naïve", "İ", "ẞ", "가", "q\u0307\u0323"]  # fmt: skip


def _written(rng: np.random.Generator) -> tuple[str, Any, bool, bool]:
    text = " ".join(rng.choice(_WRITTEN, rng.integers(0, 9)))
    lower, accents = (bool(v) for v in rng.integers(2, size=2))
    return text, str(rng.choice(FORMS)), lower, accents


def _their_form(text: str, form: str, lower: bool, accents: bool) -> Any:
    known: dict[str, Any] = {name: getattr(normalizers, name)() for name in FORMS}
    steps = [known[form], *([normalizers.Lowercase()] if lower else [])]
    if not accents:
        steps += [known["NFD"], normalizers.StripAccents()]
    return np.array(normalizers.Sequence([*steps, known[form]]).normalize_str(text))


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
    Parity(
        unigram_pieces,
        _their_unigram,
        "tokenizers",
        _weighed,
        ours=lambda *a: _in_any_order(unigram_pieces(*a)),
        trials=40,
    ),
    Parity(
        unigram_counts,
        _all_cuts,
        "all cuts",
        _known,
        rtol=1e-9,
        trials=20,
    ),
    Parity(unigram_step, _all_steps, "all cuts", _words, rtol=1e-9, trials=5),
    Parity(
        learn_unigram,
        _all_learned,
        "all cuts",
        _words,
        ours=lambda words, _: learn_unigram(words, 5, longest=4, keep=0.7),
        rtol=1e-9,
        trials=5,
        convention="tokenizers' trainer ends a step with a digamma, and is not equal.",
    ),
    Parity(
        to_bytes,
        lambda word, logs: _their_unigram(word, logs, fallback=True),
        "tokenizers",
        _weighed,
        ours=lambda word, logs: _in_any_order(
            to_bytes(unigram_pieces(word, logs), logs)
        ),
        trials=40,
    ),
    Parity(
        from_bytes,
        lambda tokens: np.array(decoders.ByteFallback().decode(tokens)),
        "tokenizers",
        _said,
        ours=lambda tokens: np.array(from_bytes(tokens)),
        trials=40,
    ),
    Parity(
        normal_form,
        _their_form,
        "tokenizers",
        _written,
        ours=lambda *a: np.array(normal_form(*a)),
        trials=40,
    ),
]
