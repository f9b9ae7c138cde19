"""Questions on the derivative of softmax."""

from __future__ import annotations

import numpy as np

from engine.nn.cross_entropy import softmax_cross_entropy_gradient
from engine.nn.softmax import softmax, softmax_jacobian, softmax_vjp
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    expression,
    matrix,
    number,
    order,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.numbers import Tolerance
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


def _probabilities(rng: Rng, k: int = 3) -> np.ndarray:
    """Probabilities in hundredths, each at least 0.1, that sum to 1."""
    return (10 + rng.multinomial(100 - 10 * k, np.full(k, 1 / k))) / 100


@number(level=1, covers=["S42.02", "W42.04"])
def diagonal_entry(rng: Rng) -> Ask:
    """A diagonal entry of the Jacobian."""
    z = rng.normal(size=3).round(1)
    p = softmax(z)
    return Ask(
        f"For logits {vec(z)}, with $p = \\mathrm{{softmax}}(z)$, what is "
        "$\\partial p_1/\\partial z_1$?",
        key=softmax_jacobian(z)[0, 0],
        mistakes=[
            Mistake(
                "gave-the-probability",
                p[0],
                "That is $p_1$ itself. Its derivative by its own logit is the "
                "probability times what is left of it.",
            ),
            Mistake(
                "off-diagonal-rule",
                -p[0] * p[1],
                "That is $\\partial p_1/\\partial z_2$: the rule for another logit.",
            ),
            Mistake(
                "squared",
                p[0] ** 2,
                "That is $p_1^2$, the part that is subtracted: "
                "$p_1(1-p_1) = p_1 - p_1^2$.",
            ),
        ],
        why=f"$p_1 = {num(p[0])}$, and $\\partial p_1/\\partial z_1 = p_1(1-p_1) = "
        f"{num(p[0])}\\cdot{num(1 - p[0])} = {num(p[0] * (1 - p[0]))}$.",
    )


@number(level=1, covers=["S42.02", "W42.05", "W42.06"])
def off_diagonal_entry(rng: Rng) -> Ask:
    """An entry off the diagonal."""
    p = _probabilities(rng)
    return Ask(
        f"A softmax layer outputs {vec(p)}. What is $\\partial p_1/\\partial z_3$?",
        key=softmax_jacobian(np.log(p))[0, 2],
        mistakes=[
            Mistake(
                "lost-the-sign",
                p[0] * p[2],
                "The size is right, the sign is not: raising $z_3$ takes "
                "probability away from the first class.",
            ),
            Mistake(
                "thought-it-zero",
                0.0,
                "Softmax is not entrywise: every logit is in the denominator, so "
                "every output moves.",
            ),
            Mistake(
                "diagonal-rule",
                p[0] * (1 - p[0]),
                "That is $\\partial p_1/\\partial z_1$. Here the logit is another "
                "class's.",
            ),
        ],
        why="For $i \\ne j$ only the denominator depends on $z_j$, so "
        f"$\\partial p_1/\\partial z_3 = -p_1 p_3 = -{num(p[0])}\\cdot{num(p[2])} = "
        f"{num(-p[0] * p[2])}$.",
    )


@matrix(level=2, covers=["S42.03", "S42.08"])
def whole_jacobian(rng: Rng) -> Ask:
    """The whole Jacobian from the output."""
    p = _probabilities(rng)
    return Ask(
        f"A softmax layer outputs $p$ = {vec(p)}. Write its Jacobian "
        "$\\partial p_i/\\partial z_j$, row $i$ for the output $p_i$.",
        key=softmax_jacobian(np.log(p)),
        mistakes=[
            Mistake(
                "entrywise-product",
                np.diag(p) - p * p,
                "You subtracted $p_j^2$ down each column. The second term needs "
                "every pair $p_i p_j$: an outer product.",
            ),
            Mistake(
                "only-the-diagonal",
                np.diag(p * (1 - p)),
                "The diagonal is right. The rest is not zero: it is $-p_i p_j$.",
            ),
            Mistake(
                "sign-of-the-rest",
                np.diag(p) - np.outer(p, p) + 2 * (np.outer(p, p) - np.diag(p * p)),
                "Off the diagonal the sign is negative; otherwise the rows could "
                "not sum to 0.",
            ),
        ],
        why="$J = \\mathrm{diag}(p) - p\\,p^\\top$. Each row sums to 0, because the "
        "probabilities sum to 1 whatever the logits do.",
    )


