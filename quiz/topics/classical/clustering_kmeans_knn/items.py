"""Questions on k-means and k nearest neighbours."""

from __future__ import annotations

import math

import numpy as np

from engine.clustering.applications import centroid_outlier_score
from engine.clustering.kmeans import elbow, lloyd
from engine.concepts.tables import table
from engine.datasets.points import blobs
from engine.metrics.clusters import silhouette_samples
from engine.neighbors.distances import euclidean, manhattan, minkowski
from engine.neighbors.knn import KNNClassifier, KNNRegressor, k_nearest
from engine.preprocessing.scalers import StandardScaler
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    match,
    matrix,
    number,
    order,
    output,
    recall,
    steps,
)
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


def _line(rng: Rng) -> tuple[np.ndarray, np.ndarray]:
    """Seven numbers in three groups, and three centres that one step moves."""
    low = np.sort(rng.choice(np.arange(0, 8), size=2, replace=False))
    middle = np.sort(rng.choice(np.arange(20, 29), size=3, replace=False))
    high = np.sort(rng.choice(np.arange(42, 50), size=2, replace=False))
    x = np.concatenate([low, middle, high]).astype(float)
    return x, x[[0, 2, 5]]


@number(level=1, covers=["S20.02", "S20.03"])
def distance(rng: Rng) -> Ask:
    """The distance between two rows."""
    a, b = rng.integers(-5, 6, size=(2, 3)).astype(float)
    straight, blocks = float(euclidean(a, b)), float(manhattan(a, b))
    return Ask(
        f"What is the Euclidean distance between {vec(a)} and {vec(b)}?",
        key=straight,
        mistakes=[
            Mistake(
                "forgot-the-root",
                straight**2,
                "That is the squared distance. k-means sums it; the distance itself "
                "is its root.",
            ),
            Mistake(
                "manhattan",
                blocks,
                "You added the differences without their signs: the Manhattan distance.",
            ),
            Mistake(
                "largest-difference",
                float(minkowski(a, b, math.inf)),
                "That is the largest difference alone, the Chebyshev distance.",
            ),
        ],
        why=f"$\\sqrt{{{num(straight**2)}}} = {num(straight)}$.",
        check=lambda: float(np.linalg.norm(a - b)),
    )


@choice(level=2, covers=["S20.01", "S20.03"])
def nearest_by_blocks(rng: Rng) -> Ask:
    """The nearest row, by another distance."""
    # One far in one feature, one a little off in both: the two distances disagree.
    side, bit = float(rng.integers(4, 9)), float(rng.integers(1, 4))
    found = [
        np.array([side, 0.0]),
        np.round(rng.uniform(0.55, 0.65) * np.array([side, -side]), 1),
        np.array([-side - bit, 1.0]),
        np.array([bit, side + 1]),
    ]
    turned = [x[::-1] for x in found] if rng.random() < 0.5 else found
    rows = dict(zip("ABCD", (turned[i] for i in rng.permutation(4)), strict=True))
    apart = {name: float(manhattan(np.zeros(2), x)) for name, x in rows.items()}
    straight = {name: float(euclidean(np.zeros(2), x)) for name, x in rows.items()}
    key = min(apart, key=apart.__getitem__)
    other = min(straight, key=straight.__getitem__)
    return Ask(
        "Rows "
        + ", ".join(f"{name} = {vec(x)}" for name, x in rows.items())
        + ". Which is nearest to the origin by the Manhattan distance?",
        key=key,
        mistakes=[
            Mistake(
                "euclidean" if name == other else f"not-{name}",
                name,
                f"By the Manhattan distance {name} is {num(apart[name])} away, {key} only "
                f"{num(apart[key])}."
                + (" It is the nearest by the Euclidean one." if name == other else ""),
            )
            for name in rows
            if name != key
        ],
        why=f"$|x_1| + |x_2|$ is {num(apart[key])} for {key}. Which rows are alike depends "
        "on the distance that is chosen.",
    )


