"""Word vectors: examples, losses, training, analogies, maps."""

from collections import Counter

import numpy as np
import pytest

from engine.autodiff.differences import central_difference
from engine.datasets.texts import bank_sentences, capital_facts, royal_sentences
from engine.text.analogies import analogy, analogy_accuracy, most_similar
from engine.text.bag_of_words import build_vocabulary
from engine.text.glove import glove, glove_loss
from engine.text.hashing import gram_bucket
from engine.text.hierarchical_softmax import huffman_tree, tree_loss, tree_probabilities
from engine.text.negative_sampling import (
    full_softmax,
    negative_sampling,
    noise_distribution,
)
from engine.text.pmi import pmi, pmi_svd
from engine.text.pretrained import pretrained_start
from engine.text.tsne import tsne, tsne_affinities, tsne_loss, word_map
from engine.text.windows import cbow_examples, cooccurrence, skipgram_pairs
from engine.text.word2vec import (
    fasttext_vector,
    subwords,
    train_fasttext,
    train_word2vec,
)

QUIZ = [
    ("man", "king", "woman", "queen"), ("king", "queen", "boy", "girl"),
    ("girl", "boy", "woman", "man"), ("boy", "man", "girl", "woman"),
]  # fmt: skip


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_near_words_are_drawn_more_often() -> None:
    tokens, draw = list("abcdefg"), rng()
    pairs = [pair for _ in range(600) for pair in skipgram_pairs(tokens, 3, draw)]
    counts = Counter(abs(ord(a) - ord(b)) for a, b in pairs if a == "d")

    assert counts[1] == 1200
    np.testing.assert_allclose(
        [counts[2] / 1200, counts[3] / 1200], [2 / 3, 1 / 3], atol=0.05
    )


def test_examples_of_one_word() -> None:
    assert skipgram_pairs(["a"], 2) == cbow_examples(["a"], 2) == []
    assert cbow_examples(["a", "b"], 5) == [(("b",), "a"), (("a",), "b")]


def test_cooccurrence_counts_near_pairs_more() -> None:
    X = cooccurrence([["a", "?", "b"], ["a", "b"]], {"a": 0, "b": 1}, 2)

    np.testing.assert_array_equal(X, [[0, 1.5], [1.5, 0]])
    flat = cooccurrence([["a", "?", "b"], ["a", "b"]], {"a": 0, "b": 1}, 1, decay=False)
    np.testing.assert_array_equal(flat, [[0, 1], [1, 0]])


def test_gradients() -> None:
    draw = rng()
    h, V = draw.normal(size=(2, 3)), draw.normal(size=(4, 3))
    o, drawn = [1, 3], [[0, 2], [3, 3]]
    _, by_h, by_V = full_softmax(h, V, o)
    numeric = central_difference(
        lambda x: full_softmax(h, x.reshape(4, 3), o)[0], V.ravel()
    )
    np.testing.assert_allclose(by_V.ravel(), numeric, atol=1e-7)
    numeric = central_difference(
        lambda x: full_softmax(x.reshape(2, 3), V, o)[0], h.ravel()
    )
    np.testing.assert_allclose(by_h.ravel(), numeric, atol=1e-7)

    _, by_h, by_rows = negative_sampling(h, V, o, drawn)
    numeric = central_difference(
        lambda x: negative_sampling(h, x.reshape(4, 3), o, drawn)[0], V.ravel()
    )
    by_V = np.zeros((4, 3))
    np.add.at(by_V, np.column_stack([o, drawn]), by_rows)
    np.testing.assert_allclose(by_V.ravel(), numeric, atol=1e-7)
    numeric = central_difference(
        lambda x: negative_sampling(x.reshape(2, 3), V, o, drawn)[0], h.ravel()
    )
    np.testing.assert_allclose(by_h.ravel(), numeric, atol=1e-7)


def test_negative_sampling_touches_few_rows() -> None:
    by_rows = negative_sampling(np.ones((1, 2)), np.ones((1000, 2)), [3], [[1, 2]])[2]

    assert by_rows.shape == (1, 3, 2)


def test_rare_words_are_drawn_more_often_than_they_occur() -> None:
    p = noise_distribution([81, 16, 1])

    np.testing.assert_allclose(p, np.array([27, 8, 1]) / 36)
    np.testing.assert_allclose(noise_distribution([3, 1], 1.0), [0.75, 0.25])
    np.testing.assert_allclose(noise_distribution([3, 1], 0.0), [0.5, 0.5])


