"""Questions on the kinds of artificial intelligence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.concepts.kinds_of_ai import APPROACHES, ability_level, classify_system
from engine.decision.false_belief import false_belief
from engine.decision.forward_chaining import forward_chain
from engine.decision.kalman import kalman_filter
from engine.decision.minimax import minimax
from engine.decision.tic_tac_toe import EMPTY, Board, moves, play, player, winner
from engine.decision.value_iteration import policy_value
from engine.statistics.conjugate import update_beta
from engine.statistics.discrete import Binomial
from engine.statistics.gamma_beta import Beta
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import choice, choices, match, number, recall, steps
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec
from quiz.topics.foundations.types_of_ai.tracking import window_variance

Rng = np.random.Generator


@choice(level=1, covers=["C02.01", "S02.01", "S02.04"], proof="outside_its_scope")
def shown_something_else(rng: Rng) -> Ask:
    """Shown what it has never seen."""
    known, other = (
        ("cats and dogs", "a bicycle"), ("ten kinds of flowers", "a teapot"),
        ("the digits 0 to 4", "a 7"), ("ripe and unripe tomatoes", "a banana"),
    )[rng.integers(4)]  # fmt: skip
    return Ask(
        f"A network has learned to tell apart {known}: it gives each of these classes a "
        f"probability, and names the largest. It is shown {other}. What happens?",
        key="It names one of its classes, perhaps with a high probability",
        mistakes=[
            Mistake(
                "says-unknown",
                "It answers that this is none of them",
                "None of its outputs means “none of them”, unless somebody has built one in.",
            ),
            Mistake(
                "all-near-zero",
                "All its probabilities are close to 0",
                "They sum to 1, whatever it is shown.",
            ),
            Mistake(
                "evenly",
                "Its probabilities are all alike, so one can see that it does not know",
                "The sums that lead to them follow strokes and colours, and these may be very "
                "much like one class.",
            ),
            Mistake(
                "learns-it",
                f"It sees that this is {other}, for it has learned what pictures are",
                "It has learned to part its classes, not to see. Nothing in it has that name.",
            ),
        ],
        why="That is what *narrow* means: good inside what it was trained for, wrong outside, "
        "and silent about the border. Every system in use is narrow.",
    )


@match(level=1, covers=["S02.09", "S02.10", "S02.11", "Q02.02", "S02.17"])
def what_is_kept(rng: Rng) -> Ask:
    """What a system keeps while it is used."""
    reactive = str(rng.choice(["Deep Blue", "expert system", "image classifier"]))
    told = {
        "reactive": "answers what it is given now, whatever came before",
        "limited memory": "keeps a state of what it has measured lately",
        "theory of mind": "keeps what others have seen, apart from what is",
    }
    names = [reactive, "driver assistance", "false-belief model"]
    return Ask(
        "Which system does what? " + "; ".join(names) + ".",
        key={name: told[classify_system(name).functionality] for name in names},
        mistakes=[
            Mistake(
                "learned-is-remembered",
                (reactive, told["limited memory"]),
                "It was built or trained once. While it is used, the same input gets the "
                "same answer, whatever came before.",
            ),
            Mistake(
                "state-of-the-world",
                ("false-belief model", told["limited memory"]),
                "It keeps more than what it has measured: a second world, which is what the "
                "other has seen.",
            ),
        ],
        why="Reactive, limited memory, theory of mind: the axis asks what is kept in use. The "
        "third is a toy here and nowhere more than a research topic; the fourth, "
        "*self-aware*, has no example at all.",
    )


@match(level=1, covers=["C02.06", "S02.13", "S02.14", "S02.15", "S02.16"])
def what_each_knows(rng: Rng) -> Ask:
    """What each approach knows in the end."""
    del rng
    names = ["symbolic", "connectionist", "evolutionary", "Bayesian"]
    return Ask(
        "What does each approach work with? " + "; ".join(names) + ".",
        key={name: APPROACHES[name] for name in names},
        mistakes=[
            Mistake(
                "rules-are-learned",
                ("symbolic", APPROACHES["connectionist"]),
                "Its rules were written down. Nothing is learned, and every conclusion can be "
                "explained by the rules that fired.",
            ),
            Mistake(
                "selection-is-training",
                ("evolutionary", APPROACHES["connectionist"]),
                "No slope is followed. Whole candidates are varied, and the fitter ones have "
                "children.",
            ),
            Mistake(
                "beliefs-are-rules",
                ("Bayesian", APPROACHES["symbolic"]),
                "A rule holds or does not. A belief is a number between, and evidence moves "
                "it.",
            ),
        ],
        why="Ask what you would find inside: rules, weights, a survivor, a distribution. In "
        "the evidence all four solve the same small problem.",
    )


@choices(level=1, covers=["E02.05", "S02.07", "S02.17"])
def what_alphago_is_made_of(rng: Rng) -> Ask:
    """What AlphaGo is made of."""
    del rng
    reasons = {
        "symbolic": ("Search in a tree of moves, by the rules of the game", "it looks ahead, "
                     "move by move."),
        "connectionist": ("Deep networks that propose moves and judge positions", "there are "
                          "far too many moves to try all."),
        "reinforcement": ("Learning from games won and lost against itself", "a reward, and "
                          "no teacher who knows the right move."),
        "evolutionary": ("A population of programs that are crossed with each other",
                         "It improves networks by its own games. Nothing is crossed."),
        "Bayesian": ("A probability distribution over its weights", "Its weights are plain "
                     "numbers; what it counts are visits of moves."),
    }  # fmt: skip
    inside = classify_system("AlphaGo").approaches
    return Ask(
        "Which of these are in AlphaGo, the program that beat the best Go players?",
        key={reasons[a][0]: reasons[a][1] for a in inside},
        mistakes=[
            Mistake(approach, text, hint)
            for approach, (text, hint) in reasons.items()
            if approach not in inside
        ],
        why="The approaches are no drawers. The strong systems combine them: search that is "
        "guided by networks, trained by reinforcement.",
    )


@choice(level=1, covers=["S02.11", "C02.05", "C02.08"])
def where_will_they_look(rng: Rng) -> Ask:
    """Where will she look?"""
    who, other = (str(v) for v in rng.permutation(["Sally", "Anne", "Ben", "Mia"])[:2])
    places = [str(p) for p in rng.permutation(["basket", "box", "drawer", "bag"])]
    stay = int(rng.integers(1, 3))
    events = [
        ("marble", place, {who, other} if i < stay else {other})
        for i, place in enumerate(places[:3])
    ]
    is_at, looks_at = false_belief(events, who, "marble")
    told = [f"puts it into the {places[0]}"]
    told += [f"moves it to the {place}" for place in places[1:3]]
    earlier = next(p for p in places if p not in {is_at, looks_at})
    return Ask(
        f"{who} and {other} play with a marble. {other} {', then '.join(told[:stay])}; both "
        f"see it. {who} leaves. {other} {', then '.join(told[stay:])}. {who} comes back and "
        "wants the marble. Where will an observer with a theory of mind expect the first "
        "look?",
        key=f"In the {looks_at}",
        mistakes=[
            Mistake(
                "where-it-is",
                f"In the {is_at}",
                f"There it is, and you know it. {who} does not: nobody saw that but {other}.",
            ),
            Mistake(
                "anywhere",
                "Anywhere: it has been moved too often to tell",
                f"{who} knows of no move after leaving, and has no reason to search.",
            ),
            Mistake(
                "another-place",
                f"In the {earlier}",
                f"It is not there, and {who} did not see it put there last.",
            ),
        ],
        why=f"In the {looks_at}, where {who} saw it last. Who expects the {is_at} has taken "
        "the world for what is in another's head. To do better, a system must keep a model "
        "of what others believe; this toy is told what was seen, and to infer it from "
        "behaviour is the open problem.",
    )


@choices(level=1, covers=["S02.13", "H02.02"])
def what_follows(rng: Rng) -> Ask:
    """What follows from the rules."""
    a, b, c, d, e, f, g = (str(v) for v in rng.permutation(list("PQRSTUV")))
    rules = [([a, b], c), ([c], d), ([d, a], e), ([f], b), ([e, g], f)]
    facts = [a, b]
    order = rng.permutation(len(rules))
    written = "; ".join(f"{' and '.join(rules[i][0])} → {rules[i][1]}" for i in order)
    found, _ = forward_chain(facts, [rules[i] for i in order])
    why = {
        c: f"{a} and {b} are known.",
        d: f"it follows from {c}, which follows itself.",
        e: f"{d} follows, and {a} is known.",
    }
    return Ask(
        f"An expert system knows the facts {a} and {b}, and the rules {written}. Which of "
        "these does it conclude?",
        key={str(v): why[str(v)] for v in sorted(map(str, found)) if v not in facts},
        mistakes=[
            Mistake(
                "backwards",
                f,
                f"{f} → {b} says that {b} follows from {f}, not the other way round.",
            ),
            Mistake(
                "missing-premise",
                g,
                f"No rule concludes {g}, and it is not among the facts.",
            ),
        ],
        why="Rules fire as long as one has something new to say; their order changes the "
        "proof, not the result. Nothing was learned, and every conclusion can be traced "
        "back: the strength of the symbolic approach. Its weakness is that somebody must "
        "write the rules.",
    )


@choice(level=2, covers=["S02.02", "E02.02", "Q02.01"])
def how_general(rng: Rng) -> Ask:
    """A card of ten tasks."""
    n = 10
    while True:
        weak = int(rng.integers(2, 5))
        card = np.concatenate([
            rng.integers(5, 45, weak), rng.integers(55, 85, n - weak - 1),
            [int(rng.choice([100, 95]))],
        ]).astype(float)  # fmt: skip
        if card.mean() > 52:
            break
    card = card[rng.permutation(n)]
    best, across = ability_level(card)
    told = {
        "average": ability_level(np.full(n, card.mean()))[0],
        "best": best,
    }
    mistakes = [
        Mistake(
            "by-the-average",
            f"{told['average'].capitalize()}: at or above 50 on average",
            "An average lets strong tasks pay for weak ones. General means nearly all of "
            "them.",
        ),
        Mistake(
            "by-the-best",
            f"{best.capitalize()}: that is its level at its best task",
            "Its best task is what it is worth as a narrow system.",
        ),
        Mistake(
            "by-the-count",
            f"Competent: at or above 50 in {n - weak} of ten tasks",
            "Many tasks are not nearly all. Who sets out a new task may well pick one of "
            "the others.",
        ),
    ]
    return Ask(
        f"Ten tasks; for each, the share of skilled adults, in per cent, that a system is at "
        f"least as good as: {vec(card)}. Call its level *emerging* below 50, *competent* from "
        "50, *expert* from 90, *superhuman* at 100. How general is it, if that is the level "
        "which nine of ten tasks reach?",
        key=f"{across.capitalize()}: two tasks or more lie below 50",
        mistakes=mistakes,
        why=f"{best.capitalize()} at its best, {across} in general. Doing many tasks is no "
        "longer what tells narrow from general: present language models do many. General "
        "would be hardly any task at which it falls behind.",
    )


@steps(level=2, covers=["S02.10", "C02.04"])
def one_step_of_memory(rng: Rng) -> Ask:
    """One step of a Kalman filter."""
    mean, p = float(rng.integers(5, 20)), float(rng.integers(1, 5))
    q, r = float(rng.integers(1, 4)), float(rng.integers(2, 9))
    z = mean + float(rng.choice([-6, -5, -4, 4, 5, 6]))
    means, variances = kalman_filter([z], q, r, (mean, p))
    gain = (p + q) / (p + q + r)
    return Ask(
        f"A filter believes that a car is {num(mean)} m ahead, with variance {num(p)}. Until "
        f"the next measurement the distance drifts by a random step of variance {num(q)}. "
        f"Then {num(z)} m are measured, with noise of variance {num(r)}.",
        key=(
            Part("gain", float((means[0] - mean) / (z - mean)), mistakes=[
                Mistake("no-drift", p / (p + r),
                        "Before it measures, its variance grows by the drift."),
                Mistake("weight-of-the-past", 1 - gain,
                        "That is the weight of what it believed. The gain is that of the "
                        "measurement."),
            ]),
            Part("new estimate", float(means[0]), lambda k: mean + k * (z - mean), [
                Mistake("measurement-alone", z,
                        "That is the reactive answer: it forgets everything else."),
                Mistake("halfway", (mean + z) / 2,
                        "Halfway would be right if both were equally uncertain."),
            ]),
            Part("new variance", float(variances[0]), lambda k, _: (1 - k) * (p + q), [
                Mistake("before-measuring", p + q, "The measurement makes it smaller."),
                Mistake("forgot-the-drift", (1 - gain) * p,
                        "It is that of the prediction which shrinks."),
            ]),
        ),
        mistakes=[],
        why=f"The gain is ${num(p + q)}/({num(p + q)} + {num(r)}) = {num(gain)}$, the weight "
        "of the measurement. The mean and the variance are all that it keeps of the past: a "
        "limited memory. It has learned nothing, for q and r were given.",
        check=lambda: (gain, mean + gain * (z - mean), (p + q) * r / (p + q + r)),
    )  # fmt: skip


@choice(level=2, covers=["C02.04", "S02.10"])
def how_much_memory(rng: Rng) -> Ask:
    """How much of the past to use."""
    windows = (1, 6, 40)
    goal = int(rng.choice(windows))
    while True:
        noise = float(rng.choice([0.2, 0.5, 1.0, 2.0, 3.0]))
        drift = float(rng.choice([0.0, 0.1, 0.5, 1.0, 2.0]))
        errors = {w: window_variance(w, drift, noise) for w in windows}
        best, second = sorted(errors.values())[:2]
        if min(errors, key=errors.__getitem__) == goal and second > 1.5 * best:
            break
    names = {1: "The last measurement alone", 6: "The mean of the last 6",
             40: "The mean of the last 40"}  # fmt: skip
    tells = {
        1: "it takes all of the noise",
        6: "it takes a sixth of the noise, and lags a little",
        40: "it takes hardly any noise, but much of it is long out of date",
    }
    moved = "does not move" if drift == 0 else (
        f"moves at random between two measurements, by about {num(drift)} m"
    )  # fmt: skip
    return Ask(
        f"A thing {moved}; a measurement is off by about {num(noise)} m. Which tells best "
        "where it is now?",
        key=names[goal],
        mistakes=[
            Mistake(f"window-{w}", names[w], f"Expected squared error {num(errors[w], 3)}: "
                    f"{tells[w]}. {names[goal]} has {num(errors[goal], 3)}.")
            for w in windows if w != goal
        ] + [Mistake("always-more", "It makes no difference: on average all are right",
                     "None of them is biased, but they scatter by very different amounts.")],
        why="Expected squared error: " + ", ".join(
            f"{num(errors[w], 3)} with {w}" for w in windows
        ) + ". Memory averages noise out and lets the past in. A reactive system is right "
        "where the world moves faster than it is mismeasured; a Kalman filter works out the "
        "weight.",
    )  # fmt: skip


@choices(level=2, covers=["E02.04"], proof="state_is_not_learning")
def state_or_learning(rng: Rng) -> Ask:
    """What learns, and what only remembers."""
    learns = (
        ("A spam filter that is trained anew each night on what users have marked", "its "
         "parameters change."),
        ("A recommender that fits your taste again after every rating", "its numbers for you "
         "change."),
        ("A robot that improves its policy after each fall", "the same situation gets another "
         "answer later."),
    )  # fmt: skip
    keeps = (
        Mistake("filter", "A filter that tracks the car ahead from the last measurements",
                "Its state changes. How it weighs a measurement does not."),
        Mistake("context", "A language model that refers to what you said three messages ago",
                "The conversation is part of its input. Its weights are what they were, and a "
                "new conversation starts from nothing."),
        Mistake("thermostat", "A thermostat that waits before it switches again",
                "It remembers when it has switched, and nothing else."),
        Mistake("table", "A chess engine that keeps a table of positions during a search",
                "The table saves work, and is thrown away. The next game is played the same."),
    )  # fmt: skip
    right = rng.choice(len(learns), size=2, replace=False)
    wrong = rng.choice(len(keeps), size=3, replace=False)
    return Ask(
        "Which of these learn while they are used?",
        key=dict(learns[i] for i in right),
        mistakes=[keeps[i] for i in wrong],
        why="Keeping a state and learning are two things. State is what is known of this "
        "case; learning changes how all later cases are treated.",
    )


@choice(level=2, covers=["S02.09", "H02.01"])
def best_square(rng: Rng) -> Ask:
    """The move of a reactive machine."""
    while True:
        board: Board = EMPTY
        for square in rng.permutation(9)[: rng.integers(4, 6)]:
            if moves(board):
                board = play(board, int(square))
        me, free = player(board), moves(board)
        if not free:
            continue
        worth = {m: me * minimax(play(board, m))[0] for m in free}
        best = max(worth.values())
        wins = [m for m in free if winner(play(board, m)) == me]
        if list(worth.values()).count(best) == 1 and not wins:
            break
    _, move = minimax(board)
    words = {1: "can be won", 0: "ends in a draw", -1: "is lost against best play"}
    sign = {1: "X", -1: "O", 0: "·"}
    drawn = "\n".join(" ".join(sign[v] for v in board[i : i + 3]) for i in (0, 3, 6))
    others = sorted((m for m in free if m != move), key=lambda m: (worth[m], m))[-3:]
    assert move is not None
    return Ask(
        f"```text\n{drawn}\n```\n\n{sign[me]} is to move; squares are numbered 1 to 9, row "
        "by row. Which square does minimax take?",
        key=_square(move),
        mistakes=[
            Mistake(
                f"square-{m + 1}", _square(m), f"After that the game {words[worth[m]]}."
            )
            for m in others
        ],
        why=f"After square {move + 1} the game {words[best]}, after any other it is worse: "
        "minimax tries every move, every reply, and so on, and trusts in nobody's mistakes. "
        "It looks at this board alone; how it came about makes no difference. That is what "
        "*reactive* means.",
    )


def _square(move: int) -> str:
    return f"Square {move + 1}"


@choice(level=2, covers=["E02.03", "S02.09"], proof="tables_change_no_move")
def what_reactive_leaves_out(rng: Rng) -> Ask:
    """Deep Blue, without memory?"""
    del rng
    return Ask(
        "Deep Blue is the standard example of a *reactive machine*. Which statement about "
        "programs of its kind holds?",
        key="They keep tables of positions while they search, but learn nothing from their "
        "games",
        mistakes=[
            Mistake(
                "no-memory-at-all",
                "They store nothing at all, not even during a search",
                "Without a table a search meets the same positions again and again: in "
                "tic-tac-toe 549,946 by all paths, of which 5,478 differ.",
            ),
            Mistake(
                "learns-from-games",
                "They get better with every game that they play",
                "Nothing of a game is kept that would change the next one.",
            ),
            Mistake(
                "reacts-without-thinking",
                "They answer at once, without looking ahead",
                "They look far ahead. Reactive is about the past: it has no influence.",
            ),
        ],
        why="The word means that experience leaves no trace, not that nothing is stored. Real "
        "engines have books of openings too, and need the moves so far to notice a "
        "repetition. Say so, and then give the example.",
    )


@number(level=1, covers=["S02.16"])
def belief_after_trials(rng: Rng) -> Ask:
    """A belief, and ten trials."""
    a, b = (int(v) for v in rng.integers(1, 6, size=2))
    n = int(rng.integers(5, 15))
    s = int(rng.integers(1, n))
    posterior = update_beta(Beta(float(a), float(b)), s, n - s)
    return Ask(
        f"A belief about a probability is Beta({a}, {b}). Then {s} of {n} trials succeed. "
        "What is its mean now?",
        key=posterior.mean,
        mistakes=[
            Mistake(
                "data-alone",
                s / n,
                "That is what the trials say alone. What was believed before counts too.",
            ),
            Mistake(
                "prior-alone",
                a / (a + b),
                "That was the belief before the trials.",
            ),
            Mistake(
                "average-of-both",
                (s / n + a / (a + b)) / 2,
                f"Not half each: the prior counts like {a + b} trials, the data are {n}.",
            ),
        ],
        why=f"Counts are added: Beta({a + s}, {b + n - s}), whose mean is ${a + s}/"
        f"{a + b + n}$. The Bayesian approach keeps a distribution, so it also knows how sure "
        "it is.",
        check=lambda: (a + s) / (a + b + n),
    )


@number(level=2, covers=["S02.15", "H02.03"])
def child_without_a_flaw(rng: Rng) -> Ask:
    """How mutation spoils a perfect string."""
    n = int(rng.choice([20, 30, 40, 50, 80, 100]))
    rate = float(rng.choice([0.01, 0.02, 0.03, 0.05]))
    return Ask(
        f"A genetic algorithm has found the best string of {n} bits, and both parents of a "
        f"child are that string. Each bit of the child is flipped with probability "
        f"{num(rate)}. How likely is it that the child is still perfect?",
        key=float(Binomial(n, rate).density(0)),
        mistakes=[
            Mistake(
                "one-bit",
                1 - rate,
                f"That is the chance of one bit. All {n} must stay.",
            ),
            Mistake(
                "sum-of-chances",
                1 - min(n * rate, 0.999),
                "Chances of several flips overlap: multiply the chances to stay.",
            ),
            Mistake(
                "at-least-one",
                1 - (1 - rate) ** n,
                "That is the chance that at least one bit is flipped.",
            ),
        ],
        why=f"${num(1 - rate)}^{{{n}}}$. Mutation finds new things and spoils good ones. So the "
        "best of a generation goes on unchanged, and the best fitness can never fall.",
        check=lambda: (1 - rate) ** n,
    )


@steps(level=3, covers=["S02.03", "C02.09"])
def circling_pays(rng: Rng) -> Ask:
    """What the boat is paid for."""
    places = int(rng.integers(4, 7))
    bonus = int(rng.integers(1, 4))
    prize = int(rng.integers(2, 30))
    gamma = float(rng.choice([0.5, 0.8, 0.9]))
    P, R = _course(places, bonus, prize)
    on = np.tile([0.0, 1.0], (places, 1))
    circle = on.copy()
    circle[1] = [1.0, 0.0]
    finish = float(policy_value(P, R, on, gamma)[0])
    around = float(policy_value(P, R, circle, gamma)[0])
    last = places - 2
    return Ask(
        f"A boat race in {places} places, one step from each to the next. The step from the "
        f"first place to the second passes a buoy and pays {bonus}, every time; the step into "
        f"the last place pays {prize}, and the race is over. A reward k steps later counts "
        f"$\\gamma^k$ with $\\gamma$ = {num(gamma)}. One boat goes straight to the finish. The "
        "other goes to and fro between the first two places for ever.",
        key=(
            Part("worth of the straight race", finish, mistakes=[
                Mistake("not-discounted", float(bonus + prize),
                        f"The prize comes {last} steps after the buoy: discount it."),
                Mistake("one-step-too-many", bonus + gamma ** (last + 1) * prize,
                        f"From the first step to the last are {last} steps."),
            ]),
            Part("worth of going to and fro", around, mistakes=[
                Mistake("every-step", bonus / (1 - gamma),
                        "Every second step is the way back, and pays nothing."),
                Mistake("once", float(bonus), "It passes the buoy again and again."),
            ]),
            Part("what the boat that maximises its points gets", max(finish, around), max, [
                Mistake("as-meant", min(finish, around),
                        "It takes whatever pays more, not what was meant."),
            ]),
        ),
        mistakes=[],
        why=f"${bonus} + {num(gamma)}^{{{last}}} \\cdot {prize} = {num(finish)}$ against "
        f"${bonus}/(1 - {num(gamma)}^2) = {num(around)}$. The agent does what is paid for. The "
        "more capable it is, the surer it finds the gap between the reward and the wish: "
        "the problem of *alignment*, in a world of a few cells.",
        check=lambda: (
            bonus + gamma**last * prize,
            bonus / (1 - gamma**2),
            max(bonus + gamma**last * prize, bonus / (1 - gamma**2)),
        ),
    )  # fmt: skip


def _course(places: int, bonus: float, prize: float) -> tuple[Array, Array]:
    """Back and on, between the first place and the last, where it ends."""
    at = np.arange(places)
    P, R = np.zeros((places, 2, places)), np.zeros((places, 2))
    P[at, 0, np.maximum(at - 1, 0)] = P[at, 1, np.minimum(at + 1, places - 1)] = 1
    P[-1] = np.eye(places)[-1]
    R[0, 1], R[-2, 1] = bonus, prize
    return P, R


@choice(level=1, covers=["E02.01", "E02.02", "C02.02"], definition=True)
def is_it_general(rng: Rng) -> Ask:
    """A model that does many things."""
    feats = ("writes poems, translates and explains code",
             "draws, answers questions and plans a journey",
             "passes a bar exam, tells jokes and sums up books")  # fmt: skip
    return Ask(
        f"A language model {feats[rng.integers(3)]}. “So it is general,” says your "
        "interviewer. What is the best answer?",
        key="Broad, but not general: at other tasks it falls far behind people, and it does "
        "not learn new ones by itself",
        mistakes=[
            Mistake(
                "many-so-general",
                "Yes: narrow means one task, and this does many",
                "That used to part the two. Today breadth does not: ask for the tasks at which "
                "it fails.",
            ),
            Mistake(
                "one-task-really",
                "No: predicting the next word is one task, so it is narrow like a chess engine",
                "That is how it was trained. What it can be used for is many tasks, and the "
                "axis is about those.",
            ),
            Mistake(
                "most-are-narrow",
                "Most systems are narrow, but this is one of the general ones",
                "No system is agreed to be general, so all that are in use count as narrow.",
            ),
        ],
        why="Name the measure: at how many tasks is it as good as skilled people, and what "
        "does it do with a new one? By that measure there is breadth without generality. "
        "Then say that the border is disputed.",
    )


@recall(level=1, covers=["Q02.01", "C02.01", "C02.02", "E02.01"])
def narrow_and_general(rng: Rng) -> Ask:
    """Narrow and general, in words."""
    del rng
    return Ask(
        "“What is the difference between ANI and AGI?”",
        key=(
            "Narrow: good at what it was built or trained for. General: would do what people "
            "can, new tasks included",
            Point("Every system in use is narrow; no general one is agreed to exist",
                  "Which of them exist?"),
            Point("An example: an image classifier, AlphaGo, a recommender",
                  "Can you give an example?"),
            Point(
                "Language models do many tasks, so breadth alone no longer separates the two",
                "And a model that writes, translates and programs?",
            ),
            Point(
                "What would show it: nearly all tasks, transfer to new ones, learning in use",
                "How would you test for it?",
            ),
            Point("Superintelligence, beyond people at nearly everything, is speculation",
                  "What comes after?"),
        ),
        mistakes=[],
        why="The definitions are the easy half. What lifts the answer is the status, stated "
        "plainly, and a way to measure it.",
    )  # fmt: skip


@recall(level=1, covers=["Q02.02", "C02.03", "C02.04", "E02.03", "E02.04"])
def reactive_and_limited(rng: Rng) -> Ask:
    """An example of each, in words."""
    del rng
    return Ask(
        "“Give an example of a reactive and of a limited-memory system.”",
        key=(
            "Reactive: Deep Blue. The same position gets the same move, whatever came before",
            Point("Limited memory: driver assistance, which tracks the cars around it",
                  "And one that remembers?"),
            Point("Say what is kept: position and speed, from the last measurements",
                  "What exactly does it remember?"),
            Point(
                "Reactive does not mean that nothing is stored: a search keeps tables",
                "Does a chess engine really have no memory?",
            ),
            Point("To keep a state is not to learn: the parameters stay",
                  "So does it learn while it drives?"),
        ),
        mistakes=[],
        why="Two names are half of the answer. The other half is what the memory holds, and "
        "what the one would do better with it.",
    )  # fmt: skip


@recall(level=2, covers=["Q02.03", "C02.07", "C02.08", "C02.10"])
def why_no_general_system(rng: Rng) -> Ask:
    """Why there is no AGI yet, in words."""
    del rng
    return Ask(
        "“Why haven't we built AGI yet?”",
        key=(
            Point("Transfer: what is learned on one task helps little, or harms, on another",
                  "What happens when you move a model to another task?"),
            Point("Common sense: what everybody knows is hardly written down",
                  "What do models get wrong that a child gets right?"),
            Point("Representation: of the world, of causes, of other minds",
                  "What would it need to know of people?"),
            "Compute, data and energy",
            Point("Learning in use, without forgetting what was known",
                  "Does a deployed model go on learning?"),
            Point("It is not agreed what to measure, so progress is hard to tell",
                  "How would we know?"),
        ),
        mistakes=[],
        why="Four reasons from a list, or two that you can explain with an example: take the "
        "two. And do not promise a year.",
    )  # fmt: skip
