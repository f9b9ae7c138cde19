"""Language models."""

from pathlib import Path

import numpy as np
import pytest

from engine.attention.masks import causal_mask
from engine.autodiff.differences import central_difference
from engine.language.architectures import who_sees_whom
from engine.language.causal_lm import leakage, pretrain_then_tune
from engine.language.characters import char_cnn
from engine.language.decoder import gpt_logits, masked_multi_head
from engine.language.decoding import continue_by_beams, generate, sharpen
from engine.language.elmo import two_senses
from engine.language.elmo_mix import elmo_mix, elmo_mix_gradients
from engine.language.hub import Columns, pipeline, pull, push
from engine.language.masked_lm import few_labels, fill_blanks, next_sentence
from engine.language.packing import IGNORED, mlm_mask, nsp_pairs, pack_pair
from engine.language.preferences import fit_reward, ppo_bandit, ppo_loss
from engine.language.sequences import sequence_log_prob, shifted_cross_entropy
from engine.language.transformer import TinyTransformer


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def gpt() -> dict[str, np.ndarray]:
    model = TinyTransformer(5, rng(), causal=True, places=8).double()
    return {name: value.numpy() for name, value in model.state_dict().items()}


def test_the_past_does_not_know_the_future() -> None:
    weights = gpt()
    a, _ = gpt_logits([[1, 2, 3, 4]], weights, 2)
    b, _ = gpt_logits([[1, 2, 0, 0]], weights, 2)

    np.testing.assert_array_equal(a[:, :2], b[:, :2])
    assert not np.allclose(a[:, 2:], b[:, 2:])


def test_a_cache_gives_what_computing_anew_gives() -> None:
    weights, ids = gpt(), np.array([[1, 2, 3, 4, 0], [0, 0, 1, 1, 2]])
    whole, caches = gpt_logits(ids, weights, 2)
    first, past = gpt_logits(ids[:, :2], weights, 2)
    rest, grown = gpt_logits(ids[:, 2:], weights, 2, past)

    np.testing.assert_allclose(np.hstack([first, rest]), whole, atol=1e-12)
    for a, b in zip(caches, grown, strict=True):
        np.testing.assert_allclose(a[0], b[0], atol=1e-12)
        np.testing.assert_allclose(a[1], b[1], atol=1e-12)
    assert caches[0][0].shape == (2, 2, 5, 8)


def test_all_texts_of_a_length_have_probability_one() -> None:
    weights = gpt()

    def step(seen: list[int]) -> np.ndarray:
        return np.asarray(gpt_logits([[1, *seen]], weights, 2)[0][0, -1])

    texts = [[i, j] for i in range(5) for j in range(5)]
    assert sum(np.exp(sequence_log_prob(step, t)) for t in texts) == pytest.approx(1.0)
    assert sequence_log_prob(step, [2, 3], 1) == pytest.approx(
        sequence_log_prob(step, [2, 3]) - sequence_log_prob(step, [2])
    )


def test_the_loss_is_shifted_by_one() -> None:
    z, ids = rng().normal(size=(2, 4, 3)), rng().integers(0, 3, (2, 4))
    loss, gradient = shifted_cross_entropy(z, ids)
    numeric = central_difference(
        lambda x: shifted_cross_entropy(x.reshape(2, 4, 3), ids)[0], z.ravel()
    )

    np.testing.assert_allclose(gradient.ravel(), numeric, atol=1e-8)
    moved = ids.copy()
    moved[:, 0] = (moved[:, 0] + 1) % 3
    assert shifted_cross_entropy(z, moved)[0] == loss


def test_temperature_and_cuts() -> None:
    z = np.log([0.5, 0.3, 0.15, 0.05])

    np.testing.assert_allclose(sharpen(z, 0.5), np.array([25, 9, 2.25, 0.25]) / 36.5)
    np.testing.assert_array_equal(sharpen(z, 0.0), [1, 0, 0, 0])
    np.testing.assert_allclose(sharpen(z, top_k=3, top_p=0.8), [0.625, 0.375, 0, 0])
    np.testing.assert_allclose(sharpen(z, top_p=0.81), np.array([10, 6, 3, 0]) / 19)
    np.testing.assert_allclose(sharpen([0.0, 0.0, 0.0], top_k=2), [0.5, 0.5, 0.0])
    np.testing.assert_allclose(sharpen([0.0, -np.inf]), [1.0, 0.0])