@matrix(level=2, covers=["S42.07", "C42.04"])
def pulled_back(rng: Rng) -> Ask:
    """A gradient pulled back through softmax."""
    p = _probabilities(rng)
    g = rng.integers(-4, 5, size=3).astype(float)
    inner = num(float(g @ p))
    return Ask(
        f"A softmax layer outputs $p$ = {vec(p)}, and the gradient that arrives at "
        f"its output is $g$ = {vec(g)}. What is the gradient by the logits?",
        key=softmax_vjp(p, g),
        mistakes=[
            Mistake(
                "forgot-the-mean",
                p * g,
                "You multiplied entry by entry. The mean gradient "
                "$\\langle g, p\\rangle$ has to be subtracted from $g$ first.",
            ),
            Mistake(
                "only-the-diagonal",
                p * (1 - p) * g,
                "You used the diagonal of the Jacobian alone. Every output passes "
                "gradient to every logit.",
            ),
            Mistake(
                "subtracted-after",
                p * g - g @ p,
                "The mean $\\langle g, p\\rangle$ is subtracted from $g$ before the "
                "product with $p$, not after it.",
            ),
        ],
        why=f"$J^\\top g = p \\odot (g - \\langle g, p\\rangle)$ with "
        f"$\\langle g, p\\rangle = {inner}$. It takes $O(K)$ time; the matrix is "
        "never formed.",
    )


@matrix(level=1, covers=["S42.05", "C42.03"])
def loss_gradient(rng: Rng) -> Ask:
    """The gradient of cross-entropy by the logits."""
    p = _probabilities(rng)
    label = int(rng.integers(3))
    y = np.eye(3)[label]
    return Ask(
        f"Softmax gives $p$ = {vec(p)}; the true class is number {label + 1}. What is "
        "the gradient of the cross-entropy loss by the logits?",
        key=softmax_cross_entropy_gradient(np.log(p), y),
        mistakes=[
            Mistake(
                "turned-round",
                y - p,
                "That is the direction a gradient step moves in. The gradient itself "
                "is $p - y$.",
            ),
            Mistake(
                "by-the-probabilities",
                -y / p,
                "That is the gradient by the probabilities, $-y_i/p_i$. It has yet "
                "to pass through softmax.",
            ),
            Mistake(
                "only-the-true-class",
                (p - y) * y,
                "The entry of the true class is right, but the other logits raise "
                "the loss too, each by its own $p_i$.",
            ),
        ],
        why="$\\partial L/\\partial z = p - y$: the $1/p$ of the logarithm and the "
        "$p$ of softmax's Jacobian cancel. The entries sum to 0.",
    )


@choice(level=2, covers=["C42.02"])
def null_direction(rng: Rng) -> Ask:
    """The direction that changes nothing."""
    z = rng.normal(size=3).round(1)
    p = softmax(z)
    jacobian = softmax_jacobian(z)
    named = {
        "$(1, 1, 1)$": (np.ones(3), ""),
        "$p$ itself": (
            p,
            "Moving along $p$ raises the likely classes most, so $p$ sharpens. Only a "
            "move that is equal for all logits cancels.",
        ),
        "$(1, 0, 0)$": (
            np.eye(3)[0],
            "One logit alone moves its own probability by $p_1(1-p_1)$ and all the "
            "others too.",
        ),
        "$(1, -1, 0)$": (
            np.array([1.0, -1.0, 0.0]),
            "This move sums to 0, but softmax looks at differences between logits, "
            "and it changes one.",
        ),
    }
    effect = {name: np.abs(jacobian @ v).max() for name, (v, _) in named.items()}
    key = min(effect, key=effect.__getitem__)
    return Ask(
        f"At $z$ = {vec(z)}, which small move of the logits leaves every probability "
        "where it is?",
        key=key,
        mistakes=[
            Mistake(f"moved-along-{i}", name, hint)
            for i, (name, (_, hint)) in enumerate(named.items())
            if name != key
        ],
        why="$J\\,(1,1,1)^\\top = 0$: adding one number to all logits cancels in the "
        "fraction. That is why $J$ has rank $K-1$ and why the largest logit may be "
        "subtracted for stability.",
    )


