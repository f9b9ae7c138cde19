"""Training, tasks and forecasts beside torch, scikit-learn and rules in loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LinearRegression
from torch.nn import functional as tf

from engine.arrays import Array
from engine.losses.categorical import sparse_cross_entropy
from engine.parity import Parity
from engine.parity.recurrent.torch_cells import gradient, layer, nothing
from engine.recurrent.forecasting import Forecast, autoregress, forecast
from engine.recurrent.gru import GRU
from engine.recurrent.language import (
    LanguageModel,
    perplexity,
    sample_text,
    train_language_model,
)
from engine.recurrent.memory import Task, memory_accuracy, memory_task
from engine.recurrent.network import (
    Network,
    loss_and_gradient,
    one_hot_codes,
    pack,
    start_network,
    train_network,
    unpack,
)
from engine.recurrent.regularising import Outcome, Recipe, regularise
from engine.recurrent.sequences import Scores, classify_sequences, planted_sequences

Rng = np.random.Generator
_PARTS = "An experiment: its parts are compared, its numbers are in the tests."


def _torch_network(net: Network) -> tuple[Any, list[torch.Tensor]]:
    """A function from inputs to outputs, and the tensors of V and b behind it."""
    module = layer(torch.nn.GRU, [net.weights])
    V, b = (torch.from_numpy(v.copy()).requires_grad_() for v in (net.V, net.b))
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    learned = [*(getattr(module, name) for name in names), V, b]
    return (lambda x: module(torch.from_numpy(x))[0] @ V + b), learned


def _trained_on(rng: Rng) -> tuple[Any, ...]:
    B, T, d, k = (int(v) for v in rng.integers(1, 6, 4))
    asked = rng.random((B, T)) < 0.6
    asked[0, 0] = True
    net = start_network(GRU, d, k, 3, rng)
    return net, rng.normal(size=(B, T, d)), rng.integers(0, 3, (B, T)), asked


def _arrays(net: Network) -> tuple[Array, ...]:
    return tuple(a for a in net.arrays if a.size)


def _loss(net: Network, X: Array, Y: Any, asked: Any) -> Any:
    value, back = loss_and_gradient(net, X, Y, asked, sparse_cross_entropy)
    return value, _arrays(back)


def _torch_loss(net: Network, X: Array, Y: Any, asked: Any) -> Any:
    outputs, learned = _torch_network(net)
    loss = tf.cross_entropy(outputs(X)[asked], torch.from_numpy(Y[asked]))
    loss.backward()
    grads = [gradient(p) for p in learned]
    return loss.item(), (*(g.T for g in grads[:2]), *grads[2:])


def _train(net: Network, X: Array, Y: Any, asked: Any) -> Any:
    after, losses = train_network(net, lambda _: (X, Y, asked), sparse_cross_entropy,
                          np.random.default_rng(0), steps=5)  # fmt: skip
    return _arrays(after), losses


def _torch_train(net: Network, X: Array, Y: Any, asked: Any) -> Any:
    outputs, learned = _torch_network(net)
    optimiser, losses = torch.optim.Adam(learned, lr=0.01), []
    for _ in range(5):
        optimiser.zero_grad()
        loss = tf.cross_entropy(outputs(X)[asked], torch.from_numpy(Y[asked]))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        losses.append(loss.item())
    after = [p.detach().numpy() for p in learned]
    return (*(a.T for a in after[:2]), *after[2:]), np.array(losses)


def _shaped(rng: Rng) -> tuple[Any, ...]:
    shapes = [tuple(rng.integers(1, 4, rng.integers(1, 3))) for _ in range(3)]
    return tuple(rng.normal(size=s) for s in shapes)


def _vector(*arrays: Array) -> Array:
    tensors = [torch.from_numpy(a) for a in arrays]
    return np.asarray(torch.nn.utils.parameters_to_vector(tensors).numpy())


def _language(rng: Rng) -> tuple[Any, ...]:
    net = start_network(GRU, 3, 4, 3, rng)
    text = "".join(rng.choice(list("abc"), int(rng.integers(2, 9))))
    return LanguageModel(net, "abc", np.empty(0)), text


def _torch_perplexity(model: LanguageModel, text: str) -> float:
    codes = torch.tensor([["abc".index(c) for c in text]])
    outputs, _ = _torch_network(model.net)
    X = tf.one_hot(codes[:, :-1], 3).double().numpy()
    return float(torch.exp(tf.cross_entropy(outputs(X)[0], codes[0, 1:])).item())


def _torch_likeliest(model: LanguageModel, text: str) -> Array:
    outputs, _ = _torch_network(model.net)
    codes = ["abc".index(c) for c in text]
    for _ in range(5):
        X = tf.one_hot(torch.tensor([codes]), 3).double().numpy()
        codes.append(int(outputs(X)[0, -1].argmax()))
    return np.array(codes)


def _memory(rng: Rng) -> tuple[Any, ...]:
    kind = str(rng.choice(["recall", "copy", "echo"]))
    return kind, int(rng.integers(1, 7)), int(rng.integers(1, 5)), rng


def _looked_up(kind: str, T: int, n: int, rng: Rng) -> Any:
    """What was asked T (for copying T + 3) steps before, read off the inputs."""
    X, _, asked = memory_task(kind, T, n, rng)
    lag = T + 3 if kind == "copy" else T
    codes = X.argmax(axis=2)
    return np.array([codes[i, t - lag] for i, t in np.argwhere(asked)]), asked.sum()


def _planted(rng: Rng) -> tuple[Any, ...]:
    kind = str(rng.choice(["order", "tags", "speech", "video"]))
    return kind, int(rng.integers(1, 9)), rng


def _by_rule(kind: str, n: int, rng: Rng) -> Array:
    X, _, asked = planted_sequences(kind, n, rng)
    answers = []
    for i, t in np.argwhere(asked):
        seen = X[i, : t + 1].argmax(axis=1).tolist()
        if kind == "order":
            answers.append(next(v for v in seen if v < 2))
        elif kind == "tags":
            answers.append(seen.count(0) % 2)
        elif kind == "speech":
            answers.append(int(seen[-1] > seen[-2]))
        else:
            answers.append(int((seen[-1] - seen[-2]) % 8 == 1))
    return np.array(answers)


def _series(rng: Rng) -> tuple[Any, ...]:
    return rng.normal(size=int(rng.integers(12, 40))), int(rng.integers(1, 5))


def _regression(series: Array, p: int) -> Array:
    rows = np.array([series[t - p : t] for t in range(p, len(series))])
    model = LinearRegression().fit(rows, series[p:])
    return np.append(model.intercept_, model.coef_)


def _baselines(series: Array, p: int) -> Any:
    weights, said = _regression(series, p), list(series)
    for _ in range(4):
        said.append(weights[0] + np.dot(weights[1:], said[-p:]))
    return np.repeat(series[-1], 4), np.array(said[-4:])


PAIRS = [
    Parity(loss_and_gradient, _torch_loss, "torch", _trained_on, ours=_loss,
           rtol=1e-9, atol=1e-12),
    Parity(train_network, _torch_train, "torch", _trained_on, ours=_train, rtol=1e-5,
           atol=1e-7, convention="torch divides by norm + 1e-6 where it clips, and "
           "Adam enlarges what is near 0: hence the tolerance."),
    Parity(pack, _vector, "torch", _shaped, ours=lambda *arrays: pack(arrays)),
    Parity(unpack, lambda *arrays: arrays, "closed form", _shaped,
           ours=lambda *arrays: tuple(unpack(pack(arrays), arrays)),
           convention="It undoes `pack`."),
    Parity(one_hot_codes, lambda codes, m: tf.one_hot(
        torch.from_numpy(codes), m).numpy() * 1.0, "torch",
        lambda rng: (rng.integers(0, 4, (2, 3)), 4)),
    Parity(perplexity, _torch_perplexity, "torch", _language, rtol=1e-10),
    Parity(sample_text, _torch_likeliest, "torch", _language,
           ours=lambda model, text: np.array([
               "abc".index(c) for c in sample_text(
                   model, text, 5, 1e-9, np.random.default_rng(0))]),
           convention="At a temperature near 0, where nothing is left to chance."),
    Parity(memory_task, _looked_up, "closed form", _memory,
           ours=lambda *a: (lambda t: (t.Y[t.asked], t.asked.sum()))(  # noqa: PLC3002
               memory_task(*a))),
    Parity(planted_sequences, _by_rule, "closed form", _planted,
           ours=lambda *a: (lambda t: t.Y[t.asked])(planted_sequences(*a)),  # noqa: PLC3002
           convention="Each answer follows from the inputs up to its step."),
    Parity(autoregress, _regression, "scikit-learn", _series, rtol=1e-8, atol=1e-10),
    Parity(forecast, _baselines, "scikit-learn", _series, rtol=1e-7, atol=1e-8,
           ours=lambda series, p: tuple(forecast(
               series, 4, np.random.default_rng(0), window=p, training=1)[1:]),
           convention="The two baselines; the network's part is in the tests."),
    *(Parity(of, None, "", nothing, convention=_PARTS)
      for of in (start_network, memory_accuracy, train_language_model,
                 classify_sequences, regularise)),
    *(Parity(record, None, "", nothing,
             convention="A record of numbers; what fills it is compared or tested.")
      for record in (Network, Task, LanguageModel, Forecast, Scores, Recipe, Outcome)),
]  # fmt: skip
