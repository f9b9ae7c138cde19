"""The unigram model of pieces, bytes for what no piece writes, forms of Unicode."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.bpe import decode_bpe, encode_bpe, learn_bpe
from engine.text.byte_fallback import BYTE_TOKENS, from_bytes, to_bytes
from engine.text.normalise import normal_form
from engine.text.unigram import (
    learn_unigram,
    unigram_counts,
    unigram_pieces,
    unigram_step,
)
from engine.text.wordpiece import wordpiece

WORDS = {"low": 5, "lower": 2, "newest": 6, "widest": 3}


def test_a_short_piece_is_taken_for_what_follows() -> None:
    """Longest first has no way back, and cannot write the word."""
    assert wordpiece("abcd", {"abc", "ab", "##cd"}) == ["[UNK]"]
    assert unigram_pieces("abcd", {"abc": -1.0, "ab": -3.0, "cd": -3.0}) == ["ab", "cd"]


def test_an_unknown_character_is_dearer_than_any_piece() -> None:
    logs = {"a": -1.0, "ab": -3.0, "b": -9.0}

    assert unigram_pieces("xxa", logs) == ["xx", "a"]
    assert unigram_pieces("axb", logs) == ["a", "x", "b"]
    assert unigram_pieces("", logs) == []
    # "x" alone costs -30 - 10, and "ab" -1 more: as much as "xa" and a "b" of -11.
    for b, expected in ((-10.9, ["xa", "b"]), (-11.1, ["x", "ab"])):
        logs = {"xa": -30.0, "b": b, "ab": -1.0}
        assert unigram_pieces("xab", logs) == expected


def test_expected_counts_cover_the_word() -> None:
    logs = dict(
        zip(["a", "b", "ab", "ba", "aba"], [-1.0, -2, -1.5, -3, -2], strict=True)
    )
    counts, _ = unigram_counts("ababa", logs)

    assert sum(n * len(piece) for piece, n in counts.items()) == pytest.approx(5)
    never = unigram_counts("b", {"b": 0.0, "ab": -1.0})
    assert never == ({"b": 1.0}, 0.0)


def test_em_never_loses_likelihood() -> None:
    pieces = {w[i:j] for w in WORDS for i, j in itertools.combinations(range(7), 2)}
    logs = dict.fromkeys(sorted(pieces - {""}), -np.log(len(pieces)))
    history = []
    for _ in range(12):
        logs, likelihood = unigram_step(WORDS, logs)
        history.append(likelihood)

    assert (np.diff(history) > -1e-9).all()
    assert history[0] < history[1] - 1
    assert np.exp(list(logs.values())).sum() == pytest.approx(1.0)


def test_a_vocabulary_shrinks_to_its_size_and_writes_every_word() -> None:
    for size in (10, 15, 30):
        logs = learn_unigram(WORDS, size)
        assert len(logs) == size
        assert logs.keys() >= {letter for word in WORDS for letter in word}
        for word in ("lowest", "newer", *WORDS):
            assert "".join(unigram_pieces(word, logs)) == word
            assert all(piece in logs for piece in unigram_pieces(word, logs))
    assert unigram_pieces("newest", logs) == ["newest"]
    assert len(learn_unigram(WORDS, 10_000)) < 60
    assert max(map(len, learn_unigram(WORDS, 30, longest=3))) == 3
    assert learn_unigram({"ab": 1}, 9).keys() == {"a", "b"}  # nothing comes twice
    assert max(map(len, learn_unigram({"a" * 12: 2}, 20))) == 8


def test_frequent_endings_become_pieces() -> None:
    stems = ["walk", "jump", "talk", "play", "look", "call", "work", "turn"]
    words = {stem + ending: 1 for stem in stems for ending in ("ing", "ed", "s")}
    logs = learn_unigram(words, 30)

    assert logs.keys() >= {*stems, "ing", "ed"}
    assert unigram_pieces("walking", logs)[-1] == "ing"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_bytes_lose_nothing(text: str) -> None:
    merges = learn_bpe(WORDS, 9)
    known = {*"lowernstid", "</w>", *(a + b for a, b in merges)}
    word = text.replace("</w>", "")
    tokens = to_bytes(encode_bpe(word, merges), known)

    assert {*tokens} <= known | {*BYTE_TOKENS}
    assert decode_bpe([from_bytes(tokens)]) == word.rstrip(" ")
    assert from_bytes(to_bytes(list(text), set())) == text


def test_bytes_that_are_no_text() -> None:
    assert to_bytes(["é", "世"], set()) == [
        "<0xC3>", "<0xA9>", "<0xE4>", "<0xB8>", "<0x96>",
    ]  # fmt: skip
    assert from_bytes(["<0xE4>", "<0xB8>", "!", "<0x41>"]) == "\ufffd\ufffd!A"
    assert from_bytes(["<0xc3>", "<0x1>"]) == "<0xc3><0x1>"
    assert from_bytes([]) == ""
    assert len(set(BYTE_TOKENS)) == 256
    assert BYTE_TOKENS[10] == "<0x0A>"


def test_one_word_is_written_one_way() -> None:
    assert normal_form("caf\u00e9") == normal_form("cafe\u0301") == "caf\u00e9"
    assert normal_form("Cafe\u0301", "NFC", lower=False) == "Caf\u00e9"
    assert normal_form("caf\u00e9", "NFD") == "cafe\u0301"
    assert normal_form("x² ﬁ ℡") == "x2 fi tel"
    assert normal_form("x² ﬁ", "NFC") == "x² ﬁ"
    assert normal_form("Ünïcode", accents=False) == "unicode"
    assert normal_form("가", "NFD", accents=False) == "\u1100\u1161"
    assert normal_form("가", accents=False) == "가"


@given(
    st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["NFC", "NFKD"])
)
def test_a_second_time_changes_nothing(text: str, form: str) -> None:
    once = normal_form(text, form, lower=False)

    assert normal_form(once, form, lower=False) == once


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: unigram_pieces("a", {}), "at least one piece"),
        (lambda: unigram_counts("ab", {"a": 0.0}), "'ab' cannot be written"),
        (lambda: unigram_counts("", {"a": 0.0}), "'' cannot be written"),
        (lambda: unigram_counts("a", {}), "'a' cannot be written"),
        (lambda: learn_unigram({"ab": 1}, 1), "2 characters"),
        (lambda: learn_unigram({}, 9), "0 characters"),
        (lambda: learn_unigram({"ab": 1}, 9, keep=1.0), "got 9 and 1.0"),
        (lambda: learn_unigram({"ab": 1}, 9, keep=0.0), "got 9 and 0.0"),
        (lambda: normal_form("a", "NFX"), "got 'NFX'"),
    ],
)
def test_what_does_not_fit_is_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