@choice(level=1, covers=["C42.05", "S42.06"])
def same_jacobian(rng: Rng) -> Ask:
    """Logits with the same Jacobian."""
    z = rng.choice(np.arange(-20, 21), size=3, replace=False) / 10
    shift = float(rng.choice([-100.0, 7.0, 100.0, 1000.0]))
    candidates = {
        "shifted": (z + shift, ""),
        "scaled": (
            2 * z,
            "Doubling the logits doubles their differences: the output becomes "
            "sharper, as at half the temperature.",
        ),
        "negated": (
            -z,
            "Negated logits turn the order round: the least likely class becomes the "
            "most likely.",
        ),
        "reordered": (
            np.roll(z, 1),
            "The same numbers in another order give the same entries in other "
            "places: another matrix.",
        ),
    }
    target = softmax_jacobian(z)
    gap = {
        name: np.abs(softmax_jacobian(v) - target).max()
        for name, (v, _) in candidates.items()
    }
    key = min(gap, key=gap.__getitem__)
    return Ask(
        f"Which logits give the same softmax Jacobian as {vec(z)}?",
        key=vec(candidates[key][0], 6),
        mistakes=[
            Mistake(name, vec(v, 6), hint)
            for name, (v, hint) in candidates.items()
            if name != key
        ],
        why=f"Adding {num(shift)} to every logit cancels in the fraction, so $p$ and "
        "$J = \\mathrm{diag}(p) - p\\,p^\\top$ stay what they were.",
    )


@choice(level=1, covers=["L42.01"])
def steepest(rng: Rng) -> Ask:
    """Where the derivative is largest."""
    low, high = rng.choice([1, 2, 3], 1)[0] / 10, rng.choice([7, 8, 9], 1)[0] / 10
    candidates = [float(low), 0.5, float(high), 0.99]
    slope = {p: softmax_jacobian([np.log(p / (1 - p)), 0.0])[0, 0] for p in candidates}
    key = max(slope, key=slope.__getitem__)
    return Ask(
        "Only $z_1$ moves. At which value of $p_1$ does $p_1$ answer it most strongly?",
        key=f"$p_1 = {num(key)}$",
        mistakes=[
            Mistake(
                "saturated" if p > 0.95 else "high" if p > 0.5 else "low",
                f"$p_1 = {num(p)}$",
                f"There the slope is ${num(p)}\\cdot{num(1 - p)} = {num(slope[p])}$; "
                f"at $p_1 = {num(key)}$ it is ${num(slope[key])}$.",
            )
            for p in candidates
            if p != key
        ],
        why="$p_1(1-p_1)$ is largest at $p_1 = 1/2$, where it is $1/4$. Near 0 and 1 "
        "the slope vanishes: a saturated softmax hardly learns from its own output.",
    )


@number(level=2, covers=["C42.04"], tolerance=Tolerance(rtol=0.02, atol=0.0))
def memory(rng: Rng) -> Ask:
    """What the Jacobian would weigh."""
    k = int(rng.choice([20_000, 32_000, 50_000, 100_000, 128_000]))
    entry = np.zeros((), dtype=np.float32).nbytes
    gigabytes = k * k * entry / 1e9
    return Ask(
        f"A language model has a vocabulary of {k} tokens. How many gigabytes "
        "($10^9$ bytes) would the softmax Jacobian of one position take in float32?",
        key=gigabytes,
        mistakes=[
            Mistake("in-float64", 2 * gigabytes, "float32 takes 4 bytes, not 8."),
            Mistake("counted-entries", gigabytes / 4, "Each entry takes 4 bytes."),
            Mistake(
                "one-row",
                k * entry / 1e9,
                "That is a vector of logits. The Jacobian has a row for each output.",
            ),
        ],
        why=f"${k}^2 \\cdot 4$ bytes $= {num(gigabytes)}$ GB. The product with an "
        f"upstream gradient needs only the {k} probabilities.",
    )


