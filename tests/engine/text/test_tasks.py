"""Tagging, answers, summaries, their scores, and networks over words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.text.answers import exact_match, extract_answer, token_f1
from engine.text.bleu import bleu, clipped_precision
from engine.text.dialogue import reply
from engine.text.fairness import association, debias, fairness_gaps
from engine.text.hmm import hmm_tag, viterbi
from engine.text.lsa import latent_semantic
from engine.text.recurrent import recurrent_accuracy
from engine.text.rouge import longest_common, rouge_l, rouge_n
from engine.text.spans import span_scores, spans
from engine.text.summarise import page_rank, summarise
from engine.text.text_cnn import text_cnn, text_cnn_gradients
from engine.text.zero_shot import zero_shot

tokens = st.lists(st.sampled_from("abc"), max_size=7)


def test_spans_begin_where_nothing_is_continued() -> None:
    assert spans(["I-A", "I-A", "I-B", "B-B", "I-B", "O", "I-B"]) == [
        ("A", 0, 2), ("B", 2, 3), ("B", 3, 5), ("B", 6, 7),
    ]  # fmt: skip
    assert spans([]) == []


def test_half_an_entity_is_wrong_twice() -> None:
    scores = span_scores([["B-A", "I-A"]], [["B-A", "O"]])

    assert scores == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    assert span_scores([["O"]], [["O"]])["f1"] == 0.0
    assert span_scores([["B-A"], ["O"]], [["O"], ["B-A"]])["f1"] == 0.0
    assert span_scores([["B-A", "O"]], [["B-A", "B-A"]])["precision"] == 0.5


def test_viterbi_beats_the_best_of_each_word() -> None:
    """State 1 writes the second symbol best, but cannot follow state 0."""
    A, B = [[1.0, 0.0], [0.5, 0.5]], [[0.6, 0.4], [0.1, 0.9]]
    states, log_p = viterbi([0, 1], A, B, [0.9, 0.1])

    assert states.tolist() == [0, 0]
    assert log_p == pytest.approx(np.log(0.9 * 0.6 * 0.4))


def test_viterbi_of_a_long_text_does_not_underflow() -> None:
    A = B = np.full((2, 2), 0.5)
    states, log_p = viterbi([0] * 5000, A, B, [0.5, 0.5])

    assert log_p == pytest.approx(10_000 * np.log(0.5))
    assert not states.any()


def test_what_no_state_writes_has_probability_zero() -> None:
    assert viterbi([1], [[1.0]], [[1.0, 0.0]], [1.0])[1] == -np.inf


def test_names_are_tagged_by_the_words_around() -> None:
    tagged = [
        [("mr", "O"), ("smith", "B-PER"), ("left", "O")],
        [("mr", "O"), ("jones", "B-PER"), ("sang", "O")],
        [("trees", "O"), ("fell", "O")],
    ]

    assert hmm_tag(tagged, [["mr", "blork", "left"], []]) == [["O", "B-PER", "O"], []]


def test_ranks_without_links_are_even() -> None:
    np.testing.assert_allclose(page_rank(np.zeros((3, 3))), [1 / 3] * 3)
    np.testing.assert_allclose(page_rank([[0, 1], [0, 0]], 0.0), [0.5, 0.5])
    r = page_rank([[0, 1, 1], [1, 0, 0], [1, 0, 0]])
    assert r[0] > r[1] == pytest.approx(r[2])


def test_a_summary_is_in_the_order_of_the_text() -> None:
    text = ["Cats and dogs play.", "It rains.", "Dogs play with cats.", "Cats sleep."]

    assert summarise(text, 2) == [text[0], text[2]]
    assert summarise(text, 4) == text
    assert summarise(["Same words.", "Same words."], 1) == ["Same words."]


def test_the_turn_before_helps() -> None:
    turns = [("weather tomorrow", "rain"), ("open tomorrow", "no"), ("time", "noon")]

    assert reply(["what weather", "and tomorrow"], turns)[0] == "rain"
    assert reply(["is it open", "and tomorrow"], turns)[0] == "no"
    assert reply(["open open", "something else", "time"], turns)[0] == "noon"
    assert reply(["weather tomorrow"], turns)[1] == pytest.approx(1.0)


def test_answers_are_scored_without_articles() -> None:
    assert exact_match("the Red, house", "A red house!") == 1.0
    assert exact_match("house red", "red house") == 0.0
    assert token_f1("house red", "red house") == 1.0
    assert token_f1("red red", "red") == pytest.approx(2 / 3)
    assert token_f1("", "the") == 1.0
    assert token_f1("", "red") == 0.0


def test_an_answer_is_what_the_question_lacks() -> None:
    passage = "Ada Lovelace wrote the first programs. Babbage designed the machine."

    assert extract_answer("Who wrote the first programs?", passage) == "Ada Lovelace"
    assert extract_answer("Who was designing machines?", passage) == "Babbage"
    assert extract_answer("Who?", "") == ""


def test_zero_shot_sorts_labels() -> None:
    asked: list[str] = []

    def entails(premise: str, hypothesis: str) -> float:
        asked.append(hypothesis)
        return {"It is a.": 0.0, "It is b.": np.log(3)}[hypothesis]

    labels, p = zero_shot("text", ["a", "b"], entails, "It is {}.")

    assert labels == ["b", "a"]
    np.testing.assert_allclose(p, [0.75, 0.25])
    assert asked == ["It is a.", "It is b."]


def test_bleu_by_hand() -> None:
    candidate, reference = ["a", "b", "c", "d"], ["a", "b", "c", "e", "f"]

    assert clipped_precision(candidate, [reference], 2) == (2, 3)
    expected = np.exp(1 - 5 / 4) * (3 / 4 * 2 / 3) ** 0.5
    assert bleu([candidate], [[reference]], 2) == pytest.approx(expected)
    assert bleu([candidate], [[reference]]) == 0.0
    assert bleu([candidate], [[reference]], 4, 0.1) == pytest.approx(
        np.exp(-0.25) * (3 / 4 * 2 / 3 * 1 / 2 * 0.1) ** 0.25
    )
    assert bleu([[]], [[reference]], 1, 0.1) == 0.0


def test_the_nearest_reference_counts_and_of_two_the_shorter() -> None:
    a = ["a"]

    assert bleu([a * 4], [[a * 9, a * 5, a * 3]], 1) == pytest.approx(3 / 4 + 1 / 4)
    assert bleu([a * 4], [[a * 6]], 1) == pytest.approx(np.exp(-0.5))


@given(tokens, tokens)
def test_rouge(a: list[str], b: list[str]) -> None:
    assert longest_common(a, b) == longest_common(b, a) <= min(len(a), len(b))
    assert rouge_l(a, b)["recall"] == rouge_l(b, a)["precision"]
    assert rouge_n(a, b)["recall"] >= rouge_l(a, b)["recall"]
    if a:
        assert rouge_l(a, a) == rouge_n(a, a) == {"recall": 1, "precision": 1, "f1": 1}


def test_order_counts_for_the_subsequence_only() -> None:
    a, b = ["gunman", "the", "kill", "police"], ["police", "kill", "the", "gunman"]

    assert rouge_n(a, b)["f1"] == 1.0
    assert rouge_l(a, b)["f1"] == 0.25
    assert rouge_n(a, b, 2) == {"recall": 0.0, "precision": 0.0, "f1": 0.0}


def test_a_perfect_classifier_has_a_gap_where_groups_differ() -> None:
    y, group = [1, 1, 0, 1, 0, 0], ["a"] * 3 + ["b"] * 3

    assert fairness_gaps(y, y, group) == pytest.approx((1 / 3, 0.0))
    assert fairness_gaps([1, 1], [1, 1], [0, 0]) == (0.0, 0.0)


def test_a_direction_is_taken_out() -> None:
    rng = np.random.default_rng(0)
    v, g = rng.normal(size=(4, 3)), rng.normal(size=3)
    left = debias(v, g)

    np.testing.assert_allclose(left @ g, 0, atol=1e-12)
    np.testing.assert_allclose(debias(left, g), left, atol=1e-12)
    np.testing.assert_allclose(association(left, [g], [-g]), 0, atol=1e-12)
    assert (np.abs(association(v, [g], [-g])) > 0.01).all()


def test_words_that_never_meet_come_near_by_the_words_they_meet() -> None:
    """Columns car, auto, road, tree: car and auto share roads, never a document."""
    M = [[2, 0, 2, 0], [0, 2, 2, 0], [0, 0, 0, 3]]
    documents, words, s = latent_semantic(M, 2)

    np.testing.assert_allclose(words[0], words[1], atol=1e-12)
    assert s[0] > s[1] > 0
    assert documents.shape == (3, 2)
    np.testing.assert_allclose(np.sqrt((documents**2).sum(axis=0)), s)
    assert (words.max(axis=0) == np.abs(words).max(axis=0)).all()


def test_a_filter_fires_wherever_its_pattern_is() -> None:
    W, b = np.array([[[1.0], [2.0]]]), np.array([-4.0])
    E = np.zeros((2, 5, 1))
    E[0, 0:2, 0], E[1, 3:5, 0] = [1, 2], [1, 2]

    np.testing.assert_array_equal(text_cnn(E, W, b), [[1.0], [1.0]])
    assert text_cnn(-E, W, b).max() == 0.0


def test_gradients_of_the_filters() -> None:
    rng = np.random.default_rng(0)
    E, W, b = rng.normal(size=(2, 5, 3)), rng.normal(size=(4, 2, 3)), rng.normal(size=4)
    g = rng.normal(size=(2, 4))
    found = text_cnn_gradients(E, W, b, g)
    parts = (
        (E, lambda x: (g * text_cnn(x, W, b)).sum()),
        (W, lambda x: (g * text_cnn(E, x, b)).sum()),
        (b, lambda x: (g * text_cnn(E, W, x)).sum()),
    )
    for mine, (x, loss) in zip(found, parts, strict=True):
        flat = central_difference(
            lambda v, f=loss, s=x.shape: f(v.reshape(s)), x.ravel()
        )
        np.testing.assert_allclose(mine.ravel(), flat, atol=1e-7)
    silent = text_cnn_gradients(E, W, b - 100, g)
    assert not any(part.any() for part in silent)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_order_is_read_by_networks_and_lost_by_bags(kind: str) -> None:
    found = recurrent_accuracy(kind, np.random.default_rng(0), n=200, steps=80)

    assert found["recurrent"] > 0.9
    assert found["bag of words"] < 0.65
    assert found == recurrent_accuracy(kind, np.random.default_rng(0), n=200, steps=80)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: spans(["B"]), "got 'B'"),
        (lambda: spans(["O-A"]), "got 'O-A'"),
        (lambda: spans(["E-A"]), "got 'E-A'"),
        (lambda: span_scores([["O"]], [["O", "O"]]), "for each word"),
        (lambda: viterbi([0], [[1.0, 0.0]], [[1.0]], [1.0]), "do not fit"),
        (lambda: viterbi([0], [[0.9]], [[1.0]], [1.0]), "rows of A"),
        (lambda: viterbi([0], [[1.0]], [[2.0, -1.0]], [1.0]), "rows of B"),
        (lambda: viterbi([2], [[1.0]], [[0.5, 0.5]], [1.0]), r"0 to 1, got \[2\]"),
        (lambda: viterbi([-1], [[1.0]], [[0.5, 0.5]], [1.0]), r"got \[-1\]"),
        (lambda: viterbi([], [[1.0]], [[1.0]], [1.0]), "observed"),
        (lambda: hmm_tag([[]], [["a"]]), "hold words"),
        (lambda: hmm_tag([[("a", "X")]], [["a"]], 0.0), "alpha"),
        (lambda: page_rank([[0.0, 1.0]]), "square"),
        (lambda: page_rank([[-1.0]]), "negative"),
        (lambda: page_rank([[1.0]], 1.0), "damping"),
        (lambda: summarise(["a b."], 2), "1 to the 1 sentences, got 2"),
        (lambda: reply([], [("a", "b")]), "a turn each"),
        (lambda: zero_shot("a", [], lambda p, h: 0.0), "labels"),
        (lambda: zero_shot("a", ["b"], lambda p, h: 0.0, "none"), "template"),
        (lambda: bleu([], []), "needs a reference"),
        (lambda: bleu([["a"]], [[]]), "needs a reference"),
        (lambda: fairness_gaps([0, 1], [1, 1], ["a", "b"]), "y = 1"),
        (lambda: fairness_gaps([2], [1], ["a"]), "0 or 1"),
        (lambda: debias([[1.0]], [0.0]), "not be 0"),
        (lambda: latent_semantic([[1.0]], 2), "1 to 1, got 2"),
        (lambda: text_cnn([[[1.0]]], [[[1.0], [1.0]]], [0.0]), "2 words, a text of 1"),
        (lambda: text_cnn([[1.0]], [[[1.0]]], [0.0]), "are needed"),
        (lambda: text_cnn_gradients([[[1.0]]], [[[1.0]]], [0.0], [0.0]), "g must"),
        (lambda: recurrent_accuracy("mlp", np.random.default_rng(0)), "got 'mlp'"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