def test_draws_follow_the_distribution() -> None:
    def step(seen: list[int]) -> np.ndarray:
        return np.log([0.7, 0.2, 0.1])

    ids = generate(step, [], 4000, rng())
    np.testing.assert_allclose(np.bincount(ids) / 4000, [0.7, 0.2, 0.1], atol=0.02)
    assert set(generate(step, [2], 50, rng(), top_k=1)[1:]) == {0}
    assert 2 not in generate(step, [], 500, rng(), top_p=0.85)


def test_what_is_out_of_the_window_is_forgotten() -> None:
    seen: list[list[int]] = []

    def step(ids: list[int]) -> list[float]:
        seen.append(ids)
        return [0.0, 1.0]

    generate(step, [0, 0, 0], 2, rng(), temperature=0.0, window=2)
    assert seen == [[0, 0], [0, 1]]


def test_beams_find_what_greed_misses() -> None:
    def step(seen: list[int]) -> np.ndarray:
        return (
            np.log([0.6, 0.4])
            if not seen
            else np.log([[0.5, 0.5], [0.1, 0.9]][seen[0]])
        )

    assert continue_by_beams(step, [], 2, 1)[0][0][0] == 0
    text, score = continue_by_beams(step, [], 2, 2)[0]
    assert text == [1, 1]
    assert score == pytest.approx(np.log(0.36))


def test_without_the_mask_the_answer_is_looked_at() -> None:
    found = leakage(rng(), steps=80)

    assert found["unmasked loss"] < 0.1 < found["possible"] - 0.2
    assert abs(found["masked loss"] - found["possible"]) < 0.15
    assert found["masked text"] < found["possible"] + 0.15
    assert found["unmasked text"] > found["possible"] + 0.25


def test_a_tuned_model_beats_one_from_scratch() -> None:
    runs = [pretrain_then_tune(np.random.default_rng(s), steps=100) for s in range(2)]
    mean = {name: np.mean([run[name] for run in runs]) for name in runs[0]}

    assert mean["possible"] < mean["tuned"] < mean["from scratch"]
    assert mean["tuned"] < mean["pretrained"]


def test_who_sees_whom() -> None:
    found = who_sees_whom(rng())

    np.testing.assert_array_equal(found["decoder-only"], causal_mask(4))
    np.testing.assert_array_equal(found["target to target"], causal_mask(4))
    assert found["encoder-only"].all()
    assert found["target to source"].all()


def test_pairs_are_packed() -> None:
    assert pack_pair([7], [], 4) == ([1, 7, 2, 0], [0] * 4, [1, 1, 1, 0])
    assert pack_pair([7, 8], [9, 10], 6)[0] == [1, 7, 8, 2, 9, 2]
    assert pack_pair([7], [9], 3) == ([1, 2, 2], [0, 0, 1], [1, 1, 1])
    assert pack_pair([7, 8], [9], 7)[1] == [0, 0, 0, 0, 1, 1, 0]


def test_masks_leave_special_tokens_alone_and_are_drawn_anew() -> None:
    ids = np.tile([1, 5, 6, 7, 2, 0], (200, 1))
    draw = rng()
    shown, targets = mlm_mask(ids, 9, draw, 0.5)
    again, _ = mlm_mask(ids, 9, draw, 0.5)

    special = ids < 4
    assert (targets[special] == IGNORED).all()
    assert (shown[special] == ids[special]).all()
    assert (shown != again).any()
    assert ((shown == ids) | (targets == ids)).all()
    assert (mlm_mask(ids, 9, draw, 0.0)[1] == IGNORED).all()


