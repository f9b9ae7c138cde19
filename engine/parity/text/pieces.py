"""Cleaning, stems, lemmas and subwords beside published examples and slow twins."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import sklearn.feature_extraction.text as sk

from engine.parity import Parity
from engine.text.bpe import END, decode_bpe, encode_bpe, learn_bpe
from engine.text.cleaning import ORDER, STOP_WORDS, clean, drop_stop_words, remove
from engine.text.lemmatiser import LEXICON, lemma
from engine.text.stemmer import stem
from engine.text.wordpiece import wordpiece

_EXAMPLES = """
    caresses:caress ponies:poni ties:ti caress:caress cats:cat feed:feed agreed:agre
    plastered:plaster bled:bled motoring:motor sing:sing conflated:conflat
    troubled:troubl sized:size hopping:hop tanned:tan falling:fall hissing:hiss
    fizzed:fizz failing:fail filing:file happy:happi sky:sky relational:relat
    conditional:condit rational:ration valenci:valenc hesitanci:hesit
    digitizer:digit conformabli:conform radicalli:radic differentli:differ vileli:vile
    analogousli:analog vietnamization:vietnam predication:predic operator:oper
    feudalism:feudal decisiveness:decis hopefulness:hope callousness:callous
    formaliti:formal sensitiviti:sensit sensibiliti:sensibl triplicate:triplic
    formative:form formalize:formal electriciti:electr electrical:electr hopeful:hope
    goodness:good revival:reviv allowance:allow inference:infer airliner:airlin
    gyroscopic:gyroscop adjustable:adjust defensible:defens irritant:irrit
    replacement:replac adjustment:adjust dependent:depend adoption:adopt
    homologou:homolog communism:commun activate:activ angulariti:angular
    homologous:homolog effective:effect bowdlerize:bowdler probate:probat rate:rate
    cease:ceas controll:control roll:roll running:run ran:ran studies:studi
    university:univers universe:univers toy:toi by:by saying:sai fail:fail fell:fell
    generalizations:gener oscillators:oscil as:as opinion:opinion
