"""Memory tasks, planted rules, text, forecasts, and what helps against overfitting."""

from typing import Any

import numpy as np
import pytest

from engine.recurrent.forecasting import autoregress, forecast
from engine.recurrent.gru import GRU
from engine.recurrent.language import (
    perplexity,
    sample_text,
    train_language_model,
)
from engine.recurrent.memory import memory_accuracy, memory_task
from engine.recurrent.regularising import Recipe, regularise
from engine.recurrent.sequences import classify_sequences, planted_sequences


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_gate_that_starts_open_remembers() -> None:
    """One bit over 30 steps, after 80 steps of training."""

    def mean(cell: str, forget: Any) -> float:
        return float(np.mean([
            memory_accuracy("recall", 30, cell, rng(s), forget=forget, steps=80)
            for s in (0, 1)
        ]))  # fmt: skip

    assert mean("lstm", "chrono") > 0.95
    assert mean("lstm", 1.0) > 0.9
    assert mean("lstm", 0.0) < 0.6
    assert mean("rnn", 1.0) < 0.8


def test_copying_and_echoing_are_learned() -> None:
    assert memory_accuracy("copy", 2, "gru", rng(), steps=150) > 0.8
    assert memory_accuracy("echo", 2, "gru", rng(), steps=150) > 0.95


@pytest.mark.parametrize("kind", ["recall", "copy", "echo"])
def test_memory_tasks(kind: str) -> None:
    task = memory_task(kind, 5, 400, rng())
    width = {"recall": (6, 6, 1), "copy": (11, 6, 3), "echo": (15, 4, 10)}[kind]

    assert task.X.shape == (400, *width[:2])
    assert (task.X.sum(axis=2) == 1).all()
    assert (task.asked.sum(axis=1) == width[2]).all()
    answers = np.bincount(task.Y[task.asked])
    assert len(answers) == (2 if kind == "recall" else 4)
    assert answers.min() > 0.8 * answers.mean()
    codes = task.X.argmax(axis=2)
    if kind == "recall":
        assert set(codes[:, 1:].ravel()) == {2, 3, 4, 5}
    if kind == "copy":
        assert (codes[:, 8] == 5).all()
        assert (np.delete(codes[:, 3:], 5, axis=1) == 4).all()


@pytest.mark.parametrize(
    ("kind", "alone"),
    [("order", 0.5), ("tags", 0.5), ("speech", 0.75), ("video", 0.5)],
)
def test_planted_rules_are_found_and_need_memory(kind: str, alone: float) -> None:
    scores = classify_sequences(kind, rng(), steps=150)

    assert scores.network > 0.95
    assert scores.one_step == pytest.approx(alone, abs=0.16)
    assert scores.losses[-1] < 0.2 < scores.losses[0]
    answers = planted_sequences(kind, 500, rng())
    assert answers.Y[answers.asked].mean() == pytest.approx(0.5, abs=0.1)


def test_every_sequence_has_both_words_once() -> None:
    codes = planted_sequences("order", 50, rng()).X.argmax(axis=2)
    assert ((codes == 0).sum(axis=1) == 1).all()
    assert ((codes == 1).sum(axis=1) == 1).all()
    places = (codes < 2).argmax(axis=1)
    assert set(places) >= {0, 1, 2, 3}


def test_shuffled_steps_leave_nothing_to_find() -> None:
    assert classify_sequences("video", rng(), steps=60, shuffled=True).network < 0.65


def test_what_helps_against_wrong_labels() -> None:
    plain = regularise(Recipe(), rng())

    assert plain.best == 59
    assert plain.train[-1] < 0.1
    for recipe in (Recipe(inputs=0.3), Recipe(state=0.3), Recipe(l2=0.03),
                   Recipe(units=4), Recipe(patience=8)):  # fmt: skip
        assert regularise(recipe, rng()).gap < plain.gap
    stopped = regularise(Recipe(patience=8), rng())
    assert stopped.best == stopped.held_out.argmin()
    assert len(stopped.train) == stopped.best + 9
    np.testing.assert_array_equal(stopped.held_out, plain.held_out[: stopped.best + 9])


TEXT = "the cat sat on the mat. the dog sat on the log. " * 6


def test_a_network_reads_more_than_a_bigram() -> None:
    model = train_language_model(TEXT, rng(), cell=GRU, steps=120)
    codes = [model.characters.index(c) for c in TEXT]
    m = len(model.characters)
    counts = np.zeros((m, m))
    np.add.at(counts, (codes[:-1], codes[1:]), 1)
    p = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    bigram = np.exp(-np.mean(np.log(p[codes[:-1], codes[1:]])))

    assert 1 < perplexity(model, TEXT) < bigram
    assert model.losses[-1] < model.losses[0] / 2
    said = sample_text(model, "the ", 20, 0.5, rng())
    assert len(said) == 24
    assert said.startswith("the ")
    assert said == sample_text(model, "the ", 20, 0.5, rng())


def test_heat_evens_out_what_is_drawn() -> None:
    model = train_language_model("ab" * 20, rng(), steps=30)
    wild = sample_text(model, "a", 60, 100.0, rng())
    assert "aa" in wild
    assert "bb" in wild
    assert sample_text(model, "a", 7, 0.05, rng()) == "abababab"


def test_forecasts_of_a_wave_with_a_trend() -> None:
    t = np.arange(90)
    series = 5 + 3 * np.sin(t / 3)
    found = forecast(series[:80], 8, rng(), training=150)
    errors = {name: abs(np.array(said) - series[80:88]).mean()
              for name, said in found._asdict().items()}  # fmt: skip

    assert errors["autoregressive"] < 1e-6
    assert errors["network"] < errors["naive"] / 2
    assert (found.naive == series[79]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: memory_task("sum", 1, 1, rng()), "'sum'"),
        (lambda: memory_task("echo", 0, 1, rng()), "got 0 and 1"),
        (lambda: memory_task("echo", 1, 0, rng()), "got 1 and 0"),
        (lambda: memory_accuracy("echo", 1, "mlp", rng()), "'mlp'"),
        (lambda: planted_sequences("music", 1, rng()), "'music'"),
        (lambda: planted_sequences("video", 0, rng()), "got 0"),
        (lambda: train_language_model("a" * 16, rng()), "got 16"),
        (lambda: perplexity(MODEL, "a"), "got 'a'"),
        (lambda: perplexity(MODEL, "axyb"), "x, y"),
        (lambda: sample_text(MODEL, "", 1, 1.0, rng()), "needs a character"),
        (lambda: sample_text(MODEL, "a", 1, 0.0, rng()), "got 0.0"),
        (lambda: autoregress([1.0, 2.0], 1), "got 1 and 2"),
        (lambda: autoregress([1.0, 2.0, 3.0], 0), "got 0 and 3"),
        (lambda: forecast(np.ones(20), 1, rng()), "constant"),
        (lambda: regularise(Recipe(state=1.0), rng()), "got 1.0"),
        (lambda: regularise(Recipe(patience=0), rng()), "got 0"),
    ],
)
def test_what_does_not_fit_is_named(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


MODEL = train_language_model("ab" * 20, rng(), steps=1)