@matrix(level=1, covers=["S20.04", "H20.01"])
def one_step(rng: Rng) -> Ask:
    """One step of k-means."""
    x, start = _line(rng)
    moved = lloyd(x[:, None], start[:, None], max_iter=1)[0][:, 0]
    medians = np.array([x[:2].mean(), np.median(x[2:5]), x[5:].mean()])
    return Ask(
        f"Rows {vec(x)} in one dimension, centres {vec(start)}. Where are the centres "
        "after one step: assign, then move?",
        key=moved,
        mistakes=[
            Mistake(
                "did-not-move",
                start,
                "Those are the old centres. After the assignment each moves to the mean "
                "of its rows.",
            ),
            Mistake(
                "median",
                medians,
                "You took the middle row. The mean is what makes the sum of squares "
                "smallest.",
            ),
            Mistake(
                "halfway-to-the-mean",
                (start + moved) / 2,
                "A centre goes all the way to the mean of its rows.",
            ),
        ],
        why="The first two rows are nearest to the first centre, three to the second, two "
        f"to the third; the means are {vec(moved)}.",
        check=lambda: np.array([x[:2].mean(), x[2:5].mean(), x[5:].mean()]),
    )


@number(level=1, covers=["S20.06", "S20.04"])
def inertia(rng: Rng) -> Ask:
    """The sum that k-means lowers."""
    x, start = _line(rng)
    centers, labels, sums, _ = lloyd(x[:, None], start[:, None])
    gaps = np.abs(x - centers[labels, 0])
    total = float(sums[-1])
    return Ask(
        f"k-means has ended on the rows {vec(x)} with centres {vec(centers[:, 0])}. What "
        "is its inertia?",
        key=total,
        mistakes=[
            Mistake(
                "mean",
                total / len(x),
                "The inertia is a sum over the rows, not a mean.",
            ),
            Mistake(
                "not-squared",
                float(gaps.sum()),
                "You added the distances. Each is squared first.",
            ),
            Mistake(
                "root",
                math.sqrt(total),
                "There is no root over the sum.",
            ),
        ],
        why=f"The squared distances are {vec(gaps**2)}; their sum is {num(total)}.",
    )


@number(level=2, covers=["S20.05"])
def careful_start(rng: Rng) -> Ask:
    """The chance of a row to be the next centre."""
    x = rng.choice(np.arange(1, 12), size=4, replace=False).astype(float)
    row = int(rng.integers(4))
    squares = euclidean(np.zeros((4, 1)), x[:, None]) ** 2
    return Ask(
        f"k-means++ has drawn a row at 0 as the first centre. The other rows are at "
        f"{vec(x)}. With what probability is the row at {num(x[row])} the next centre?",
        key=float(squares[row] / squares.sum()),
        mistakes=[
            Mistake(
                "not-squared",
                float(x[row] / x.sum()),
                "The probability is proportional to the squared distance.",
            ),
            Mistake(
                "all-alike",
                0.25,
                "That would be a start from random rows. Far rows are likelier here.",
            ),
            Mistake(
                "farthest-wins",
                float(row == x.argmax()),
                "The farthest row is the likeliest, not certain: else an outlier would "
                "always be a centre.",
            ),
        ],
        why=f"${num(x[row])}^2$ over the sum of all squares: "
        f"${num(squares[row])}/{num(squares.sum())}$.",
    )


@steps(level=2, covers=["S20.04", "W20.01"])
def by_hand(rng: Rng) -> Ask:
    """Three customers' groups, one step by hand."""
    spend = np.sort(rng.choice(np.arange(1, 10), 4, replace=False)).astype(float)
    x = np.concatenate([spend[:2], 20 + spend[2:]])
    centers, _, sums, _ = lloyd(x[:, None], np.array([[x[0]], [x[3]]]))
    low, high = centers[:, 0]
    return Ask(
        f"Four customers spend {vec(x)}. Run k-means with k = 2 from the first and the "
        "last of them until nothing changes.",
        key=(
            Part("the lower centre", float(low), mistakes=[
                Mistake("stayed", float(x[0]), "It moves to the mean of its rows."),
            ]),
            Part("the upper centre", float(high), mistakes=[
                Mistake("stayed", float(x[3]), "It moves to the mean of its rows."),
            ]),
            Part("the inertia", float(sums[-1]),
                 lambda a, b: float(((x[:2] - a) ** 2).sum() + ((x[2:] - b) ** 2).sum()),
                 [Mistake("mean", float(sums[-1] / 4), "A sum, not a mean.")]),
        ),
        mistakes=[],
        why=f"Two rows are near each end; the means are {num(low)} and {num(high)}, and the "
        f"four squared distances sum to {num(sums[-1])}.",
    )  # fmt: skip


