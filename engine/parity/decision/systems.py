"""`engine.decision` beside SciPy, scikit-learn, sympy, and plain enumeration."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import scipy.stats
import sympy  # type: ignore[import-untyped]
from sklearn.tree import DecisionTreeClassifier
from sympy.logic.inference import satisfiable  # type: ignore[import-untyped]

from engine.arrays import Array
from engine.decision.drift import ks_test, population_stability
from engine.decision.false_belief import false_belief
from engine.decision.forward_chaining import forward_chain
from engine.decision.fuzzy import mamdani, triangular
from engine.decision.genetic import evolve
from engine.decision.kalman import kalman_filter
from engine.decision.mcts import mcts
from engine.decision.minimax import count_nodes, minimax
from engine.decision.q_learning import learned_beside_random, q_learning
from engine.decision.rules import classify_by_rules, may_register
from engine.decision.tax import tax
from engine.decision.threshold import learn_threshold
from engine.decision.tic_tac_toe import EMPTY, Board, moves, play, player, winner
from engine.decision.value_iteration import as_process, policy_value, value_iteration
from engine.decision.worlds import grid_world, lane_keeper
from engine.parity import Parity

Rng = np.random.Generator


def _limits(rng: Rng) -> tuple[Any, ...]:
    return rng.integers(0, 50, 20), np.sort(rng.integers(0, 50, 3))


def _ruled(x: Array, limits: Array) -> Any:
    rules = [(lambda v, t=t: v < t, i) for i, t in enumerate(limits)]
    return np.array(classify_by_rules(list(x), rules, len(limits)))


def _incomes(rng: Rng) -> tuple[Any, ...]:
    b = int(rng.integers(1, 5))
    lows = np.append(0.0, np.sort(rng.choice(np.arange(1.0, 99), b - 1, False)))
    return np.append(rng.uniform(0, 120, 6), lows), lows, rng.uniform(0, 0.6, b)


def _their_tax(income: Array, lows: Array, rates: Array) -> Any:
    ends = np.append(lows[1:], 1e6)
    owed = np.append(0, np.cumsum(rates * (ends - lows)))
    return np.interp(income, np.append(lows, 1e6), owed)


def _answers(rng: Rng) -> tuple[Any, ...]:
    x = rng.integers(0, 12, int(rng.integers(1, 25))).astype(float)
    return x, (x > rng.integers(-1, 12)) ^ (rng.random(len(x)) < rng.choice([0, 0.3]))


def _cut(x: Array, yes: Array) -> tuple[Any, int]:
    t, wrong = learn_threshold(x, yes)
    return np.nan_to_num(t), wrong


def _every_cut(x: Array, yes: Array) -> tuple[Any, int]:
    cuts = [-np.inf, *np.convolve(np.unique(x), [0.5, 0.5])[1:-1], np.inf]
    wrong = [int(((x > t) != yes).sum()) for t in cuts]
    return np.nan_to_num(cuts[int(np.argmin(wrong))]), min(wrong)


def _separable(rng: Rng) -> tuple[Any, ...]:
    x = rng.permutation(60).astype(float)
    return x, x > rng.integers(2, 57)


def _stump(x: Array, yes: Array) -> Any:
    return DecisionTreeClassifier(max_depth=1).fit(x[:, None], yes).tree_.threshold[0]


def _knowledge(rng: Rng) -> tuple[list[str], list[Any]]:
    letters = list("abcdefg")
    rules = [
        (list(rng.choice(letters, rng.integers(0, 3))), str(rng.choice(letters)))
        for _ in range(rng.integers(0, 9))
    ]
    return list(rng.choice(letters, 2)), rules


def _known(facts: list[str], rules: list[Any]) -> tuple[Array, int]:
    known, fired = forward_chain(facts, rules)
    return np.array([c in known for c in "abcdefg"]), len(fired)


def _entailed(facts: list[str], rules: list[Any]) -> tuple[Array, int]:
    base = [sympy.Symbol(f) for f in facts]
    for premises, conclusion in rules:
        holds = sympy.And(*map(sympy.Symbol, premises))
        base.append(sympy.Implies(holds, sympy.Symbol(conclusion)))
    follows = [satisfiable(sympy.And(*base, ~sympy.Symbol(c))) is False
               for c in "abcdefg"]  # fmt: skip
    return np.array(follows), sum(follows) - len(set(facts))


def _story(rng: Rng) -> tuple[list[Any], str, str]:
    events = [
        (f"thing {rng.integers(2)}", f"place {rng.integers(4)}",
         {who for who in ("Sally", "Anne") if rng.random() < 0.5})
        for _ in range(rng.integers(0, 7))
    ]  # fmt: skip
    return events, "Sally", "thing 0"


def _last_seen(events: list[Any], agent: str, thing: str) -> tuple[str, str]:
    places = [(p, agent in seen) for t, p, seen in events if t == thing]
    seen_places = [p for p, seen in places if seen]
    return (
        str(places[-1][0] if places else None),
        str(seen_places[-1] if seen_places else None),
    )


def _position(rng: Rng) -> tuple[Board]:
    board = EMPTY
    for _ in range(rng.integers(2, 10)):
        if free := moves(board):
            board = play(board, int(rng.choice(free)))
    return (board,)


def _their_winner(board: Board) -> int:
    square = np.reshape(board, (3, 3))
    lines = [*square, *square.T, square.diagonal(), square[:, ::-1].diagonal()]
    return next((int(line[0]) for line in lines if abs(line.sum()) == 3), 0)


def _tree(board: Board) -> tuple[int, int]:
    """Value for the player to move, by negamax without memory, and nodes."""
    mover = 1 if board.count(1) == board.count(-1) else -1
    if _their_winner(board):
        return -1, 1
    below = [
        _tree((*board[:i], mover, *board[i + 1 :]))
        for i, square in enumerate(board)
        if square == 0
    ]
    if not below:
        return 0, 1
    return max(-value for value, _ in below), 1 + sum(n for _, n in below)


def _late(rng: Rng) -> tuple[Board]:
    while True:
        (board,) = _position(rng)
        if board.count(0) <= 6:
            return (board,)


def _searched(rng: Rng) -> tuple[Board, int, Rng]:
    """A position that is not over, and in which not every move is as good."""
    while True:
        (board,) = _late(rng)
        worth = {_tree(play(board, move))[0] for move in moves(board)}
        if len(worth) > 1:
            return board, 5000, rng


def _worth_of_mcts(board: Board, simulations: int, rng: Rng) -> int:
    return -_tree(play(board, mcts(board, simulations, rng)[0]))[0]


def _knapsack(rng: Rng) -> tuple[Array, Array, Rng]:
    return rng.uniform(1, 9, 8), rng.uniform(1, 9, 8), rng


def _packed(worth: Array, weight: Array, rng: Rng) -> float:
    def fitness(s: Any) -> float:
        return float(s @ worth) if s @ weight <= 20 else 0.0

    best, history = evolve(fitness, 8, rng, generations=60, mutation=0.1)
    return fitness(best) if history[-1] == fitness(best) else np.nan


def _best_pack(worth: Array, weight: Array, _: Rng) -> float:
    packs = np.array(list(product([0, 1], repeat=8)))
    return float((packs @ worth)[packs @ weight <= 20].max())


def _tracked(rng: Rng) -> tuple[Any, ...]:
    z = 5 * rng.normal(size=rng.integers(1, 12))
    q = float(rng.choice([0, rng.uniform(0.1, 2)]))
    return z, q, float(rng.uniform(0.1, 3)), (float(rng.normal()), float(rng.uniform()))


def _conditioned(z: Array, q: float, r: float, start: Any) -> tuple[Any, ...]:
    """The posterior of each position by the joint Gaussian of all at once."""
    t = np.arange(1, len(z) + 1)
    prior = start[1] + q * np.minimum(t[:, None], t)
    means, variances = [], []
    for n in map(int, t):
        gain = np.linalg.solve(prior[:n, :n] + r * np.eye(n), prior[:n, n - 1])
        means.append(start[0] + gain @ (z[:n] - start[0]))
        variances.append(prior[n - 1, n - 1] - gain @ prior[:n, n - 1])
    return np.array(means), np.array(variances)


def _triangle(rng: Rng) -> tuple[Any, ...]:
    a, b, c = np.sort(rng.integers(0, 9, 3)).astype(float)
    return np.append(rng.uniform(-1, 10, 9), [a, b, c]), a, b, c


def _interpolated(x: Array, a: float, b: float, c: float) -> Array:
    inside = np.interp(x, [a, b, c], [0.0, 1.0, 0.0])
    return np.where(x == b, 1.0, np.where((x < a) | (x > c), 0.0, inside))


def _controller(rng: Rng) -> tuple[Any, ...]:
    def one() -> Any:
        a, b, c = np.sort(rng.uniform(0, 10, 3))
        return a - 5.0, b, c + 5.0

    rules = [({"t": one(), "h": one()}, one()) for _ in range(3)]
    return rules, {"t": 5.0, "h": float(rng.uniform(2, 8))}, np.linspace(-5, 15, 101)


def _centroid(rules: Any, inputs: Any, universe: Array) -> float:
    def grade(x: float, s: Any) -> float:
        return float(_interpolated(np.array([x]), *s)[0])

    heights = [
        max(
            min(*(grade(inputs[k], s) for k, s in premises.items()), grade(u, output))
            for premises, output in rules
        )
        for u in universe
    ]
    return float(np.average(universe, weights=heights))


def _samples(rng: Rng) -> tuple[Any, ...]:
    shift = rng.choice([0.0, 0.5, 9.0])
    a, b = rng.normal(size=rng.integers(20, 90)), rng.normal(shift, 1.3, size=70)
    return (a, b) if rng.random() < 0.7 else (a.round(), b.round())


def _psi(e: Array, a: Array) -> float:
    levels = np.arange(1, 10) / 10
    edges = np.unique(np.quantile(e, levels, method="inverted_cdf"))
    total = 0.0
    for low, high in zip([-np.inf, *edges], [*edges, np.inf], strict=True):
        p, q = (max(((low < v) & (v <= high)).sum(), 0.5) / len(v) for v in (e, a))
        total += scipy.special.kl_div(q, p) + scipy.special.kl_div(p, q)
    return float(total)


def _their_ks(a: Array, b: Array) -> tuple[float, float]:
    D = scipy.stats.ks_2samp(a, b).statistic
    return D, scipy.stats.kstwobign.sf(D * np.sqrt(len(a) * 70 / (len(a) + 70)))


def _process(rng: Rng) -> tuple[Array, Array, float]:
    n, k = rng.integers(1, 4), rng.integers(1, 4)
    P = rng.dirichlet(np.ones(n), size=(n, k))
    return P, rng.normal(size=(n, k)), float(rng.choice([0.0, 0.5, 0.9]))


def _best_policy(P: Array, R: Array, gamma: float) -> tuple[Any, ...]:
    """The best of all policies, each solved for."""
    n, k = map(int, R.shape)
    every = [
        np.linalg.solve(np.eye(n) - gamma * P[range(n), a], R[range(n), a])
        for a in map(list, product(range(k), repeat=n))
    ]
    V = np.max(every, axis=0)
    return V, (R + gamma * P @ V).argmax(axis=1)


def _policy(rng: Rng) -> tuple[Any, ...]:
    P, R, gamma = _process(rng)
    return P, R, rng.dirichlet(np.ones(R.shape[1]), size=len(R)), gamma


def _rolled_out(P: Array, R: Array, policy: Array, gamma: float) -> Array:
    total, at, weight = np.zeros(len(R)), np.eye(len(R)), 1.0
    for _ in range(400):
        total = total + weight * at @ (policy * R).sum(axis=1)
        at = at @ (policy[:, :, None] * P).sum(axis=1)
        weight *= gamma
    return total


def _certain(rng: Rng) -> tuple[Array, Array, Rng]:
    return np.eye(3)[rng.integers(0, 3, (3, 2))], rng.normal(size=(3, 2)), rng


def _learned(P: Array, R: Array, rng: Rng) -> Array:
    how: Any = {"episodes": 300, "gamma": 0.5, "alpha": 1.0, "epsilon": 1.0}
    return q_learning(P, R, rng, **how)[0]


def _bellman(P: Array, R: Array, _: Rng) -> Any:
    return R + 0.5 * P @ _best_policy(P, R, 0.5)[0]


def _grid(size: int, step: float, goal: float) -> tuple[Any, ...]:
    cells = [(i, j) for i in range(size) for j in range(size)]
    P, R = np.zeros((size**2, 4, size**2)), np.zeros((size**2, 4))
    for s, (i, j) in enumerate(cells):
        for a, (down, right) in enumerate([(-1, 0), (0, 1), (1, 0), (0, -1)]):
            to = (i + down, j + right)
            t = cells.index(to) if to in cells else s
            end = s == size**2 - 1
            P[s, a, s if end else t] = 1
            R[s, a] = 0 if end else goal if t == size**2 - 1 else step
    return P, R


def _lane(width: int, wind: float) -> tuple[Any, ...]:
    n = width + 2
    P, R = np.zeros((n, 3, n)), np.zeros((n, 3))
    pay = {0: -1.0, n - 1: -1.0, (n - 1) // 2: 1.0}
    for s, a in product(range(n), range(3)):
        if s in (0, n - 1):
            P[s, a, s] = 1
            continue
        for blown in (-1, 0, 1):
            to = min(max(s + a - 1 + blown, 0), n - 1)
            p = wind / 2 if blown else 1 - wind
            P[s, a, to] += p
            R[s, a] += p * pay.get(to, 0.0)
    return P, R


def _worths(_: Rng) -> dict[str, float]:
    found = {}
    for name, (P, R), s in (
        ("robot", _grid(4, -0.04, 1.0), 0),
        ("car", _lane(5, 0.3), 3),
    ):
        V = np.zeros(len(R))
        for _i in range(500):
            V = (R + 0.9 * P @ V).max(axis=1)
        found[f"{name}, learned"] = float(V[s])
        even = np.full(R.shape, 1 / R.shape[1])
        found[f"{name}, random"] = float(_rolled_out(P, R, even, 0.9)[s])
    return found


PAIRS = [
    Parity(classify_by_rules, lambda x, t: np.searchsorted(t, x, "right"), "NumPy",
           _limits, ours=_ruled),
    Parity(may_register, lambda age, limit: not age < limit, "closed form",
           lambda rng: (17.0 + rng.integers(3), 18.0)),
    Parity(tax, _their_tax, "NumPy", _incomes),
    Parity(learn_threshold, _every_cut, "closed form", _answers, ours=_cut, trials=40),
    Parity(learn_threshold, _stump, "scikit-learn", _separable,
           ours=lambda x, yes: learn_threshold(x, yes)[0],
           convention="where no cut is right, a tree minimises impurity"),
    Parity(forward_chain, _entailed, "sympy", _knowledge, ours=_known),
    Parity(false_belief, _last_seen, "closed form", _story, trials=30,
           ours=lambda *a: tuple(map(str, false_belief(*a)))),
    Parity(winner, _their_winner, "NumPy", _position, trials=40),
    Parity(moves, lambda b: np.flatnonzero(np.array(b) == 0)
           if not _their_winner(b) else np.array([]), "NumPy", _position),
    Parity(player, lambda b: 1 if b.count(1) == b.count(-1) else -1, "closed form",
           _position),
    Parity(play, lambda b, m: np.array(b) + player(b) * np.eye(9, dtype=int)[m],
           "NumPy", lambda rng: (b := _searched(rng)[0], moves(b)[0]),
           ours=lambda b, m: np.array(play(b, m))),
    Parity(minimax, lambda b: _tree(b)[0] * player(b), "closed form", _late,
           ours=lambda b: minimax(b)[0], trials=30),
    Parity(count_nodes, lambda b: _tree(b)[1], "closed form", _late),
    Parity(mcts, lambda b, *_: _tree(b)[0], "closed form", _searched,
           ours=_worth_of_mcts, trials=4,
           convention="given enough simulations, its move is as good as minimax's"),
    Parity(evolve, _best_pack, "closed form", _knapsack, ours=_packed,
           convention="on 8 bits it finds the best of all 256 strings"),
    Parity(kalman_filter, _conditioned, "closed form", _tracked, rtol=1e-9, atol=1e-9),
    Parity(triangular, _interpolated, "NumPy", _triangle, trials=30),
    Parity(mamdani, _centroid, "closed form", _controller, rtol=1e-10),
    Parity(population_stability, _psi, "SciPy", _samples, rtol=1e-10, atol=1e-12,
           trials=20),
    Parity(ks_test, _their_ks, "SciPy", _samples, rtol=1e-10, trials=20,
           convention="SciPy's own p-value is exact for small samples"),
    Parity(as_process, lambda P, R, _: (P, R), "closed form", _process),
    Parity(value_iteration, _best_policy, "closed form", _process, rtol=1e-9,
           atol=1e-9, ours=lambda *a: value_iteration(*a)[:2]),
    Parity(policy_value, _rolled_out, "closed form", _policy, rtol=1e-9, atol=1e-9),
    Parity(q_learning, _bellman, "closed form", _certain, ours=_learned, rtol=1e-9,
           atol=1e-9, trials=5,
           convention="without chance and with alpha 1 it ends at Bellman's equation"),
    Parity(learned_beside_random, _worths, "closed form", lambda rng: (rng,),
           rtol=1e-9, trials=2,
           convention="the learned policies are the best there are"),
    Parity(grid_world, _grid, "closed form",
           lambda rng: (int(rng.integers(2, 5)), float(rng.normal()), 1.5)),
    Parity(lane_keeper, _lane, "closed form",
           lambda rng: (int(rng.choice([3, 5, 7])), float(rng.uniform()))),
]  # fmt: skip