def test_leaves_sum_to_one_and_sigmoids_do_not() -> None:
    draw = rng()
    paths = huffman_tree(draw.integers(1, 50, 12))
    h, V = draw.normal(size=4), draw.normal(size=(11, 4))

    assert tree_probabilities(h, V, paths).sum() == pytest.approx(1.0)
    assert abs((1 / (1 + np.exp(-V @ h))).sum() - 1) > 0.1
    assert all(path.nodes[0] == 0 for path in paths)


def test_frequent_words_are_near_the_root() -> None:
    lengths = [len(path.nodes) for path in huffman_tree([8, 4, 2, 1, 1])]

    assert lengths == [1, 2, 3, 4, 4]
    even = [len(path.nodes) for path in huffman_tree(np.ones(2**6))]
    assert set(even) == {6}


def test_gradient_of_a_path() -> None:
    draw = rng()
    path, h, V = (
        huffman_tree([5, 3, 2, 1])[3],
        draw.normal(size=2),
        draw.normal(size=(3, 2)),
    )
    _, by_h, by_rows = tree_loss(h, V, path)

    np.testing.assert_allclose(
        by_h, central_difference(lambda x: tree_loss(x, V, path)[0], h), atol=1e-8
    )
    numeric = central_difference(
        lambda x: tree_loss(h, x.reshape(3, 2), path)[0], V.ravel()
    )
    by_V = np.zeros((3, 2))
    by_V[path.nodes] = by_rows
    np.testing.assert_allclose(by_V.ravel(), numeric, atol=1e-8)


@pytest.mark.parametrize("skip_gram", [True, False])
def test_king_is_to_man_as_queen_is_to_woman(skip_gram: bool) -> None:
    sentences = royal_sentences(400, rng())
    model = train_word2vec(
        sentences, rng(), skip_gram=skip_gram, window=2, epochs=8, lr=0.1
    )
    again = train_word2vec(
        sentences, rng(), skip_gram=skip_gram, window=2, epochs=8, lr=0.1
    )

    (best, cosine), *_ = analogy(("man", "king", "woman"), *model[:2])
    assert best == "queen"
    assert cosine > 0.95
    assert analogy_accuracy(QUIZ, *model[:2]) == 1.0
    assert model.losses[-1] < model.losses[0] - 0.5
    np.testing.assert_array_equal(model.vectors, again.vectors)


def test_rare_words_are_dropped_and_have_no_vector() -> None:
    model = train_word2vec(
        [["a", "rare", "b"], ["a", "b"]], rng(), min_count=2, window=1
    )

    assert list(model.vocabulary) == ["a", "b"]
    with pytest.raises(ValueError, match="'rare' is not in the vocabulary"):
        most_similar("rare", model.vocabulary, model.vectors)


def test_unseen_words_have_subwords() -> None:
    sentences = royal_sentences(300, rng())
    model = train_fasttext(sentences, rng(), window=2, epochs=4)
    kings, king, toy = (
        fasttext_vector(w, model.vocabulary, model.vectors)
        for w in ("kings", "king", "toy")
    )

    assert "<kings>" not in model.vocabulary
    assert subwords("kings")[-1] == "<kings>"
    cosines = [
        kings @ x / np.linalg.norm(x) / np.linalg.norm(kings) for x in (king, toy)
    ]
    assert cosines[0] > 0.9 > cosines[1]
    assert model.losses[-1] < model.losses[0] - 0.3
    with pytest.raises(ValueError, match="no subword of 'zzz'"):
        fasttext_vector("zzz", model.vocabulary, model.vectors)


def test_counts_alone_answer_too() -> None:
    sentences = royal_sentences(1000, rng(), noise=0.2)
    vocabulary = build_vocabulary(sentences)
    X = cooccurrence(sentences, vocabulary, 4)
    vectors, losses = glove(X, 10, rng(), lr=0.1, steps=300)

    assert losses[-1] < 0.04 * losses[0]
    assert analogy(("man", "king", "woman"), vocabulary, vectors)[0][0] == "queen"
    assert analogy_accuracy(QUIZ, vocabulary, pmi_svd(X, 6)) == 1.0