@choice(level=1, covers=["S20.08", "C20.06", "W20.01"])
def vote(rng: Rng) -> Ask:
    """The class of a new row."""
    gaps = np.sort(rng.choice(np.arange(1, 30), size=9, replace=False)) / 10
    first, second = rng.permutation(["red", "blue"])
    # The nearest says one thing, the five nearest another, all rows the first again.
    y = np.array([first, second, second, first, second, *[first] * 4])
    shown = rng.permutation(9)
    x = gaps[shown]
    prediction = {
        k: str(KNNClassifier(k).fit(x[:, None], y[shown]).predict([[0.0]])[0])
        for k in (1, 5, 9)
    }
    rows = "; ".join(f"{num(a)}: {c}" for a, c in zip(x, y[shown], strict=True))
    wrong = next(c for c in (first, second) if c != prediction[5])
    return Ask(
        f"Distances of nine rows to a query, and their classes: {rows}. What does kNN with "
        "k = 5 predict?",
        key=prediction[5],
        mistakes=[
            Mistake(
                "nearest-or-all",
                wrong,
                "The nearest row says so, and so do most of all nine. Five vote: the five "
                "with the smallest distances.",
            ),
            Mistake(
                "tie",
                "It is a tie",
                "Five rows of two classes cannot be even.",
            ),
        ],
        why=f"Of the five nearest, three are {prediction[5]}.",
    )


@number(level=1, covers=["S20.09", "C20.06"])
def average(rng: Rng) -> Ask:
    """The number that neighbours predict."""
    x = rng.choice(np.arange(0, 30), size=6, replace=False).astype(float)
    y = rng.integers(1, 40, size=6).astype(float)
    q = float(rng.integers(5, 25)) + 0.4  # no two rows are equally far away
    model = KNNRegressor(3).fit(x[:, None], y)
    nearest = k_nearest(x[:, None], [[q]], 3)[1][0]
    rows = ", ".join(f"({num(a)}, {num(b)})" for a, b in zip(x, y, strict=True))
    return Ask(
        f"Rows $(x, y)$: {rows}. What does kNN regression with k = 3 predict at "
        f"$x = {num(q)}$?",
        key=float(model.predict([[q]])[0]),
        mistakes=[
            Mistake("all-rows", float(y.mean()), "You averaged all rows, not three."),
            Mistake(
                "only-the-nearest",
                float(y[nearest[0]]),
                "That is the nearest row's number: k = 1.",
            ),
            Mistake(
                "median",
                float(np.median(y[nearest])),
                "That is the middle of the three. The prediction is their mean.",
            ),
        ],
        why=f"The three nearest rows have $y$ = {vec(y[nearest])}.",
        check=lambda: float(y[np.argsort(np.abs(x - q))[:3]].mean()),
    )


@number(level=2, covers=["H20.03", "E20.04"])
def silhouette_of_a_row(rng: Rng) -> Ask:
    """The silhouette of one row."""
    own = np.sort(rng.choice(np.arange(0, 6), size=3, replace=False)).astype(float)
    other = np.sort(rng.choice(np.arange(9, 16), size=3, replace=False)).astype(float)
    X, labels = np.concatenate([own, other])[:, None], np.repeat([0, 1], 3)
    a = float(np.abs(own[1:] - own[0]).mean())
    b = float(np.abs(other - own[0]).mean())
    return Ask(
        f"One cluster has the rows {vec(own)}, the other {vec(other)}. What is the "
        f"silhouette of the row {num(own[0])}?",
        key=float(silhouette_samples(X, labels)[0]),
        mistakes=[
            Mistake(
                "counted-itself",
                (b - a * 2 / 3) / b,
                "You averaged over three rows of its own cluster. The row itself, at "
                "distance 0, does not count.",
            ),
            Mistake(
                "nearest-rows",
                1 - (own[1] - own[0]) / (other[0] - own[0]),
                "You compared the nearest row of each cluster. Both are means.",
            ),
            Mistake("not-divided", b - a, "Divide by the larger of the two means."),
        ],
        why=f"$a = {num(a)}$, $b = {num(b)}$, and $(b - a)/\\max(a, b) = "
        f"{num((b - a) / b)}$.",
    )


