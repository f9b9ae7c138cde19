"""Search by words and vectors, and answers from what is found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.metrics.ranking import mean_reciprocal_rank, recall_at_k
from engine.nn.temperature import distillation_loss
from engine.recommend.ranking import text_similarity
from engine.retrieval.bm25 import bm25, expand_query
from engine.retrieval.chunks import chunk
from engine.retrieval.contrastive import info_nce, learn_synonyms
from engine.retrieval.flat_index import flat_search
from engine.retrieval.fusion import reciprocal_rank_fusion
from engine.retrieval.ivf import InvertedLists
from engine.retrieval.late_interaction import maxsim
from engine.retrieval.pooling import pool
from engine.retrieval.rag import grounding, rag_answer, supported
from engine.retrieval.reranking import learn_pair_score, rerank


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_counts_saturate_and_length_is_held_against_a_document() -> None:
    once, twice, often = bm25(
        ["a"], [["a", "x"], ["a", "a"], ["x", "x"], ["x"]], b=0.0
    )[:3]

    assert once < twice < 2 * once
    assert often == 0
    same = bm25(["a"], [["a"], ["a"] * 50, ["x"]], k1=0.0)
    assert same[0] == same[1]
    short, long = bm25(["a"], [["a"], ["a", "x", "x", "x"], ["x"]])[:2]
    assert short > long
    even = bm25(["a"], [["a"], ["a", "x", "x", "x"], ["x"]], b=0.0)
    assert even[0] == even[1]
    assert bm25(["a", "a"], [["a"], ["b"]])[0] == 2 * bm25(["a"], [["a"], ["b"]])[0]
    assert bm25(["a"], [[]]).tolist() == [0.0]


def test_words_do_not_know_synonyms() -> None:
    query = "buy sneakers"
    S = text_similarity([query, "buy a train ticket", "shoe stores"])[0]

    assert S[1] > S[2] == 0.0


def test_a_query_grows_by_the_words_beside_its_own() -> None:
    documents = [["sneakers", "shoes", "the"], ["shoes", "store"], ["the", "train"]]
    grown = expand_query(["sneakers"], documents, feedback=1, words=1)

    assert grown == ["sneakers", "shoes"]
    assert bm25(["sneakers"], documents)[1] == 0 < bm25(grown, documents)[1]
    assert expand_query(["zebra"], documents) == ["zebra"]


@given(st.integers(0, 30), st.integers(1, 8), st.data())
def test_chunks_hold_everything(n: int, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    pieces = chunk(range(n), size, overlap)

    whole = pieces[0] if pieces else []
    for piece in pieces[1:]:
        assert piece[:overlap] == whole[len(whole) - overlap :]
        assert len(piece) > overlap
        whole = whole + piece[overlap:]
    assert whole == list(range(n))
    assert len(pieces) == (
        0 if n == 0 else max(1, -(-(n - overlap) // (size - overlap)))
    )


def test_padding_does_not_count() -> None:
    H = np.array([[[1.0, -3.0], [2.0, -1.0], [99.0, 99.0]]])
    mask = [[True, True, False]]

    np.testing.assert_array_equal(pool(H, mask), [[1.5, -2.0]])
    np.testing.assert_array_equal(pool(H, mask, "max"), [[2.0, -1.0]])
    np.testing.assert_array_equal(pool(H, mask, "cls"), [[1.0, -3.0]])


def test_three_metrics_agree_on_unit_vectors_only() -> None:
    draw = rng()
    X, q = draw.normal(size=(20, 4)), draw.normal(size=(1, 4))
    unit = X / np.linalg.norm(X, axis=1, keepdims=True)
    orders = [
        flat_search(q, unit, 20, m)[0].tolist() for m in ("cosine", "dot", "squared")
    ]
    stretched = [
        flat_search(q, X, 20, m)[0].tolist() for m in ("cosine", "dot", "squared")
    ]

    assert orders[0] == orders[1] == orders[2]
    assert len({str(order) for order in stretched}) == 3


def test_distances_are_squared_and_never_negative() -> None:
    X = np.full((1, 3), 1e8 / 3)

    assert flat_search([[0.0, 0.0]], [[3.0, 4.0]], 1, "squared")[1] == 25.0
    assert flat_search(X, X, 1, "squared")[1] >= 0


def test_recall_rises_with_the_lists_read() -> None:
    draw = rng()
    X, Q = draw.normal(size=(400, 4)), draw.normal(size=(40, 4))
    exact = flat_search(Q, X, 5, "squared")[0]

    def recall(probes: int) -> float:
        found = InvertedLists(10, probes).fit(X, rng()).search(Q, 5)[0]
        pairs = zip(found, exact, strict=True)
        return float(np.mean([recall_at_k(np.isin(a, b), 5, 5) for a, b in pairs]))

    assert recall(1) < recall(3) < recall(10) == 1.0
    assert recall(1) > 0.3


def test_short_lists_are_filled_up() -> None:
    index = InvertedLists(2, 1).fit([[0.0], [0.1], [9.0]], rng())
    rows, distances = index.search([[9.0]], 2)

    assert rows.tolist() == [[2, -1]]
    assert distances.tolist() == [[0.0, np.inf]]


def test_documents_of_the_batch_are_the_wrong_ones() -> None:
    draw = rng()
    Q, D = draw.normal(size=(3, 4)), draw.normal(size=(3, 4))
    _, by_q, by_d = info_nce(Q, D, 0.3)
    for mine, x, loss in (
        (by_q, Q, lambda v: info_nce(v.reshape(3, 4), D, 0.3)[0]),
        (by_d, D, lambda v: info_nce(Q, v.reshape(3, 4), 0.3)[0]),
    ):
        np.testing.assert_allclose(
            mine.ravel(), central_difference(loss, x.ravel()), atol=1e-7
        )
    np.testing.assert_allclose((by_q * Q).sum(axis=1), 0, atol=1e-12)
    assert info_nce(Q[:1], D[:1])[0] == 0.0
    assert info_nce(Q, Q, 0.01)[0] < 1e-6


def test_synonyms_are_learned() -> None:
    found = learn_synonyms(rng(), steps=100)

    assert found["trained"] == 1.0
    assert max(found["words"], found["untrained"]) < 0.5


def test_each_token_of_the_query_finds_its_match() -> None:
    """One vector a text cannot tell the mean of two words from the two words."""
    Q = np.eye(2)
    together, blurred = [[1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0]]

    np.testing.assert_allclose(maxsim(Q, [together, blurred]), [2.0, np.sqrt(2)])


def test_a_pair_score_reads_both_together() -> None:
    pairs = [(["a"], ["x"]), (["b"], ["y"]), (["a"], ["y"]), (["b"], ["x"])]
    score = learn_pair_score(pairs, [1, 1, 0, 0])

    assert rerank(["a"], [["y"], ["x"]], score, 1) == [1]
    assert rerank(["b"], [["y"], ["x"]], score, 2) == [0, 1]
    assert score(["?"], ["x"]) == pytest.approx(0.0, abs=1e-9)


def test_ranks_are_fused() -> None:
    fused = reciprocal_rank_fusion([["a", "b", "c"], ["c", "b"]])

    assert [x for x, _ in fused] == ["c", "b", "a"]
    assert fused[0][1] == pytest.approx(1 / 63 + 1 / 61)
    assert reciprocal_rank_fusion([]) == []


def test_a_student_who_agrees_has_nothing_to_learn() -> None:
    z = rng().normal(size=(3, 4))
    loss, gradient = distillation_loss(z + 5.0, z, 3.0)
    assert loss == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(gradient, 0, atol=1e-12)

    _, gradient = distillation_loss(z[::-1], z, 3.0)
    numeric = central_difference(
        lambda s: distillation_loss(s.reshape(3, 4), z, 3.0)[0], z[::-1].ravel()
    )
    np.testing.assert_allclose(gradient.ravel(), numeric, atol=1e-7)
    assert np.isfinite(distillation_loss([[-1e4, 1e4]], [[1e4, -1e4]], 1.0)[0])


def test_answers_stand_in_what_they_cite() -> None:
    facts = ["Belgrade is the capital of Serbia.", "Lima is the capital of Peru."]
    question = "What is the capital of Serbia?"
    answer = rag_answer(question, facts, 2)

    assert (answer.text, answer.cited) == ("Belgrade", 0)
    assert answer.prompt.endswith(f"Question: {question}")
    assert facts[0] in answer.prompt
    assert rag_answer("Who sings?", facts) == (
        "", None, "Answer from these passages only.\n\nQuestion: Who sings?",
    )  # fmt: skip
    invented = rag_answer(question, facts, 2, lambda q, context: "Paris")
    assert invented.cited is None
    assert supported("Paris", facts) is False
    assert rag_answer(question, [facts[0], facts[1], facts[0]], 3).cited == 0


def test_retrieval_is_as_good_as_its_passages() -> None:
    """Twelve facts: a memory of 60 % knows seven, 30 % wrong are four."""
    good, bad = grounding(rng()), grounding(rng(), wrong=0.3)

    assert good["closed book"] == pytest.approx(7 / 12)
    assert good["hallucinated"] == pytest.approx(5 / 12)
    assert good["retrieval"] == 1.0
    assert bad["retrieval"] == pytest.approx(8 / 12)
    assert good["unsupported"] == bad["unsupported"] == 0.0
    assert grounding(rng(), known=1.0)["closed book"] == 1.0


def test_rankings_are_scored() -> None:
    order = flat_search([[1.0, 0.0]], np.eye(2), 2)[0][0]

    assert mean_reciprocal_rank([order == 1]) == 0.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bm25(["a"], []), "documents"),
        (lambda: bm25(["a"], [["a"]], k1=-1), "got -1 and 0.75"),
        (lambda: bm25(["a"], [["a"]], b=2), "got 1.2 and 2"),
        (lambda: chunk("abc", 2, 2), "got 2 and 2"),
        (lambda: chunk("abc", 2, -1), "got -1 and 2"),
        (lambda: pool([[[1.0]]], [[True]], "sum"), "got 'sum'"),
        (lambda: pool([[[1.0]]], [[False]]), "must have a token"),
        (lambda: pool([[1.0]], [[True]]), "are needed"),
        (lambda: flat_search([[1.0]], [[1.0]], 2), "got 2"),
        (lambda: flat_search([[1.0]], [[1.0]], 1, "l1"), "got 'l1'"),
        (lambda: InvertedLists(2, 3).fit([[0.0], [1.0]], rng()), "got 3"),
        (lambda: InvertedLists(1, 1).search([[1.0]], 1), "InvertedLists"),
        (lambda: InvertedLists(1).fit([[0.0]], rng()).search([[0.0]], 0), "got 0"),
        (lambda: info_nce([[1.0]], [[0.0]]), "direction"),
        (lambda: info_nce([[1.0]], [[1.0, 2.0]]), "one shape"),
        (lambda: info_nce([[1.0]], [[1.0]], 0.0), "got 0.0"),
        (lambda: maxsim([[1.0]], []), "hold one"),
        (lambda: rerank([], [], lambda q, d: 0.0, 0), "got 0"),
        (lambda: learn_pair_score([], []), "fits"),
        (lambda: reciprocal_rank_fusion([["a", "a"]]), "once"),
        (lambda: reciprocal_rank_fusion([], -1.0), "got -1"),
        (lambda: distillation_loss([[1.0]], [[1.0]], 0.0), "got 0.0"),
        (lambda: distillation_loss([[1.0]], [[1.0, 2.0]]), "one shape"),
        (lambda: rag_answer("a", ["a"], 0), "got 0"),
        (lambda: rag_answer("a", []), "documents"),
        (lambda: grounding(rng(), 2.0), "got 2.0"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