def test_gradient_of_glove() -> None:
    draw = rng()
    X, theta = draw.poisson(1.0, (3, 3)) * 60.0, draw.normal(size=(3, 6))
    numeric = central_difference(
        lambda t: glove_loss(X, t.reshape(3, 6))[0], theta.ravel()
    )

    np.testing.assert_allclose(glove_loss(X, theta)[1].ravel(), numeric, atol=1e-6)
    assert glove_loss(np.zeros((2, 2)), np.ones((2, 4)))[0] == 0.0


def test_skip_gram_factorises_shifted_pmi() -> None:
    """Two kinds of words that rarely meet: products approach `PMI - ln k`."""
    draw = rng()
    kinds = draw.integers(0, 2, 1200)
    other = np.where(draw.random(1200) < 0.8, kinds, 1 - kinds)
    sentences = [["ab"[i], "ab"[j]] for i, j in zip(kinds, other, strict=True)]
    # A power of 0.75 is near 1 here, as both words are equally frequent.
    model = train_word2vec(
        sentences, draw, d=4, negatives=2, epochs=6, lr=0.1, window=1
    )
    X = cooccurrence(sentences, model.vocabulary, 1)

    products = model.vectors @ model.outputs.T
    np.testing.assert_allclose(products, pmi(X) - np.log(2), atol=0.35)


def test_pmi_of_independence_is_zero() -> None:
    np.testing.assert_allclose(pmi(np.outer([1, 2], [3, 5])), 0, atol=1e-12)
    assert pmi_svd([[1, 0], [0, 1]], 1, shift=2.0).max() == pytest.approx(0.0)
    assert pmi([[0.0, 0.0], [1.0, 2.0]])[0].tolist() == [-np.inf, -np.inf]


def test_inputs_are_no_answers() -> None:
    E = [[1.0, 0.0], [1.0, 0.1], [0.0, 1.0]]
    vocabulary = {"a": 0, "b": 1, "c": 2}

    assert analogy(("a", "a", "b"), vocabulary, E, 5) == [
        ("c", pytest.approx(0.0995, abs=1e-4))
    ]
    assert analogy(("a", "b", "c"), vocabulary, E) == []
    assert [w for w, _ in most_similar("a", vocabulary, E)] == ["b", "c"]
    assert most_similar("a", {"a": 0}, [[0.0]]) == []
    assert analogy(("a", "a", "a"), {"a": 0, "b": 1}, [[0.0], [1.0]])[0][1] == 0.0


def test_vectors_learned_before_help_where_labels_are_few() -> None:
    runs = [pretrained_start(np.random.default_rng(seed)) for seed in range(2)]
    mean = {name: np.mean([run[name] for run in runs]) for name in runs[0]}

    assert mean["pretrained"] > 0.95
    assert max(mean["random"], mean["counts"]) < 0.9


def test_perplexity_is_the_number_of_neighbours() -> None:
    """On a ring all see alike, so the entropy of a row of 2 n P... is ln perplexity."""
    angle = 2 * np.pi * np.arange(8) / 8
    P = tsne_affinities(np.column_stack([np.cos(angle), np.sin(angle)]), 3.0)
    row = 8 * P[0]

    assert np.exp(-(row[1:] * np.log(row[1:])).sum()) == pytest.approx(3.0)
    np.testing.assert_allclose(P, P.T)
    assert (tsne_affinities([[0.0], [1.0], [2.0], [1e6]], 2.0) >= 0).all()