@choice(level=2, covers=["S20.07", "C20.04"])
def bend(rng: Rng) -> Ask:
    """Where the curve bends."""
    k = int(rng.integers(3, 6))
    turn = rng.random()
    angles = 2 * np.pi * (np.arange(k) / k + turn)
    centres = 20 * np.column_stack([np.cos(angles), np.sin(angles)])
    X = blobs(20 * k, centres, 1.0, rng).X
    ks = list(range(1, 8))
    sums = elbow(X, ks, rng, n_init=8)
    falls = sums[:-1] / sums[1:]
    best = ks[int(falls.argmax()) + 1]
    curve = ", ".join(f"{j}: {s:,.0f}" for j, s in zip(ks, sums, strict=True))
    return Ask(
        f"Inertia by the number of clusters: {curve}. Which number does the elbow speak "
        "for?",
        key=str(best),
        mistakes=[
            Mistake(
                f"elbow-{j}",
                str(j),
                "The sum is lowest there, but it always falls: look for the last large "
                "fall."
                if j == 7
                else f"From {j - 1} to {j} the sum fell by a factor of "
                f"{falls[j - 2]:.2g}; from {best - 1} to {best} by {falls.max():.2g}.",
            )
            for j in (2, 3, 4, 5, 7)
            if j != best
        ],
        why=f"Up to {best} each centre finds a cloud of its own; after that it only cuts "
        "one in two.",
    )


@match(level=1, covers=["S20.15", "C20.12"], definition=True)
def side_by_side(rng: Rng) -> Ask:
    """What k counts."""
    del rng
    rows = table("k-means and kNN").rows
    names = [row.name for row in rows]
    counted = [row.cells[1] for row in rows]
    return Ask(
        "What does $k$ count in each method?",
        key=dict(zip(names, counted, strict=True)),
        mistakes=[
            Mistake(
                "clusters-for-neighbours",
                (names[1], counted[0]),
                "kNN makes no clusters: it asks the rows around the query.",
            ),
        ],
        why="The same letter for clusters, for neighbours that vote, and for neighbours "
        "that are averaged; in cross-validation it counts folds.",
    )


@order(level=1, covers=["S20.04", "S20.06"], definition=True)
def the_algorithm(rng: Rng) -> Ask:
    """Lloyd's algorithm, in order."""
    del rng
    return Ask(
        "Put Lloyd's algorithm in order.",
        key=Steps(
            (
                "Choose k centres to start with",
                "Assign each row to its nearest centre",
                "Move each centre to the mean of its rows",
                "Repeat both until no row changes its centre",
            ),
            (
                (0, 1, "There is nothing to be near to yet."),
                (1, 2, "A centre's rows have to be known before their mean."),
                (2, 3, "One round comes before the next."),
            ),
        ),
        mistakes=[],
        why="Each half-step lowers the sum of squares or leaves it, which is why it ends.",
    )


@choices(level=2, covers=["C20.03", "C20.05"], proof="starts_decide")
def what_lloyd_promises(rng: Rng) -> Ask:
    """What holds for Lloyd's algorithm."""
    k = int(rng.integers(3, 9))
    return Ask(
        f"k-means runs with k = {k} from random rows until nothing changes. What is "
        "certain?",
        key={
            "The inertia never rose": "each half-step is a minimum with the other part "
            "held fixed.",
            "It ends after finitely many steps": "there are finitely many labellings, and "
            "none comes twice.",
        },
        mistakes=[
            Mistake(
                "global",
                "The inertia is the lowest there is",
                "It is a minimum from which no half-step leads down. Another start may "
                "end lower.",
            ),
            Mistake(
                "same-again",
                "Another start ends in the same clusters",
                "Thirty random starts on eight blobs end in more than twenty different "
                "ways.",
            ),
            Mistake(
                "equal-sizes",
                "All clusters have about as many rows",
                "Nothing asks for that; clusters of like width come out.",
            ),
        ],
        why="Certain are descent and an end. The rest is what several starts and k-means++ "
        "are for.",
    )


