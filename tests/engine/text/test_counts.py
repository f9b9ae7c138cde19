"""Tokens, bags of words, TF-IDF."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bayes.texts import classify_texts
from engine.recommend.ranking import text_similarity
from engine.text.bag_of_words import (
    bag_of_words,
    build_vocabulary,
    sparse_bag,
    sparsity,
    vocabulary_growth,
)
from engine.text.texts import logistic_texts
from engine.text.tfidf import Tfidf
from engine.text.tokens import ngram_range, ngrams, sentences, tokenise

DOCUMENTS = [["I", "love", "NLP"], ["I", "love", "machine", "learning"]]
documents = st.lists(st.lists(st.sampled_from("abcde"), max_size=8), min_size=1)


def test_the_worked_matrix() -> None:
    vocabulary = build_vocabulary(DOCUMENTS, "seen")

    assert list(vocabulary) == ["I", "love", "NLP", "machine", "learning"]
    np.testing.assert_array_equal(
        bag_of_words(DOCUMENTS, vocabulary), [[1, 1, 1, 0, 0], [1, 1, 0, 1, 1]]
    )


def test_the_worked_weights() -> None:
    M = bag_of_words(DOCUMENTS, build_vocabulary(DOCUMENTS, "seen"))
    by_share = Tfidf(smooth=False, unit=False, relative=True).fit(M).transform(M)
    smooth = Tfidf().fit(M).transform(M)

    np.testing.assert_allclose(by_share[0], [0, 0, 0.2310, 0, 0], atol=5e-5)
    np.testing.assert_allclose(by_share[1, 3:], [0.1733, 0.1733], atol=5e-5)
    np.testing.assert_allclose(smooth[0, :3], [0.5015, 0.5015, 0.7049], atol=5e-5)
    np.testing.assert_allclose(
        smooth[1, [0, 1, 3, 4]], [0.4099, 0.4099, 0.5762, 0.5762], atol=5e-5
    )


def test_a_word_that_no_document_has_weighs_nothing() -> None:
    model = Tfidf(smooth=False).fit([[1, 0], [0, 0]])

    np.testing.assert_allclose(model.idf_, [np.log(2), 0.0])
    np.testing.assert_array_equal(model.transform([[0, 9], [3, 9]]), [[0, 0], [1, 0]])


def test_unit_rows_hide_the_length_of_a_document() -> None:
    M = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 1.0]])
    model = Tfidf().fit(M)

    np.testing.assert_allclose(model.transform(7 * M), model.transform(M))
    np.testing.assert_allclose(
        Tfidf(relative=True).fit(M).transform(M), model.transform(M)
    )


@given(documents, st.randoms())
def test_order_is_lost(docs: list[list[str]], random: object) -> None:
    vocabulary = {letter: j for j, letter in enumerate("abcd")}
    shuffled = [random.sample(d, len(d)) for d in docs]  # type: ignore[attr-defined]
    M = bag_of_words(docs, vocabulary)

    np.testing.assert_array_equal(bag_of_words(shuffled, vocabulary), M)
    np.testing.assert_array_equal(sparse_bag(docs, vocabulary).toarray(), M)
    np.testing.assert_array_equal(bag_of_words(docs, vocabulary, "binary"), M > 0)
    shares = bag_of_words(docs, vocabulary, "relative").sum(axis=1)
    np.testing.assert_allclose(shares, M.any(axis=1))


def test_sparse_counts_are_kept_once() -> None:
    counts = sparse_bag([["b", "b", "a"], []], {"a": 0, "b": 1, "c": 2})

    assert counts.nnz == 2
    assert counts.indptr.tolist() == [0, 2, 2]


def test_rare_tokens_are_left_out() -> None:
    assert build_vocabulary([["b", "a", "a"], ["b"]], min_df=2) == {"b": 0}


def test_growth_and_emptiness() -> None:
    assert vocabulary_growth([["a"], [], ["b", "a", "c"]]).tolist() == [1, 1, 3]
    assert sparsity(np.eye(4)) == 0.75


def test_bigrams_tell_who_bites() -> None:
    dog, man = (tokenise(s) for s in ("dog bites man", "man bites dog"))

    assert sorted(dog) == sorted(man)
    assert set(ngrams(dog, 2)).isdisjoint(ngrams(man, 2))
    assert ngrams(dog, 3) == [("dog", "bites", "man")]
    assert ngrams(dog, 4) == []
    assert ngram_range(dog, 2, 3) == ["dog bites", "bites man", "dog bites man"]


def test_tokens() -> None:
    assert tokenise("I'm 5, OK?", r"\w+|[^\w\s]", lower=False) == [
        "I", "'", "m", "5", ",", "OK", "?",
    ]  # fmt: skip
    assert tokenise("I see a cat", r"\w\w+") == ["see", "cat"]
    assert tokenise("") == []


def test_sentences() -> None:
    assert sentences('He said "No." Then he left.') == [
        'He said "No."',
        "Then he left.",
    ]
    assert sentences("See e.g. Fig. one. (It is new.) 3 more!") == [
        "See e.g. Fig. one.", "(It is new.)", "3 more!",
    ]  # fmt: skip
    assert sentences("Mr. Y. Z met St. Nick") == ["Mr. Y. Z met St. Nick"]
    assert sentences("  ") == []


def test_cosine_of_documents() -> None:
    S = text_similarity(["good film", "great film", "good film good film", "zebra"])

    assert S[0, 2] == pytest.approx(1.0)
    assert 0 < S[0, 1] < 1
    assert S[0, 3] == 0.0


def test_two_classifiers_of_texts() -> None:
    texts = ["great film", "great fun", "awful film", "awful bore"]
    new = ["great", "awful awful"]

    assert logistic_texts(texts, [1, 1, 0, 0], new)[0].tolist() == [1, 0]
    assert classify_texts(texts, [1, 1, 0, 0], new)[0].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tokenise("a", "(a)"), "no groups"),
        (lambda: ngrams(["a"], 0), "got 0"),
        (lambda: ngram_range(["a"], 2, 1), "got 2 and 1"),
        (lambda: ngram_range(["a"], 0, 1), "got 0 and 1"),
        (lambda: build_vocabulary([[]]), "of the 1 documents"),
        (lambda: build_vocabulary([["a"]], "by luck"), "got 'by luck'"),
        (lambda: bag_of_words([["a"]], {"a": 0}, "log"), "got 'log'"),
        (lambda: Tfidf().fit([[-1.0]]), "negative, got -1"),
        (lambda: logistic_texts(["a", "b"], [0, 1], []), "shape"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