def test_next_sentences_of_another_text() -> None:
    documents = [[[10], [11]], [[20]], [[30]]]
    drawn = [nsp_pairs(documents, np.random.default_rng(s))[0] for s in range(60)]

    assert {(tuple(b), y) for _, b, y in drawn} == {((11,), 1), ((20,), 0), ((30,), 0)}


def test_blanks_are_filled_from_both_sides() -> None:
    found = fill_blanks(rng(), steps=120)

    assert found["both sides"] < 0.75
    assert found["left only"] > 1.0
    assert found["possible"] == pytest.approx(0.3944, abs=1e-4)


def test_next_sentences_are_told() -> None:
    assert next_sentence(rng(), steps=150)["accuracy"] > 0.8


@pytest.mark.parametrize(
    ("task", "rows"), [("sentence", 24), ("token", 6), ("span", 24)]
)
def test_few_labels_are_enough_after_plain_texts(task: str, rows: int) -> None:
    found = few_labels(task, rng(), rows, steps=100)

    assert found["pretrained"] > found["from scratch"] + 0.02


def test_bank_has_two_senses_in_context() -> None:
    found = two_senses(rng(), steps=80)

    assert found["static, other sense"] == pytest.approx(1.0)
    assert found["in context, same sense"] > found["in context, other sense"] + 0.01
    assert found["frozen features"] > 0.95
    assert found["static features"] < 0.65
    assert found["loss after"] < found["loss before"] - 0.5


def test_layers_are_mixed() -> None:
    draw = rng()
    H, s, g = draw.normal(size=(3, 2, 4)), draw.normal(size=3), draw.normal(size=(2, 4))
    by_H, by_s, by_gamma = elmo_mix_gradients(H, s, 1.5, g)

    def loss(a: np.ndarray, b: np.ndarray, c: float) -> float:
        return float((g * elmo_mix(a, b, c)).sum())

    numeric = central_difference(lambda x: loss(x.reshape(H.shape), s, 1.5), H.ravel())
    np.testing.assert_allclose(by_H.ravel(), numeric, atol=1e-7)
    numeric = central_difference(lambda x: loss(H, x, 1.5), s)
    np.testing.assert_allclose(by_s, numeric, atol=1e-7)
    assert by_gamma == pytest.approx(loss(H, s, 2.0) - loss(H, s, 1.0))
    np.testing.assert_allclose(elmo_mix(H, [0.0, 0.0, 99.0]), H[2])


def test_words_alike_in_letters_have_vectors_alike() -> None:
    draw = rng()
    alphabet = {letter: i for i, letter in enumerate("<>abcdefghijklmnopqrstuvwxyz")}
    table, W = draw.normal(size=(28, 6)), draw.normal(size=(20, 3, 6))
    cats, cat, dog = char_cnn(["cats", "cat", "dog"], alphabet, table, W, np.zeros(20))

    assert np.linalg.norm(cats - cat) < np.linalg.norm(cats - dog)
    assert char_cnn(
        ["a"], alphabet, table, draw.normal(size=(1, 5, 6)), [0.0]
    ).shape == (1, 1)


def test_rewards_are_of_differences() -> None:
    draw = rng()
    X, w = draw.normal(size=(600, 2, 3)), np.array([1.0, -2.0, 0.5])
    first = draw.random(600) < 1 / (1 + np.exp(-(X[:, 0] - X[:, 1]) @ w))
    better = np.where(first[:, None], X[:, 0], X[:, 1])
    worse = np.where(first[:, None], X[:, 1], X[:, 0])

    np.testing.assert_allclose(fit_reward(better, worse, 0.0), w, atol=0.35)
    np.testing.assert_allclose(
        fit_reward(better + 9, worse + 9), fit_reward(better, worse), atol=1e-7
    )


def test_ppo_stops_where_there_is_nothing_more_to_gain() -> None:
    ratio, A = (
        np.array([1.3, 0.7, 1.3, 0.7, 1.0]),
        np.array([1.0, 1.0, -1.0, -1.0, 2.0]),
    )
    loss, gradient = ppo_loss(ratio, A)

    assert loss == pytest.approx(-(1.2 + 0.7 - 1.3 - 0.8 + 2.0) / 5)
    np.testing.assert_allclose(gradient, -np.array([0, 1, -1, 0, 2]) / 5)