@number(level=1, covers=["C20.05", "C20.09"], tolerance=EXACT)
def comparisons(rng: Rng) -> Ask:
    """How many distances are computed."""
    n = int(rng.integers(2, 20)) * 1000
    m, k = int(rng.integers(2, 9)) * 100, int(rng.integers(3, 10))
    return Ask(
        f"kNN with k = {k} stores {n} rows. By brute force, how many distances does it "
        f"compute to classify {m} new rows?",
        key=m * n,
        mistakes=[
            Mistake(
                "only-neighbours",
                m * k,
                "Before it knows the nearest, every row has to be compared.",
            ),
            Mistake("once", n, "Each query is compared with all rows anew."),
            Mistake(
                "all-pairs",
                n * n,
                "Stored rows are not compared with each other.",
            ),
        ],
        why=f"{m} queries, {n} rows each. A step of k-means with k = {k} would compute "
        f"only {num(n * k)}.",
    )


@choice(level=2, covers=["C20.08"])
def after_scaling(rng: Rng) -> Ask:
    """The nearest row before and after scaling."""
    income = rng.integers(30, 60, size=4) * 1000.0
    age = rng.choice(np.arange(20, 70), size=4, replace=False).astype(float)
    # A is nearest in income, B in age: in raw units income decides.
    query = np.array([income[0] + 100, age[1] + 1])
    income[1] = query[0] + 1500
    age[0] = query[1] + 25 * (1 if query[1] < 45 else -1)
    rows = np.column_stack([income, age])
    scaler = StandardScaler().fit(rows)
    names = np.array(list("ABCD"))
    raw = names[k_nearest(rows, [query], 1)[1][0, 0]]
    scaled = names[
        k_nearest(scaler.transform(rows), scaler.transform([query]), 1)[1][0, 0]
    ]
    listed = ", ".join(f"{n} = {vec(r, 6)}" for n, r in zip(names, rows, strict=True))
    return Ask(
        f"Customers as (income, age): {listed}; the query is {vec(query, 6)}. Whom does "
        "1-nearest-neighbour pick in these raw units?",
        key=str(raw),
        mistakes=[
            Mistake(
                "scaled" if name == scaled else f"picked-{name}",
                str(name),
                "After scaling, yes. In raw units a year counts no more than a unit of "
                "income, and incomes differ by thousands."
                if name == scaled
                else "Incomes differ by thousands, ages by tens: the income alone decides.",
            )
            for name in names
            if name != raw
        ],
        why="A difference of 100 in income outweighs one of 25 years. After scaling, both "
        f"features count, and the answer is {scaled}.",
    )


@number(level=2, covers=["S20.13"])
def outlier(rng: Rng) -> Ask:
    """How far outside a row lies."""
    center = float(rng.integers(10, 30))
    gaps = np.concatenate([np.sort(rng.choice(np.arange(1, 7), 4, False)), [0]])
    gaps[4] = rng.integers(10, 25)
    x = center + gaps * rng.choice([-1, 1], size=5)
    usual, far = float(np.median(gaps)), float(gaps[4])
    return Ask(
        f"A cluster with its centre at {num(center)} has the rows {vec(x)}. A row's outlier "
        "score is its distance to the centre, divided by the median of these distances. "
        f"What is the score of {num(x[4])}?",
        key=float(centroid_outlier_score(x[:, None], [[center]])[4]),
        mistakes=[
            Mistake(
                "not-divided",
                far,
                "That is the distance. Divided by the usual one it can be compared between "
                "wide and narrow clusters.",
            ),
            Mistake(
                "by-the-mean",
                far / float(gaps.mean()),
                "You divided by the mean distance, which the outlier itself inflates.",
            ),
            Mistake("squared", (far / usual) ** 2, "Distances are not squared here."),
        ],
        why=f"The distances are {vec(gaps)}, their median is {num(usual)}, and "
        f"${num(far)}/{num(usual)} = {num(far / usual)}$. Above about 3 is suspicious.",
        check=lambda: abs(x[4] - center) / float(np.median(np.abs(x - center))),
    )


