"""Cleaning, stems, lemmas and subwords."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.bpe import decode_bpe, encode_bpe, learn_bpe
from engine.text.cleaning import clean, drop_stop_words, remove
from engine.text.lemmatiser import lemma
from engine.text.stemmer import stem
from engine.text.wordpiece import wordpiece

WORDS = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
TEXT = (
    "Visit https://example.com/a?b=1 on 12/05/2023 or June 3, 2024; pay 1,000.50 now!"
)


def test_what_looks_like_something_goes_before_punctuation() -> None:
    kinds = ["websites", "dates", "numbers", "punctuation"]

    assert remove(TEXT, kinds) == "Visit on or pay now"
    assert remove(TEXT, kinds[::-1]) == "Visit https example com a b on or June pay now"
    assert remove("Dr_No: a  b", ["punctuation"]) == "Dr No a b"
    assert remove("see site.org/x. May 2020", ["websites"]) == "see May 2020"
    assert remove("mp3 4you 7", ["numbers"]) == "mp3 4you"
    assert remove(TEXT, []) == TEXT


def test_the_whole_line() -> None:
    assert clean("The Team", ["lower"]) == "the team"
    assert clean("The Cats RAN", ["stop words", "lower", "lemmas"]) == "cat run"
    assert clean("Not the 2 best films!") == "good film"
    assert clean("", ["lower"]) == ""


def test_stop_words_of_any_case_go() -> None:
    assert drop_stop_words(["THE", "cat", "Not"]) == ["cat"]
    assert drop_stop_words(["THE", "cat", "Not"], ["CAT"]) == ["THE", "Not"]


def test_a_stem_is_no_word_and_a_lemma_is() -> None:
    assert (stem("studies"), lemma("studies")) == ("studi", "study")
    assert (stem("ran"), lemma("ran")) == ("ran", "run")
    assert stem("university") == stem("universe") == "univers"
    assert lemma("universities") == "university"
    assert stem("IT") == "it"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        # y after a vowel is a consonant, after a consonant a vowel.
        ("enjoyed", "enjoi"), ("crying", "cry"), ("syzygy", "syzygi"),
        # Nothing is cut from too little word.
        ("ring", "ring"), ("bed", "bed"), ("ion", "ion"), ("nation", "nation"),
        ("needed", "need"), ("rates", "rate"), ("snowing", "snow"), ("boxing", "box"),
        ("trays", "trai"), ("aed", "a"), ("matting", "mat"), ("agreement", "agreement"),
    ],
)  # fmt: skip
def test_stems(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("word", "pos", "expected"),
    [
        ("leaves", "noun", "leaf"), ("women", "noun", "woman"), ("mice", None, "mouse"),
        ("buses", "noun", "bus"), ("cities", "noun", "city"), ("runs", "noun", "runs"),
        ("running", None, "run"), ("hoping", "verb", "hope"), ("hopped", "verb", "hop"),
        ("carried", "verb", "carry"), ("happiest", None, "happy"), ("bus", None, "bus"),
        ("goes", None, "go"), ("passes", None, "passes"), ("best", "verb", "best"),
    ],
)  # fmt: skip
def test_lemmas(word: str, pos: str | None, expected: str) -> None:
    assert lemma(word, pos) == expected
    assert lemma(word.upper(), pos) == expected


def test_a_lexicon_of_ones_own() -> None:
    assert lemma("blorks", "noun", {"noun": {"blork"}}) == "blork"
    assert lemma("blorks", "verb", {"noun": {"blork"}}) == "blorks"
    assert lemma("cats", None, {}, {"noun": {"cats": "dog"}}) == "dog"


def test_the_merges_of_the_paper() -> None:
    merges = learn_bpe(WORDS, 4)

    assert merges == [("e", "s"), ("es", "t"), ("est", "</w>"), ("l", "o")]
    assert encode_bpe("lowest", merges) == ["lo", "w", "est</w>"]
    assert encode_bpe("ö", merges) == ["ö", "</w>"]


def test_bpe_stops_when_every_word_is_one_symbol() -> None:
    assert learn_bpe({"ab": 1}, 9) == [("a", "b"), ("ab", "</w>")]
    assert learn_bpe({"ab": 1}, 0) == []
    assert learn_bpe({}, 3) == []


def test_overlapping_pairs_are_joined_from_the_left() -> None:
    merges = learn_bpe({"aaaaa": 3}, 2)

    assert merges == [("a", "a"), ("a", "</w>")]
    assert encode_bpe("aaaaa", merges) == ["aa", "aa", "a</w>"]


@given(st.lists(st.text("abcdé", min_size=1), min_size=1), st.integers(0, 30))
def test_what_is_encoded_comes_back(words: list[str], n: int) -> None:
    merges = learn_bpe({word: 1 + len(word) for word in words}, n)
    tokens = [token for word in words for token in encode_bpe(word, merges)]

    assert decode_bpe(tokens) == " ".join(words)


def test_subwords_leave_no_word_unknown() -> None:
    """A few merges write new words in fewer tokens than characters do."""
    merges = learn_bpe(WORDS, 8)
    new = ["lowest", "newer", "wide"]

    assert set(new).isdisjoint(WORDS)
    assert [len(encode_bpe(word, merges)) for word in new] == [2, 5, 5]


def test_wordpiece_takes_the_longest_and_does_not_look_back() -> None:
    assert wordpiece("abc", {"ab", "a", "##bc"}) == ["[UNK]"]
    assert wordpiece("abc", {"ab", "a", "##bc", "##c"}) == ["ab", "##c"]
    assert wordpiece("abab", {"ab", "##ab", "abab"}) == ["abab"]
    assert wordpiece("aa", {"a"}, "?") == ["?"]
    assert wordpiece("", {"a"}) == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: remove("a", ["colours"]), "got 'colours'"),
        (lambda: clean("a", ["upper"]), "got 'upper'"),
        (lambda: lemma("a", "adverb"), "got 'adverb'"),
        (lambda: learn_bpe({"a": 1}, -1), "got -1"),
        (lambda: learn_bpe({"a": 0}, 1), "got 0"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]


def test_bpe_of_a_long_text_is_fast() -> None:
    """No merge recounts all words: the work of a merge follows the words it touches."""
    rng = np.random.default_rng(0)
    words = [
        "".join(rng.choice(list("etaoinshr"), rng.integers(2, 9))) for _ in range(2000)
    ]

    assert len(learn_bpe(dict.fromkeys(words, 1), 300)) == 300