def test_a_map_keeps_clusters_together() -> None:
    draw = rng()
    X = np.repeat(np.eye(3) * 5, 8, axis=0) + 0.3 * draw.normal(size=(24, 3))
    Y, losses = tsne(X, draw)
    apart = np.linalg.norm(Y[:, None] - Y, axis=2) + 1e9 * np.eye(24)

    assert (apart.argmin(axis=1) // 8 == np.arange(24) // 8).all()
    assert losses[-1] < 0.3 * losses[0]


def test_gradient_of_the_map() -> None:
    draw = rng()
    P, Y = tsne_affinities(draw.normal(size=(6, 3)), 2.5), draw.normal(size=(6, 2))
    numeric = central_difference(lambda y: tsne_loss(y.reshape(6, 2), P)[0], Y.ravel())

    np.testing.assert_allclose(tsne_loss(Y, P)[1].ravel(), numeric, atol=1e-8)


def test_words_of_a_rank_are_one_cluster() -> None:
    model = train_word2vec(
        royal_sentences(400, rng()), rng(), window=2, epochs=5, lr=0.1
    )
    words = ["crown", "throne", "palace", "toy", "game", "swing", "his", "him", "he"]
    E = model.vectors[[model.vocabulary[word] for word in words]]
    clusters, places = word_map(E, 3, rng(), 3.0)

    assert [len(set(clusters[i : i + 3])) for i in (0, 3, 6)] == [1, 1, 1]
    assert len(set(clusters)) == 3
    assert places.shape == (9, 2)


def test_planted_texts() -> None:
    noisy = royal_sentences(2000, rng(), noise=1.0)
    girls = [sentence for sentence in noisy if sentence[2] == "girl"]

    assert (
        0.15
        < np.mean([s[1] in ("his", "him", "he", "her", "hers", "she") for s in girls])
        < 0.25
    )
    assert all(s[2] == "bank" for s in bank_sentences(5, rng())[0])
    assert capital_facts(rng(), 1.0)[0] == "The capital of Serbia is Paris."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: skipgram_pairs(["a"], 0), "got 0"),
        (lambda: full_softmax([[1.0]], [[1.0, 2.0]], [0]), "do not fit"),
        (lambda: full_softmax([[1.0]], [[1.0]], [0, 0]), "2 words"),
        (lambda: full_softmax([[1.0]], [[1.0]], [1]), r"0 to 0, got \[1"),
        (lambda: negative_sampling([[1.0]], [[1.0]], [0], [[1]]), "negatives"),
        (lambda: negative_sampling([[1.0]], [[1.0]], [0], [[0], [0]]), "negatives"),
        (lambda: noise_distribution([1, 0]), "got 0"),
        (lambda: huffman_tree([1.0]), "two words"),
        (lambda: huffman_tree([1.0, -1.0]), "negative"),
        (lambda: tree_loss([1.0], [[1.0, 2.0]], huffman_tree([1, 1])[0]), "do not fit"),
        (lambda: train_word2vec([["a", "b"]], rng(), min_count=5), "occurs 5 times"),
        (lambda: train_word2vec([["a"], ["b"]], rng()), "near it"),
        (lambda: glove_loss([[-1.0]], [[1.0] * 4]), "negative"),
        (lambda: glove_loss([[1.0]], [[1.0] * 5]), "do not fit"),
        (lambda: pmi([[0.0]]), "above 0"),
        (lambda: pmi_svd([[1.0]], 2), "1 to 1, got 2"),
        (lambda: analogy_accuracy([], {}, [[1.0]]), "a question"),
        (lambda: tsne_affinities([[1.0], [2.0]], 1.0), "perplexity"),
        (lambda: tsne_loss([[1.0]], [[1.0, 2.0]]), "1 by 1"),
        (lambda: pretrained_start(rng(), 1), "got 1"),
        (lambda: royal_sentences(1, rng(), 2.0), "got 2"),
        (lambda: capital_facts(rng(), -1.0), "got -1"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]


def test_pieces_share_rows_as_often_as_chance_says() -> None:
    """1000 pieces in 10,000 rows: 50 pairs are expected to meet."""
    letters = rng().choice(list("etaoinsrh"), (1000, 6))
    grams = {"".join(word) for word in letters}
    rows = Counter(gram_bucket(gram, 10_000) for gram in grams)

    assert all(0 <= row < 10_000 for row in rows)
    assert 25 < sum(n * (n - 1) / 2 for n in rows.values()) < 80
    assert gram_bucket("é") != gram_bucket("e")
    assert gram_bucket("any", 1) == 0
    with pytest.raises(ValueError, match="at least 1, got 0"):
        gram_bucket("any", 0)


@pytest.mark.parametrize("train", [train_word2vec, train_fasttext])
def test_before_it_learns_every_word_is_a_coin(train) -> None:
    """With a rate of 0: one right word and five others, ln 2 for each."""
    model = train([["cat", "sat"], ["a", "cat"]], rng(), lr=0.0)

    np.testing.assert_allclose(model.losses, [6 * np.log(2)] * 10)
    assert (model.outputs == 0).all()
    assert model.vectors.shape[1] == 20
    assert 0.45 / 20 < np.abs(model.vectors).max() <= 0.5 / 20
    assert list(model.vocabulary) == sorted(model.vocabulary)
    assert list(model.vocabulary.values()) == list(range(len(model.vectors)))
    assert len(train([["cat", "sat"]], rng(), epochs=2).losses) == 2