@number(level=2, covers=["S20.12"], tolerance=EXACT)
def few_colours(rng: Rng) -> Ask:
    """What an image of few colours weighs."""
    side = int(rng.choice([64, 128, 256, 512]))
    bits = int(rng.choice([2, 4]))
    colours = 2**bits
    pixels = side * side
    weighs = pixels * bits // 8 + 3 * colours
    return Ask(
        f"An image of {side} by {side} pixels has 3 bytes a pixel. k-means with "
        f"k = {colours} replaces each pixel by the number of its centre, packed into "
        f"{bits} bits; the {colours} centres are kept at 3 bytes each. How many bytes are "
        "left?",
        key=weighs,
        mistakes=[
            Mistake(
                "without-the-palette",
                pixels * bits // 8,
                "The centres have to be kept too, or nobody can paint the image.",
            ),
            Mistake("a-byte-each", pixels + 3 * colours, "Numbers below "
                    f"{colours} fit into {bits} bits."),
            Mistake("unchanged", 3 * pixels, "That is the image before."),
        ],
        why=f"${pixels} \\cdot {bits}/8 + 3 \\cdot {colours} = {weighs}$, instead of "
        f"{3 * pixels}.",
    )  # fmt: skip


@matrix(level=2, covers=["S20.11"])
def segment(rng: Rng) -> Ask:
    """The centre of a segment."""
    X = rng.integers(1, 30, size=(3, 3)).astype(float)
    center = lloyd(X, X[:1])[0][0]
    return Ask(
        "A segment of customers has three rows (visits, spend, years): "
        + ", ".join(vec(row) for row in X)
        + ". Where is its centre?",
        key=center,
        mistakes=[
            Mistake(
                "median",
                np.median(X, axis=0),
                "That is the middle of each feature. k-means takes the mean.",
            ),
            Mistake("sum", X.sum(axis=0), "Divide by the number of customers."),
            Mistake(
                "middle-of-the-range",
                (X.min(axis=0) + X.max(axis=0)) / 2,
                "Halfway between the ends is not the mean.",
            ),
        ],
        why=f"The mean of each feature: {vec(center)}. It need not be a customer.",
    )


@output(level=2, covers=["S20.14", "S20.10"])
def snippet(rng: Rng) -> Ask:
    """What the snippet prints."""
    x = np.sort(rng.choice(np.arange(1, 40), size=5, replace=False))
    q = int(rng.integers(1, 40))
    code = (
        "import numpy as np\n"
        f"x = np.array({x.tolist()})\n"
        'y = np.array(["a", "b", "a", "b", "b"])\n'
        f"near = np.argsort(np.abs(x - {q}), kind='stable')[:3]\n"
        "names, votes = np.unique(y[near], return_counts=True)\n"
        "print(near.tolist(), str(names[votes.argmax()]))"
    )
    order_ = np.argsort(np.abs(x - q), kind="stable")
    names = np.array(["a", "b", "a", "b", "b"])
    values, votes = np.unique(names[order_[:3]], return_counts=True)
    right = str(values[votes.argmax()])
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "values",
                f"{x[order_[:3]].tolist()} {right}",
                "`argsort` gives places, not the values there.",
            ),
            Mistake(
                "other-class",
                f"{order_[:3].tolist()} {'b' if right == 'a' else 'a'}",
                "Count the votes again: `argmax` finds the class that has most.",
            ),
        ],
        why="Three nearest rows, nearest first, and their most frequent class: kNN in "
        "three lines. Nothing was learned before the query came.",
    )