@expression(level=2, covers=["S42.02", "Q42.01"])
def two_classes(rng: Rng) -> Ask:
    """The derivative for two classes, as a formula."""
    a, b = rng.permutation(["u", "v"])
    # With a common factor in front of both logits the answer has to carry it.
    c = int(rng.integers(2, 7))
    domain = {"u": (-2.0, 2.0), "v": (-2.0, 2.0)}
    probability = f"exp({c}{a})/(exp({c}{a}) + exp({c}{b}))"
    other = f"exp({c}{b})/(exp({c}{a}) + exp({c}{b}))"
    return Ask(
        f"Two logits are ${c}{a}$ and ${c}{b}$, so the first probability is "
        f"$p = e^{{{c}{a}}} / (e^{{{c}{a}}} + e^{{{c}{b}}})$. Write "
        f"$\\partial p/\\partial {a}$ as a formula in $u$ and $v$.",
        key=Expr(f"{c} * {probability} * {other}", domain),
        mistakes=[
            Mistake(
                "lost-the-factor",
                f"{probability} * {other}",
                f"That is the derivative by the logit. The logit is ${c}{a}$, so the "
                f"chain rule puts a {c} in front.",
            ),
            Mistake(
                "only-the-numerator",
                f"{c} * {probability}",
                "The numerator gives that; the denominator depends on the same "
                "variable, and takes part of it away.",
            ),
            Mistake(
                "wrong-sign",
                f"-{c} * {probability} * {other}",
                "That is the derivative by the other variable. By its own logit a "
                "probability rises.",
            ),
        ],
        why=f"By the logit it is $p(1-p)$, and the logit ${c}{a}$ has the derivative "
        f"{c}: $\\partial p/\\partial {a} = {c}\\,p\\,(1-p)$. With two classes, softmax "
        "is a sigmoid of the difference.",
    )


@steps(level=2, covers=["W42.01", "W42.02", "W42.03", "W42.04"])
def by_hand(rng: Rng) -> Ask:
    """From logits to a derivative by hand."""
    z = rng.choice(np.arange(-10, 21), size=2, replace=False) / 10
    e = np.exp(z)
    p = softmax(z)
    return Ask(
        f"For logits {vec(z)}, work towards $\\partial p_1/\\partial z_1$.",
        key=(
            Part("the sum of the exponentials", float(e.sum()), mistakes=[
                Mistake("sum-of-logits", float(np.exp(z.sum())),
                        "Exponentiate first, then add."),
            ]),
            Part("p₁", float(p[0]), lambda total: float(e[0]) / total, [
                Mistake("not-normalised", float(e[0]),
                        "Divide the exponential by the sum."),
            ]),
            Part("∂p₁/∂z₁", float(softmax_jacobian(z)[0, 0]),
                 lambda _total, share: share * (1 - share), [
                Mistake("squared", float(p[0] ** 2),
                        "$p_1^2$ is what is subtracted from $p_1$."),
            ]),
        ),
        mistakes=[],
        why=f"$S = {num(e[0])} + {num(e[1])} = {num(e.sum())}$, $p_1 = {num(p[0])}$, and "
        f"$p_1(1 - p_1) = {num(p[0] * (1 - p[0]))}$.",
    )  # fmt: skip


@order(level=2, covers=["Q42.01", "S42.04"], definition=True)
def derivation(rng: Rng) -> Ask:
    """The derivation, in order."""
    del rng
    return Ask(
        "Put the derivation of the softmax Jacobian in order.",
        key=Steps(
            (
                "Write $p_i = e^{z_i}/S$ with one denominator $S$ for all classes",
                "For $j = i$ the quotient rule gives $p_i - p_i^2$",
                "For $j \\ne i$ the quotient rule gives $-p_i p_j$",
                "Join both cases with $\\delta_{ij}$: $p_i(\\delta_{ij} - p_j)$",
                "Write the matrix: $\\mathrm{diag}(p) - p\\,p^\\top$",
            ),
            (
                (0, 1, "There is nothing to differentiate yet."),
                (0, 2, "There is nothing to differentiate yet."),
                (1, 3, "Both cases are needed before they can be joined."),
                (2, 3, "Both cases are needed before they can be joined."),
                (3, 4, "The matrix has the joined entries."),
            ),
        ),
        mistakes=[],
        why="The two cases may be taken in either order; everything else builds on what "
        "stands before it.",
    )


