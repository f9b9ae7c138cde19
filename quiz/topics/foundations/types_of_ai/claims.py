"""Statements on the kinds of artificial intelligence, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.concepts.kinds_of_ai import SYSTEMS, ability_level, classify_system
from engine.datasets.digits import digits
from engine.datasets.points import xor
from engine.decision.false_belief import false_belief
from engine.decision.forward_chaining import forward_chain
from engine.decision.genetic import evolve
from engine.decision.kalman import kalman_filter
from engine.decision.mcts import mcts
from engine.decision.minimax import count_nodes, minimax
from engine.decision.misspecified import reward_hacking
from engine.decision.tic_tac_toe import EMPTY, Board, moves, play, winner
from engine.linear.logistic import LogisticRegression
from engine.linear.softmax import SoftmaxRegression
from engine.metrics.rates import accuracy
from engine.nn.mlp import MLPClassifier
from engine.statistics.conjugate import update_beta
from engine.statistics.gamma_beta import Beta
from engine.workflow.images import leave_the_scope
from engine.workflow.translation import learn_dictionary, match_intent, translate
from quiz.claims import Evidence, above, claim, within
from quiz.topics.foundations.types_of_ai.tracking import walks, window_means

Rng = np.random.Generator


@claim(
    "A narrow system fails outside what it was trained for, and does not say so: it knows "
    "five digits, and is quite sure when it is shown another.",
    covers=["C02.01", "S02.01", "S02.04"],
)
def outside_its_scope(rng: Rng) -> Evidence:
    found = leave_the_scope(digits(400, 0.2, rng), digits(300, 0.2, rng), known=5)
    shown = {
        "digits 0 to 4 right": found["inside"],
        "digits 5 to 9 right": found["outside"],
        "mean certainty on digits 5 to 9": found["sure"],
    }
    margins = [above(found["inside"], 0.75), within(found["outside"], 1e-9),
               above(found["sure"], 0.4)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "An assistant that knows two intents finds one of them in any sentence, and a translator "
    "that has learned four words leaves the others as they are.",
    covers=["C02.01", "S02.05", "S02.06"],
)
def narrow_in_words(rng: Rng) -> Evidence:
    examples = [("wake me at six", "alarm"), ("set an alarm", "alarm"),
                ("play some music", "music"), ("play my song", "music")]  # fmt: skip
    pairs = [
        ("the house", "das haus"),
        ("the book", "das buch"),
        ("a book", "ein buch"),
    ]
    dictionary = learn_dictionary([pairs[i] for i in rng.permutation(3)])
    inside, sure = match_intent(examples, "set an alarm at six")
    outside, _ = match_intent(examples, "my house is on fire")
    known = translate("a house", dictionary)
    unknown = translate("the house burns", dictionary)
    shown: dict[str, float | str] = {
        "“set an alarm at six”": inside,
        "certainty": sure,
        "“my house is on fire”": outside,
        "“a house”": known,
        "“the house burns”": unknown,
    }
    as_said = [inside, outside, known, unknown] == [
        "alarm", "music", "ein haus", "das haus burns",
    ]  # fmt: skip
    return Evidence(min(within(1 - sure, 0.2), 1.0 if as_said else -1.0), shown)


@claim(
    "A reactive machine answers the position, whatever has led to it: of all orders of the "
    "same moves, minimax makes the same reply.",
    covers=["C02.03", "S02.09"],
)
def same_board_same_move(rng: Rng) -> Evidence:
    differ, asked = 0, 0
    while asked < 40:
        squares = rng.permutation(9)[:4]
        firsts, seconds = squares[::2], squares[1::2]
        replies = set()
        for first in (firsts, firsts[::-1]):
            for second in (seconds, seconds[::-1]):
                board = EMPTY
                for move in (first[0], second[0], first[1], second[1]):
                    board = play(board, int(move))
                replies.add(minimax(board)[1])
        differ += len(replies) > 1
        asked += 1
    value, _ = minimax(EMPTY)
    shown = {"positions, each reached in four orders": asked, "with two replies": differ,
             "value of the game": value}  # fmt: skip
    return Evidence(min(within(differ, 1), within(abs(value), 1)), shown)


@claim(
    "Minimax never loses: against a player who moves at random it wins or draws every game.",
    covers=["S02.09", "H02.01"],
)
def minimax_never_loses(rng: Rng) -> Evidence:
    results = []
    for game in range(60):
        board, mine = EMPTY, 1 if game % 2 == 0 else -1
        while moves(board):
            to_move = 1 if sum(board) == 0 else -1
            if to_move == mine:
                move = minimax(board)[1]
                assert move is not None
            else:
                move = int(rng.choice(moves(board)))
            board = play(board, move)
        results.append(mine * winner(board))
    shown = {"games": len(results), "won": results.count(1), "drawn": results.count(0),
             "lost": results.count(-1)}  # fmt: skip
    return Evidence(
        min(within(results.count(-1), 1), above(results.count(1), 30)), shown
    )


@claim(
    "A limited memory helps as much as the world stands still: of a thing that drifts, some "
    "measurements tell more than the last one, and more than all of them.",
    covers=["C02.04", "S02.10"],
)
def some_memory_is_best(rng: Rng) -> Evidence:
    x, z = walks(20, 200, 0.3, 1.5, rng)
    late = slice(60, None)
    shown = {}
    for name, window in (("the last one", 1), ("the last 8", 8), ("the last 60", 60)):
        off = (window_means(z, window) - x)[:, late]
        shown[f"error by {name}"] = float(np.sqrt((off**2).mean()))
    squares = []
    for measured, truth in zip(z, x, strict=True):
        mean, _ = kalman_filter(measured, q=0.09, r=2.25)
        squares.append(((mean - truth)[late] ** 2).mean())
    last, some, many = shown.values()
    shown["error of the Kalman filter"] = best = float(np.sqrt(np.mean(squares)))
    margins = [
        above(last, 1.4 * some),
        above(many, 1.2 * some),
        within(best, 1.3 * some),
    ]
    return Evidence(min(margins), shown)


@claim(
    "Four approaches solve the same exclusive or, and what each knows in the end is of another "
    "kind: rules, weights, a survivor, beliefs.",
    covers=["C02.06", "S02.13", "S02.14", "S02.15", "S02.16", "L02.01"],
)
def four_ways_to_xor(rng: Rng) -> Evidence:
    rows = xor(80, 0.0, rng)
    seen = (rows.y > 0) ^ (rng.random(80) < 0.1)  # a tenth of the answers is wrong
    corner = (2 * rows.X[:, 0] + rows.X[:, 1]).astype(int)
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    truth = np.array([0, 1, 1, 0])

    rules = [(["a", "not b"], "yes"), (["not a", "b"], "yes")]
    by_rule = []
    for a, b in X:
        facts = ["a" if a else "not a", "b" if b else "not b"]
        known, _ = forward_chain(facts, rules)
        by_rule.append(int("yes" in known))
    network = MLPClassifier(hidden=(8,), lr=0.05, epochs=60).fit(rows.X, seen, rng)
    fittest, _ = evolve(lambda s: float(np.mean(s[corner] == seen)), 4, rng, size=20,
                        generations=10, mutation=0.1)  # fmt: skip
    beliefs = []
    for place in range(4):
        yes = int(seen[corner == place].sum())
        no = int((corner == place).sum()) - yes
        beliefs.append(update_beta(Beta(1.0, 1.0), yes, no).mean)
    right = {
        "two rules": accuracy(truth, np.array(by_rule)),
        "weights of a network": accuracy(truth, np.asarray(network.predict(X))),
        "four bits that survived": accuracy(truth, fittest),
        "four beliefs": accuracy(truth, np.array(beliefs) > 0.5),
    }
    shown: dict[str, float | str] = {f"right by {k}": v for k, v in right.items()}
    shown["beliefs in yes at 00, 01, 10, 11"] = ", ".join(f"{b:.2f}" for b in beliefs)
    return Evidence(within(1 - min(right.values()), 0.1), shown)


@claim(
    "No line solves the exclusive or: it gets three corners of four at best, where a small "
    "network gets all of them.",
    covers=["S02.14", "C02.06"],
)
def no_line_does_xor(rng: Rng) -> Evidence:
    X, y, _ = xor(80, 0.1, rng)
    line = accuracy(y, LogisticRegression().fit(X, y).predict(X))
    network = MLPClassifier(hidden=(16,), lr=0.05, epochs=80).fit(X, y, rng)
    bent = accuracy(y, np.asarray(network.predict(X)))
    shown = {"a line": line, "a network with 16 hidden nodes": bent}
    return Evidence(min(within(line, 0.8), within(1 - bent, 0.05)), shown)


@claim(
    "Evolution needs no gradient: with the best kept, fitness never falls, and 30 bits that "
    "all should be 1 are found in some generations.",
    covers=["S02.15", "H02.03"],
)
def selection_climbs(rng: Rng) -> Evidence:
    best, history = evolve(np.sum, 30, rng, generations=60)
    first = int((history == 30).argmax()) if history[-1] == 30 else len(history)
    shown = {"bits right at the start": float(history[0]),
             "bits right at the end": float(best.sum()),
             "generations until all are": first,
             "largest fall": float(np.maximum(-np.diff(history), 0).max())}  # fmt: skip
    margins = [float(np.diff(history).min()) + 0.5, within(30 - float(best.sum()), 0.5),
               within(first, 60)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A belief is counted on: Beta(2, 2) and 7 successes in 10 trials make a mean of 9/14, the "
    "same at once or trial by trial.",
    covers=["S02.16"],
)
def belief_by_counting(rng: Rng) -> Evidence:
    at_once = update_beta(Beta(2.0, 2.0), 7, 3)
    one_by_one = Beta(2.0, 2.0)
    for success in rng.permutation([1] * 7 + [0] * 3):
        one_by_one = update_beta(one_by_one, int(success), 1 - int(success))
    off = abs(at_once.mean - 9 / 14) + abs(one_by_one.mean - at_once.mean)
    shown = {"mean at once": at_once.mean, "mean trial by trial": one_by_one.mean}
    return Evidence(within(off, 1e-9), shown)


@claim(
    "Given enough games played at random, a tree search finds moves as good as those of "
    "minimax; a handful of games is not enough.",
    covers=["S02.07"],
)
def playouts_find_the_move(rng: Rng) -> Evidence:
    good = {3: 0, 200: 0}
    asked = 0
    while asked < 8:
        board = EMPTY
        for square in rng.permutation(9)[:4]:
            board = play(board, int(square))
        if len(_values(board)) == 1:
            continue  # every move is as good as the next
        asked += 1
        best = max(_values(board))
        for simulations in good:
            move, _ = mcts(board, simulations, rng)
            good[simulations] += minimax(play(board, move))[0] == best
    shown = {"positions": asked}
    shown |= {f"best move by {n} games": right for n, right in good.items()}
    return Evidence(min(good[200] - 6.5, good[200] - good[3] - 0.5), shown)


def _values(board: Board) -> set[int]:
    """What the moves of the player whose turn it is are worth, to the one who began."""
    return {minimax(play(board, move))[0] for move in moves(board)}


@claim(
    "To predict what somebody will do it takes a second world: what they believe is what they "
    "saw last, not what is.",
    covers=["C02.05", "S02.11"],
)
def sally_looks_where_she_left_it(rng: Rng) -> Evidence:
    places = ["basket", "box", "drawer", "bag"]
    told, naive = 0, 0
    for _ in range(30):
        order = [places[i] for i in rng.permutation(4)]
        away = int(rng.integers(1, 4))
        events = [("marble", place, {"Sally", "Anne"} if i < away else {"Anne"})
                  for i, place in enumerate(order)]  # fmt: skip
        is_at, looks_at = false_belief(events, "Sally", "marble")
        told += looks_at == order[away - 1]
        naive += is_at == order[away - 1]
    shown = {"stories": 30, "foretold from what Sally saw": told,
             "foretold from where the marble is": naive}  # fmt: skip
    return Evidence(min(told - 29.5, 0.5 - naive), shown)


@claim(
    "A reward that says something else than was meant is served to the letter: paid for "
    "passing a buoy, a boat circles there and never finishes the race.",
    covers=["C02.09", "S02.03"],
)
def paid_for_the_wrong_thing(rng: Rng) -> Evidence:
    race = reward_hacking(rng)
    shown: dict[str, float | str] = {
        "points of the boat that learned": race.points_of_learned,
        "points for the race as it was meant": race.points_of_meant,
        "it arrives": str(race.learned_arrives),
        "the other arrives": str(race.meant_arrives),
    }
    as_said = not race.learned_arrives and race.meant_arrives
    more = above(race.points_of_learned, race.points_of_meant)
    return Evidence(min(more, 1.0 if as_said else -1.0), shown)


@claim(
    "Every system that is sorted here is narrow, whatever it remembers and however it works.",
    covers=["E02.01", "C02.02", "S02.17"],
    verdict="corrected",
    often="Most AI today is narrow.",
)
def all_of_them_are_narrow(rng: Rng) -> Evidence:
    names = list(SYSTEMS)
    narrow, functions, approaches = 0, set(), set()
    for place in rng.permutation(len(names)):
        kind = classify_system(names[place])
        narrow += kind.capability == "narrow"
        functions.add(kind.functionality)
        approaches |= set(kind.approaches)
    shown = {"systems": len(names), "narrow": narrow,
             "kinds of functionality": len(functions),
             "approaches": len(approaches)}  # fmt: skip
    margins = [narrow - len(names) + 0.5, len(functions) - 2.5, len(approaches) - 4.5]
    return Evidence(min(margins), shown)


@claim(
    "Doing many tasks does not make a system general: one that is good at eight tasks of ten "
    "is as little general as the specialist for one.",
    covers=["E02.02", "S02.02"],
    verdict="corrected",
    often="Narrow AI excels at one task, general AI at many.",
)
def breadth_is_not_generality(rng: Rng) -> Evidence:
    specialist = np.append(100.0, rng.uniform(0, 30, 9))
    broad = np.append(rng.uniform(60, 95, 8), rng.uniform(0, 30, 2))
    general = rng.uniform(55, 85, 10)
    shown, across = {}, []
    for name, card in (("one task", specialist), ("eight of ten", broad),
                       ("all ten", general)):  # fmt: skip
        best, level = ability_level(rng.permutation(card))
        shown[f"good at {name}"] = f"{best} at its best, {level} in general"
        across.append(level)
    as_said = across == ["emerging", "emerging", "competent"]
    return Evidence(1.0 if as_said else -1.0, shown)


@claim(
    "A machine without experience may well have tables: remembering positions while it "
    "searches spares a search 99 of 100 of them and changes no move.",
    covers=["E02.03", "S02.09"],
    verdict="corrected",
    often="Deep Blue has no memory.",
)
def tables_change_no_move(rng: Rng) -> Evidence:
    nodes, positions, waiting = count_nodes(EMPTY), {EMPTY}, [EMPTY]
    while waiting:
        board = waiting.pop()
        for move in moves(board):
            after = play(board, move)
            if after not in positions:
                positions.add(after)
                waiting.append(after)
    board = EMPTY
    for square in rng.permutation(9)[:5]:
        if moves(board):
            board = play(board, int(square))
    value = minimax(board)[0]
    shown = {"positions, counted by every path": nodes,
             "different ones": len(positions),
             "value of one, searched with a table": value,
             "the same without": _searched(board)}  # fmt: skip
    margins = [within(abs(nodes - 549_946), 1), within(len(positions) / nodes, 0.011),
               within(abs(value - _searched(board)), 1)]  # fmt: skip
    return Evidence(min(margins), shown)


def _searched(board: Board) -> int:
    """The value of a position, found without remembering any."""
    values = [_searched(play(board, move)) for move in moves(board)]
    if not values:
        return winner(board)
    return max(values) if sum(board) == 0 else min(values)


@claim(
    "To keep a state is not to learn: a Kalman filter weighs its measurements by gains that "
    "do not depend on any of them, and has forgotten where it began.",
    covers=["E02.04", "S02.10"],
    verdict="corrected",
    often="Systems with limited memory learn from recent data.",
)
def state_is_not_learning(rng: Rng) -> Evidence:
    _, z = walks(2, 80, 0.5, 1.0, rng)
    first, spread = kalman_filter(z[0], q=0.25, r=1.0)
    _, other = kalman_filter(z[1], q=0.25, r=1.0)
    elsewhere, _ = kalman_filter(z[0], q=0.25, r=1.0, start=(100.0, 1.0))
    gap = np.abs(first - elsewhere)
    shown = {"variances from other measurements differ by": float(np.abs(spread - other).max()),
             "begun 100 away: off after one step": float(gap[0]),
             "and after 80": float(gap[-1])}  # fmt: skip
    margins = [within(shown["variances from other measurements differ by"], 1e-12),
               above(float(gap[0]), 20.0), within(float(gap[-1]), 1e-3)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Approaches combine: a network that reads two digits and a rule that adds them tell "
    "whether the sum is even, which a linear model on the pixels of both does not.",
    covers=["E02.05", "S02.13"],
    verdict="corrected",
    often="An AI is symbolic, connectionist, evolutionary or Bayesian.",
)
def learned_eyes_and_a_rule(rng: Rng) -> Evidence:
    single = digits(400, 0.25, rng)
    reads = SoftmaxRegression().fit(single.X, single.y)
    pairs, new = _pairs(300, rng), _pairs(300, rng)
    learned = LogisticRegression().fit(*pairs)
    direct = accuracy(new[1], learned.predict(new[0]))
    rules = [
        (["first even", "second odd"], "sum odd"),
        (["first odd", "second even"], "sum odd"),
    ]
    said = []
    for a, b in zip(reads.predict(new[0][:, :64]), reads.predict(new[0][:, 64:]),
                    strict=True):  # fmt: skip
        facts = ["first odd" if a % 2 else "first even",
                 "second odd" if b % 2 else "second even"]  # fmt: skip
        known, _ = forward_chain(facts, rules)
        said.append(int("sum odd" in known))
    both = accuracy(new[1], np.array(said))
    shown = {"right, network and rule": both, "right, linear on all pixels": direct}
    return Evidence(min(above(both, 0.7), above(both - direct, 0.1)), shown)


def _pairs(n: int, rng: Rng) -> tuple[Array, Integers]:
    """Pixels of two digits side by side, shape (n, 128); 1 where their sum is odd."""
    first, second = digits(n, 0.25, rng), digits(n, 0.25, rng)
    order = rng.permutation(n)
    X = np.hstack([first.X, second.X[order]])
    return X, np.asarray((first.y + second.y[order]) % 2, dtype=np.int64)