@choice(level=2, covers=["E20.05", "C20.11"], proof="small_k_overfits")
def choose_k(rng: Rng) -> Ask:
    """Which k remembers noise."""
    n = int(rng.choice([200, 500, 1000]))
    return Ask(
        f"kNN is fitted to {n} rows with noisy labels. Which k has a training accuracy of 1, "
        "and why is that no good sign?",
        key="k = 1: every row is its own nearest neighbour",
        mistakes=[
            Mistake(
                "k-n",
                f"k = {n}: every row is heard",
                "Then every query gets the most frequent class, whatever its features.",
            ),
            Mistake(
                "by-cv",
                "The k that cross-validation chooses",
                "That k is best on rows not seen. On training rows it errs where labels "
                "are noise, as it should.",
            ),
            Mistake(
                "even",
                "k = 2: two neighbours cannot be wrong together",
                "With two, votes are often even, and a rule breaks them.",
            ),
        ],
        why="At k = 1 the noise is remembered as well. Choose k by cross-validation, and "
        "break even votes by a stated rule.",
    )


@choice(level=1, covers=["E20.03", "C20.03"], proof="one_start_is_luck")
def seeds(rng: Rng) -> Ask:
    """Why the clusters changed overnight."""
    k = int(rng.integers(3, 9))
    return Ask(
        f"`KMeans(n_clusters={k})` is run twice on the same rows, and the clusters differ. "
        "Why?",
        key="Starts are drawn at random, and each run had only one",
        mistakes=[
            Mistake(
                "not-converged",
                "It stopped before it had converged",
                "Both runs converged, to different minima.",
            ),
            Mistake(
                "row-order",
                "Lloyd's algorithm depends on the order of the rows",
                "The order of the rows changes neither assignment nor means.",
            ),
            Mistake(
                "rounding",
                "Rounding differs from run to run",
                "The same start gives the same clusters to the last bit.",
            ),
        ],
        why="`n_init='auto'` means a single start with k-means++. Ask for several, keep the "
        "best, and name the seed.",
    )


@recall(level=2, covers=["Q20.01", "E20.06"])
def choosing_k(rng: Rng) -> Ask:
    """Choosing k in k-means."""
    del rng
    return Ask(
        "“How do you choose k in k-means?”",
        key=(
            Point(
                "The inertia falls with every k, so it cannot be minimised over k",
                "Why not take the k with the smallest inertia?",
            ),
            "Elbow: the k after which it falls slowly; a hint, and subjective",
            Point(
                "Silhouette: compares distances within and between; look for its peak",
                "Is there a score with a peak rather than a bend?",
            ),
            Point(
                "What the clusters are for: three price lists, three segments",
                "What would the business say about k?",
            ),
            Point(
                "If nothing bends, there may be no clusters",
                "And if neither curve shows anything?",
            ),
        ),
        mistakes=[],
        why="Good follow-ups to offer unasked: the gap statistic, and stability over "
        "resampled rows.",
    )


@recall(level=1, covers=["Q20.02", "C20.02", "C20.12"])
def the_difference(rng: Rng) -> Ask:
    """k-means against kNN."""
    del rng
    return Ask(
        "“What is the difference between k-means and k nearest neighbours?”",
        key=(
            "k-means is unsupervised, kNN supervised",
            Point(
                "k counts clusters in one, neighbours in the other",
                "What does k count in each?",
            ),
            "k-means works when it is fitted and then keeps k centres",
            Point(
                "kNN keeps all rows and works when it predicts",
                "What does each of them keep after fitting?",
            ),
            Point(
                "Both depend on the distance, and so on scaling",
                "What do they have in common that can hurt both?",
            ),
        ),
        mistakes=[],
        why="The trap is to stop after “both use distances”.",
    )


@recall(level=2, covers=["Q20.03", "C20.07", "C20.10", "E20.02"])
def limits(rng: Rng) -> Ask:
    """The limits of kNN."""
    del rng
    return Ask(
        "“What are the limits of k nearest neighbours?”",
        key=(
            "Each prediction compares with every row: slow, and all rows stay in memory",
            Point(
                "Features must be scaled",
                "What do you do to the features first, and why?",
            ),
            "Irrelevant features push useful ones out",
            Point(
                "In many dimensions distances lose their contrast",
                "What happens with a thousand features?",
            ),
            Point(
                "Remedies: trees in few dimensions, approximate indexes in many",
                "How would you make predictions faster?",
            ),
        ),
        mistakes=[],
        why="“No training phase” is nearly right: fitting stores the rows, and may sort "
        "them into a tree.",
    )