@choices(level=2, covers=["C42.02", "S42.03"], proof="symmetric_and_singular")
def properties(rng: Rng) -> Ask:
    """What holds for every softmax Jacobian."""
    k = int(rng.integers(3, 9))
    return Ask(
        f"$J$ is the Jacobian of a softmax over {k} finite logits. What holds?",
        key={
            "It is symmetric": "$p_i p_j$ is the same either way round.",
            "Each row sums to 0": "the probabilities sum to 1, whatever moves.",
            f"Its rank is {k - 1}": "one direction, all logits together, changes nothing.",
        },
        mistakes=[
            Mistake(
                "diagonal",
                "It is diagonal",
                "All classes share one denominator, so no entry is 0.",
            ),
            Mistake(
                "invertible",
                "It has an inverse",
                "$J\\,(1, \\dots, 1)^\\top = 0$, so it has none.",
            ),
            Mistake(
                "negative-eigenvalue",
                "It has a negative eigenvalue",
                "$v^\\top J v$ is the variance of $v$ under $p$, so it is never "
                "negative.",
            ),
        ],
        why="All of it follows from $J = \\mathrm{diag}(p) - p\\,p^\\top$.",
    )


@shape(level=1, covers=["S42.08"])
def batch_shape(rng: Rng) -> Ask:
    """The shape of a batch of Jacobians."""
    n, k = (int(v) for v in rng.choice(np.arange(2, 65), size=2, replace=False))
    J = softmax_jacobian(np.zeros((n, k)))
    return Ask(
        f"Logits come in a batch of shape $({n}, {k})$, a row for each example. What is "
        "the shape of all their Jacobians together?",
        key=J.shape,
        mistakes=[
            Mistake("one-matrix", (k, k), "That is one example's; there are more."),
            Mistake("vectors", (n, k), "Each example has a matrix, not a vector."),
            Mistake(
                "everything-by-everything",
                (n, k, n, k),
                "Examples do not touch each other: those blocks would all be zero.",
            ),
        ],
        why=f"A matrix of {k} outputs by {k} logits for each of {n} examples.",
    )


@number(level=3, covers=["C42.05"])
def temperature_entry(rng: Rng) -> Ask:
    """A diagonal entry at another temperature."""
    z = rng.choice(np.arange(-20, 21), size=3, replace=False) / 10
    T = float(rng.choice([0.5, 2.0, 4.0, 5.0]))
    p = softmax(z / T)
    return Ask(
        f"With $p = \\mathrm{{softmax}}(z / T)$, $z$ = {vec(z)} and $T = {num(T)}$, what "
        "is $\\partial p_1/\\partial z_1$?",
        key=softmax_jacobian(z / T)[0, 0] / T,
        mistakes=[
            Mistake(
                "forgot-the-temperature",
                softmax_jacobian(z / T)[0, 0],
                "That is the derivative by $z_1/T$. One more factor, $1/T$, comes from "
                "the chain rule.",
            ),
            Mistake(
                "at-temperature-one",
                softmax_jacobian(z)[0, 0],
                "You left $T$ out altogether: the probabilities change with it too.",
            ),
            Mistake(
                "times-the-temperature",
                softmax_jacobian(z / T)[0, 0] * T,
                "$z_1/T$ has the derivative $1/T$, not $T$.",
            ),
        ],
        why=f"$p_1 = {num(p[0])}$, and the chain rule gives $p_1(1-p_1)/T = "
        f"{num(p[0] * (1 - p[0]) / T)}$.",
    )


@recall(level=2, covers=["Q42.01"])
def derive(rng: Rng) -> Ask:
    """Derive the softmax Jacobian."""
    del rng
    return Ask(
        "“Derive the Jacobian of softmax.” Answer as you would at the board.",
        key=(
            Point(
                "Every $p_i$ depends on every logit, through the shared denominator",
                "Which outputs move when one logit moves, and why?",
            ),
            "For $j = i$: $p_i(1 - p_i)$",
            Point(
                "For $j \\ne i$: $-p_i p_j$",
                "And the entries off the diagonal?",
            ),
            "Together: $p_i(\\delta_{ij} - p_j)$, or $\\mathrm{diag}(p) - p\\,p^\\top$",
            Point(
                "A check said unasked: the rows sum to 0",
                "How would you check your matrix on the board?",
            ),
        ),
        mistakes=[],
        why="What comes next is usually “and how do you backpropagate through it?”: not "
        "with the matrix, but with $p \\odot (g - \\langle g, p\\rangle)$.",
    )