def test_a_policy_follows_the_reward() -> None:
    path = ppo_bandit([0.0, 0.0, 1.0], rng(), rounds=40)

    assert path.shape == (41, 3)
    assert path[-1, 2] > 0.9
    assert np.abs(np.diff(path, axis=0)).max() < 0.35
    np.testing.assert_allclose(ppo_bandit([2.0, 2.0], rng(), rounds=3), 0.5)


def test_a_model_comes_back_from_the_hub(tmp_path: Path) -> None:
    push(tmp_path, "tiny", gpt(), {"heads": 2})
    weights, config = pull(tmp_path, "tiny")

    def model(ids: list[list[int]]) -> np.ndarray:
        return gpt_logits(ids, weights, config["heads"])[0]

    write = pipeline(
        lambda text: [["abcde".index(c) for c in text]],
        model,
        lambda logits: "abcde"[logits[0, -1].argmax()],
    )
    expected = gpt_logits([[1, 0, 2]], gpt(), 2)[0][0, -1].argmax()
    assert write("bac") == "abcde"[expected]


def test_columns_are_mapped_from_disk(tmp_path: Path) -> None:
    table = Columns.write(tmp_path / "a", {"x": [1, 2, 3], "name": ["a", "b", "c"]})
    odd = table.filter(tmp_path / "b", lambda row: row["x"] % 2 == 1)

    assert isinstance(table.columns["x"], np.memmap)
    assert [row["name"] for row in odd] == ["a", "c"]
    assert len(table) == 3
    assert len(table.filter(tmp_path / "c", lambda row: False)) == 0
    assert table.map(tmp_path / "d", lambda row: {"y": row["x"] ** 2})[2] == {"y": 9}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: masked_multi_head(np.ones((1, 2, 3)), {}, 2), r"\(1, 2, 3\)"),
        (lambda: gpt_logits([1, 2], gpt(), 2), r"got \(2,\)"),
        (lambda: gpt_logits([[1] * 9], gpt(), 2), "8 places, for 9"),
        (lambda: shifted_cross_entropy([[[0.0]]], [[0]]), "T >= 2"),
        (lambda: sharpen([0.0], -1.0), "got -1.0"),
        (lambda: sharpen([0.0], top_k=0), "0 and 1.0"),
        (lambda: sharpen([0.0], top_p=0.0), "and 0.0"),
        (lambda: generate(lambda s: [0.0], [], 1, rng(), window=0), "got 0"),
        (lambda: continue_by_beams(lambda s: [0.0], [], 1, 0), "got 0"),
        (lambda: pack_pair([1], [1], 2), "n = 2"),
        (lambda: mlm_mask([5], 9, rng(), 1.5), "got 1.5"),
        (lambda: nsp_pairs([[[1], [2]]], rng()), "two documents"),
        (lambda: few_labels("poetry", rng()), "got 'poetry'"),
        (lambda: elmo_mix([[1.0]], [0.0, 0.0]), "for each layer"),
        (lambda: elmo_mix_gradients([[1.0]], [0.0], 1.0, [1.0, 2.0]), r"\(1,\)"),
        (lambda: char_cnn([], {}, [[1.0]], [[[1.0]]], [0.0]), "hold one"),
        (lambda: fit_reward([[1.0]], [[1.0], [2.0]]), "one shape"),
        (lambda: ppo_loss([1.0], [1.0], 0.0), "got 0.0"),
        (lambda: ppo_loss([1.0], [1.0, 2.0]), "advantage"),
        (lambda: push(Path("x"), "../a", {}, {}), "one folder"),
        (lambda: pull(Path("nowhere"), "a"), "no model 'a'"),
        (lambda: Columns(Path("nowhere")), "no columns"),
        (lambda: Columns.write(Path("x"), {"a": [1], "b": []}), "one length"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