"""
_STEMS = dict(pair.split(":") for pair in _EXAMPLES.split())

_PARTS = {
    "websites": ["https://a.org/b?c=1", "www.dot.com", "http://x.y/z"],
    "dates": ["2024-01-31", "3/4/1999", "1.2.2003", "5 May 2020", "June 7, 2021"],
    "numbers": ["12", "3.5", "1,000"],
    "punctuation": ["!", "?", ";", "("],
    "words": ["plain", "x2", "Words"],
}


def _parts(rng: np.random.Generator) -> tuple[list[tuple[str, str]], list[str]]:
    """Pieces, each with its kind, in any order; kinds to remove in a safe one."""
    kinds = [str(kind) for kind in rng.choice(list(_PARTS), rng.integers(0, 9))]
    pieces = [(kind, str(rng.choice(_PARTS[kind]))) for kind in kinds]
    order = list(_PARTS)[:4]
    return pieces, order[: rng.integers(0, 5)]


def _without(pieces: list[tuple[str, str]], kinds: list[str]) -> Any:
    return np.array(" ".join(text for kind, text in pieces if kind not in kinds))


def _dirty(rng: np.random.Generator) -> tuple[str]:
    kept = ["cats", "Study", "met", "the", "THIS", "film"]
    pieces = [text for _, text in _parts(rng)[0]]
    return (" ".join([*pieces, *map(str, rng.choice(kept, rng.integers(0, 6)))]),)


def _step_by_step(text: str) -> Any:
    words = remove(text.lower(), ORDER[1:5]).split()
    return np.array(" ".join(lemma(w) for w in words if w not in STOP_WORDS))


def _stop(rng: np.random.Generator) -> tuple[list[str]]:
    words = [*sorted(sk.ENGLISH_STOP_WORDS), "Film", "THE", "cat"]
    return ([str(w) for w in rng.choice(words, rng.integers(0, 20))],)


def _their_stop(tokens: list[str]) -> Any:
    unwanted = sk.CountVectorizer(stop_words="english").get_stop_words()
    return np.array([token for token in tokens if token.lower() not in unwanted])


def _inflected(rng: np.random.Generator) -> tuple[list[str], list[str], str]:
    """Regular forms, made by the rules of grammar, with the words they come from."""
    pos = str(rng.choice(["noun", "verb", "adjective"]))
    lemmas = sorted(LEXICON[pos])
    if pos == "adjective":
        endings = ["er", "est"]
    else:
        endings = ["s"] if pos == "noun" else ["s", "ed", "ing"]
    plain = [
        w for w in lemmas if w not in ("leaf", "wolf", "man", "woman", "be", "see")
    ]
    chosen = [str(w) for w in rng.choice(plain, 5)]
    return chosen, [_inflect(w, str(rng.choice(endings))) for w in chosen], pos


def _inflect(word: str, ending: str) -> str:
    doubled = {"run", "stop", "hop", "big", "bad"}
    if ending == "s":
        if word.endswith("y") and word[-2] not in "aeiou":
            return word[:-1] + "ies"
        return word + ("es" if word.endswith(("s", "x", "ch", "sh", "o")) else "s")
    if word in doubled:
        return word + word[-1] + ending
    if word.endswith("e"):
        return word[:-1] + ending
    if word.endswith("y") and word[-2] not in "aeiou" and ending != "ing":
        return word[:-1] + "i" + ending
    return word + ending


def _frequencies(rng: np.random.Generator) -> tuple[dict[str, int], int]:
    """Words of few letters, so that counts tie often and letters repeat."""
    words = {"".join(rng.choice(list("abc"), rng.integers(1, 7))) for _ in range(8)}
    return {w: int(rng.integers(1, 9)) for w in sorted(words)}, int(rng.integers(0, 15))


def _recount(frequencies: dict[str, int], merges: int) -> list[tuple[str, str]]:
    """Every pair of every word counted anew for each merge."""
    words = [([*word, END], n) for word, n in frequencies.items()]
    learned: list[tuple[str, str]] = []
    while len(learned) < merges:
        counts: Counter[tuple[str, str]] = Counter()
        for word, n in words:
            for i in range(len(word) - 1):
                counts[word[i], word[i + 1]] += n
        if not counts:
            break
        most = max(counts.values())
        best = sorted(pair for pair, n in counts.items() if n == most)[0]
        learned.append(best)
        words = [(_merge(word, best), n) for word, n in words]
    return learned


def _merge(word: list[str], pair: tuple[str, str]) -> list[str]:
    word, i = list(word), 0
    while i < len(word) - 1:
        if (word[i], word[i + 1]) == pair:
            word[i : i + 2] = [word[i] + word[i + 1]]
        i += 1
    return word


def drawn_merges(rng: np.random.Generator) -> tuple[str, list[tuple[str, str]]]:
    """A word, and merges learned from others."""
    merges = _recount(*_frequencies(rng))
    return "".join(rng.choice(list("abcd"), rng.integers(0, 9))), merges


def merge_all(tokens: list[str], merges: list[tuple[str, str]]) -> list[str]:
    """Every merge in its order, each wherever it fits."""
    for pair in merges:
        tokens = _merge(tokens, pair)
    return tokens


def drawn_pieces(rng: np.random.Generator) -> tuple[str, set[str]]:
    """A word, and some of its pieces."""
    word = "".join(rng.choice(list("ab"), rng.integers(0, 8)))
    starts = rng.integers(0, max(len(word), 1), 6)
    found = {word[i : i + rng.integers(1, 4)] for i in starts} - {""}
    return word, {*found, *("##" + piece for piece in found if rng.random() < 0.8), "a"}


def _longest_first(word: str, vocabulary: set[str]) -> Any:
    """By recursion over prefixes, sorted by length."""

    def rest(left: str, mark: str) -> list[str] | None:
        if not left:
            return []
        fits = [p for p in vocabulary if (mark + left).startswith(p)]
        fits = [p for p in fits if p.startswith("##") == bool(mark)]
        if not fits:
            return None
        piece = max(fits, key=len)
        behind = rest(left[len(piece) - len(mark) :], "##")
        return None if behind is None else [piece, *behind]

    found = rest(word, "")
    return np.array(["[UNK]"] if found is None else found)


PAIRS = [
    Parity(
        remove,
        _without,
        "closed form",
        _parts,
        ours=lambda pieces, kinds: np.array(
            remove(" ".join(text for _, text in pieces), kinds)
        ),
        convention="Pieces of known kinds are put together and must come apart.",
    ),
    Parity(
        clean,
        _step_by_step,
        "closed form",
        _dirty,
        ours=lambda text: np.array(clean(text)),
    ),
    Parity(
        drop_stop_words,
        _their_stop,
        "scikit-learn",
        _stop,
        ours=lambda words: np.array(drop_stop_words(words, sk.ENGLISH_STOP_WORDS)),
        convention="With scikit-learn's list of 318 words; ours is shorter.",
    ),
    Parity(
        stem,
        lambda words: np.array([_STEMS[word] for word in words]),
        "Porter's examples",
        lambda rng: (sorted(_STEMS, key=lambda _: rng.random())[:40],),
        ours=lambda words: np.array([stem(word) for word in words]),
        convention="Words that his paper takes through a step, here through all five.",
    ),
    Parity(
        lemma,
        lambda lemmas, *_: np.array(lemmas),
        "closed form",
        _inflected,
        ours=lambda _, forms, pos: np.array([lemma(f, pos) for f in forms]),
        convention="Regular forms are made of lemmas, and must lead back to them.",
    ),
    Parity(
        learn_bpe,
        lambda *a: np.array(_recount(*a)),
        "recount",
        _frequencies,
        ours=lambda *a: np.array(learn_bpe(*a)),
        trials=40,
        convention="Ties: first pair by alphabet; minbpe: first met; HF: lowest ids.",
    ),
    Parity(
        encode_bpe,
        lambda word, merges: np.array(merge_all([*word, END], merges)),
        "closed form",
        drawn_merges,
        ours=lambda *a: np.array(encode_bpe(*a)),
        trials=30,
    ),
    Parity(
        decode_bpe,
        lambda word, _: np.array(word),
        "closed form",
        drawn_merges,
        ours=lambda *a: np.array(decode_bpe(encode_bpe(*a))),
        convention="What was encoded comes back.",
    ),
    Parity(
        wordpiece,
        _longest_first,
        "recursion",
        drawn_pieces,
        ours=lambda *a: np.array(wordpiece(*a)),
        trials=40,
    ),
]