@recall(level=2, covers=["Q42.02", "C42.06"])
def why_fused(rng: Rng) -> Ask:
    """Why softmax and cross-entropy are one operation."""
    del rng
    return Ask(
        "“Why do libraries take logits and compute softmax and cross-entropy in one "
        "operation?”",
        key=(
            Point(
                "A probability can round to 0, and its logarithm is $-\\infty$",
                "What happens to a confident wrong prediction in float32?",
            ),
            "From logits the loss is a difference, $\\mathrm{logsumexp}(z) - z_t$, which "
            "stays finite",
            Point(
                "The gradient collapses to $p - y$: nothing is divided by $p$",
                "What does the gradient look like?",
            ),
            "Fewer passes over memory than two separate operations",
        ),
        mistakes=[],
        why="The trap is to apply softmax first and hand its output to a loss that "
        "expects logits: it trains, slowly, and nobody is told.",
    )


@recall(level=3, covers=["Q42.03", "S42.07"])
def by_hand_backwards(rng: Rng) -> Ask:
    """Backpropagate through softmax."""
    del rng
    return Ask(
        "“A gradient $g$ arrives at the output of a softmax. What do you pass back, and "
        "at what cost?”",
        key=(
            "$J^\\top g$, and $J$ is symmetric",
            "$p \\odot (g - \\langle g, p\\rangle)$",
            Point(
                "$O(K)$ in time and memory, where the matrix has $K^2$ entries",
                "What does that cost with 100,000 classes?",
            ),
            Point(
                "Under cross-entropy it is $p - y$ and needs no product at all",
                "And if a cross-entropy follows the softmax?",
            ),
        ),
        mistakes=[],
        why="Subtracting the mean of $g$ under $p$ is what makes the result sum to 0.",
    )


@choice(level=1, covers=["E42.01", "S42.04"], definition=True)
def kronecker(rng: Rng) -> Ask:
    """What the delta in the formula means."""
    del rng
    return Ask(
        "In $J_{ij} = p_i(\\delta_{ij} - p_j)$, what is $\\delta_{ij}$?",
        key="1 where $i = j$, 0 elsewhere",
        mistakes=[
            Mistake(
                "at-most-one",
                "At most 1 where $i = j$",
                "A damaged copy of the formula has a sign of inequality there. On the "
                "diagonal it equals 1.",
            ),
            Mistake(
                "a-small-change",
                "A small change of $z_j$",
                "That is another use of the letter. With two indices it is Kronecker's.",
            ),
            Mistake(
                "error-signal",
                "The error signal of backpropagation",
                "That one has a single index, and its value depends on the data.",
            ),
        ],
        why="It is the identity matrix, entry by entry; so $J = \\mathrm{diag}(p) - "
        "p\\,p^\\top$.",
    )


@output(level=2, covers=["S42.08", "E42.03"])
def snippet(rng: Rng) -> Ask:
    """What the snippet prints."""
    a, b = (int(v) for v in rng.choice([2, 4, 5, 8, 10], size=2, replace=False))
    code = (
        "import numpy as np\n"
        f"p = np.array([1 / {a}, 1 - 1 / {a}])\n"
        "J = np.diag(p) - np.outer(p, p)\n"
        f"print(J.shape, round(float(J[0, 1]) * {b}, 3))\n"
        "print(bool(np.allclose(J.sum(axis=0), 0)))"
    )
    off = -(1 / a) * (1 - 1 / a) * b
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "positive",
                f"(2, 2) {round(-off, 3)}\nTrue",
                "Off the diagonal the outer product is subtracted: the entry is "
                "negative.",
            ),
            Mistake(
                "rows-not-zero",
                f"(2, 2) {round(off, 3)}\nFalse",
                "Columns sum to 0 as rows do, for the matrix is symmetric.",
            ),
        ],
        why=f"$J_{{12}} = -p_1 p_2$, times {b} that is {num(off)}; and each column sums "
        "to 0.",
    )
