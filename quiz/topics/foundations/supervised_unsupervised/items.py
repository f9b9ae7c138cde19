"""Questions on learning with and without targets."""

from __future__ import annotations

import numpy as np

from engine.clustering.hierarchical import cut, linkage
from engine.clustering.kmeans import KMeans, lloyd
from engine.concepts.tables import table
from engine.datasets.points import blobs, moons
from engine.decomposition.pca import PCA
from engine.linear.least_squares import LinearRegression
from engine.linear.logistic import LogisticRegression
from engine.metrics.clusters import silhouette
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    match,
    number,
    order,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec
from quiz.topics.foundations.supervised_unsupervised.naming import name_clusters

Rng = np.random.Generator

SETTINGS = {
    "classification": (
        "A shelter has photos, each marked dog or cat, and wants new ones marked",
        "A bank knows which of its loans were repaid and wants to know whom to refuse",
        "Mails were marked as spam by their readers; new mails are to be sorted",
    ),
    "regression": (
        "An agency knows area, age and price of sold houses and prices new ones",
        "A shop predicts tomorrow's sales in euros from those of past days",
        "A clinic predicts from old cases how many days a patient will stay",
    ),
    "clustering": (
        "A shop knows what its customers buy and looks for segments nobody has named",
        "A newsroom wants articles of a day grouped by story, whatever the stories are",
        "A biologist asks whether cells fall into types that no list has yet",
    ),
    "reducing dimensions": (
        "A plant has 400 sensors that move together and wants one plot of all of them",
        "Images of 4096 pixels are to be kept as 50 numbers each, with little lost",
        "A survey has 90 answers a person; its authors want the few scales behind them",
    ),
}
"""What is asked for in each task; no description names it."""

WANTS = {
    "classification": "known classes are to be given to new rows",
    "regression": "a known amount is to be predicted for new rows",
    "clustering": "groups are sought that nobody has named",
    "reducing dimensions": "rows are to be described by fewer numbers, not by groups",
}


@choice(level=1, covers=["S05.01", "S05.03", "S05.04"], definition=True)
def which_task(rng: Rng) -> Ask:
    """The task behind the words."""
    key = str(rng.choice(list(SETTINGS)))
    told = str(rng.choice(SETTINGS[key]))
    return Ask(
        f"{told}. Which task is that?",
        key=key,
        mistakes=[
            Mistake(
                f"took-for-{task}",
                task,
                f"In {task} {WANTS[task]}. Here {WANTS[key]}.",
            )
            for task in SETTINGS
            if task != key
        ],
        why=f"It is {key}: {WANTS[key]}. Ask first what is known of each row, then what "
        "is wanted of a new one.",
    )


@match(level=1, covers=["E05.01", "S05.02", "S05.05"], definition=True)
def algorithm_and_task(rng: Rng) -> Ask:
    """Algorithms and the tasks that they are for."""
    del rng
    return Ask(
        "What is each algorithm for?",
        key={
            "least squares": "regression",
            "logistic regression": "classification",
            "Ward's linkage": "clustering",
            "principal components": "reducing dimensions",
        },
        mistakes=[
            Mistake(
                "by-its-name",
                ("logistic regression", "regression"),
                "It regresses the log-odds, and is used to tell classes apart: targets are "
                "classes.",
            ),
            Mistake(
                "components-are-groups",
                ("principal components", "clustering"),
                "Components are new features. Every row has a score on each; no row belongs "
                "to one.",
            ),
        ],
        why="A task says what is wanted, an algorithm how it is found. Some serve two tasks: "
        "support vector machines, trees and networks classify and regress.",
    )


@match(level=1, covers=["S05.08", "C05.04", "E05.03"], definition=True)
def feedback(rng: Rng) -> Ask:
    """What tells the learner how well it does."""
    del rng
    rows = table("learning").rows
    names = [row.name for row in rows]
    signals = [row.cells[2] for row in rows]
    return Ask(
        "What feedback does each kind of learning get?",
        key=dict(zip(names, signals, strict=True)),
        mistakes=[
            Mistake(
                "a-loss-needs-a-label",
                ("self-supervised", signals[1]),
                "No person wrote a label, yet each hidden part is known, so every guess has "
                "a loss.",
            ),
            Mistake(
                "a-reward-is-a-label",
                ("reinforcement", signals[0]),
                "A reward judges what was done. It does not say what would have been right.",
            ),
        ],
        why="The kinds differ in what they are told, less in the models that they use.",
    )


@choices(level=2, covers=["C05.01"], proof="targets_decide")
def other_targets(rng: Rng) -> Ask:
    """What changes with the targets."""
    n = int(rng.integers(2, 9)) * 100
    return Ask(
        f"The targets of {n} rows are replaced by other ones; the features stay. Which "
        "of these, fitted again with the same seed, can come out different?",
        key={
            "The weights of a logistic regression": "they are chosen to predict the "
            "targets.",
            "The boundary of a support vector machine": "its margin lies between the "
            "classes that it is told.",
        },
        mistakes=[
            Mistake(
                "k-means",
                "The centres of k-means",
                "k-means is given rows alone. It cannot react to what it never sees.",
            ),
            Mistake(
                "components",
                "The principal components",
                "They depend on the covariance of the features and on nothing else.",
            ),
            Mistake(
                "tree",
                "The tree of a hierarchical clustering",
                "It is made of distances between rows. A decision tree would change.",
            ),
        ],
        why="A quick test of which kind a method is: does `fit` use $y$?",
    )


@choices(level=1, covers=["C05.02", "S05.01"], definition=True)
def amounts(rng: Rng) -> Ask:
    """Numbers that are amounts, and numbers that are names."""
    right = {
        "The rent of a flat": "it is an amount; 800 lies between 700 and 900.",
        "The minutes until a bus comes": "time is an amount.",
        "The temperature at noon": "an error of one degree is half one of two.",
        "The litres of milk a cow gives": "litres are an amount.",
    }
    wrong = {
        "postcode": ("The postcode of a letter", "Postcodes are names made of digits: the "
                     "mean of two is no place between."),
        "digit": ("The digit on a photo", "An 8 read as a 3 is no smaller error than an 8 "
                  "read as a 0. Digits in an image are classes."),
        "churn": ("Whether a customer leaves, coded 0 or 1", "Two codes for two classes. "
                  "Only its probability is an amount."),
        "line": ("The number of the bus in a photo", "Line 12 is not twice line 6."),
    }  # fmt: skip
    chosen = [list(right)[i] for i in rng.choice(4, 2, replace=False)]
    traps = [list(wrong)[i] for i in rng.choice(4, 3, replace=False)]
    return Ask(
        "Which of these targets call for regression?",
        key={text: right[text] for text in chosen},
        mistakes=[Mistake(f"{name}-is-a-number", *wrong[name]) for name in traps],
        why="Not the type of the column decides but whether differences between its values "
        "mean something.",
    )


@output(level=2, covers=["C05.02"])
def how_many_answers(rng: Rng) -> Ask:
    """How many different answers come out."""
    n = int(rng.integers(5, 9))
    x = np.sort(rng.choice(np.arange(1, 30), n, replace=False))
    split = int(x[n // 2])
    code = (
        "import numpy as np\n"
        f"x = np.array({x.tolist()})\n"
        f"y = (x >= {split}).astype(int)\n"
        "slope, start = np.polyfit(x, y, 1)\n"
        "score = slope * x + start\n"
        "label = (score > 0.5).astype(int)\n"
        "print(len(np.unique(y)), len(np.unique(score)), len(np.unique(label)))"
    )
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "scores-are-labels",
                "2 2 2",
                "A line fitted to 0 and 1 does not answer with 0 and 1: its scores are "
                "continuous.",
            ),
            Mistake(
                "labels-are-scores",
                f"2 {n} {n}",
                "The comparison with 0.5 leaves two values.",
            ),
        ],
        why=f"Two targets, {n} scores, two labels. Many classifiers are a regression with a "
        "threshold behind it.",
    )


def _two_groups(rng: Rng) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ten numbers in two groups, their clusters, and classes that differ in some rows."""
    low = np.sort(rng.choice(np.arange(0, 9), 5, replace=False))
    high = np.sort(rng.choice(np.arange(20, 29), 5, replace=False))
    x = np.concatenate([low, high]).astype(float)
    # The start names the upper group 0, as a start by chance does half of the time.
    clusters = lloyd(x[:, None], x[[9, 0], None])[1]
    y = np.repeat([0, 1], 5)
    odd = rng.choice(np.arange(1, 9), int(rng.integers(1, 5)), replace=False)
    y[odd] = 1 - y[odd]
    return x, clusters, y


@number(level=2, covers=["C05.05", "S05.03"])
def naming_clusters(rng: Rng) -> Ask:
    """The accuracy of clusters that were given names."""
    x, clusters, y = _two_groups(rng)
    name = np.array(["A", "B"])[y]
    named = name_clusters(clusters, y, np.array([0, 9]))
    right = float((named == y).mean())
    return Ask(
        f"Rows {vec(x)}. k-means with k = 2 puts them into the clusters {vec(clusters)}. You "
        "ask an expert for two labels, of the first row and of the last, and give every "
        f"cluster the label of its row. The true classes are {', '.join(name)}. What is "
        "the accuracy over all ten rows?",
        key=right,
        mistakes=[
            Mistake(
                "numbers-as-classes",
                float((clusters == y).mean()),
                "You took cluster 0 for A and cluster 1 for B. The numbers of clusters are "
                "arbitrary; the two labels say what each is.",
            ),
            Mistake(
                "without-the-labelled",
                float((named == y)[1:9].mean()),
                "You left out the two labelled rows. That is the better way to judge it, but "
                "all ten are asked for.",
            ),
            Mistake(
                "everything-right",
                1.0,
                "A cluster can hold rows of the other class; two labels cannot show that.",
            ),
        ],
        why=f"{num(10 * right)} of 10 rows have the class of their cluster. Without any label "
        "there would be no accuracy at all, for nothing says which cluster is A.",
        check=lambda: 1 - float((np.repeat([0, 1], 5) != y).mean()),
    )


@choice(level=2, covers=["C05.04"], proof="inner_scores_mislead")
def better_silhouette(rng: Rng) -> Ask:
    """What a better silhouette says."""
    X, y, _ = moons(60, 0.06, rng)
    found = silhouette(X, KMeans(2, n_init=3).fit(X, rng).labels_)
    true = silhouette(X, y)
    return Ask(
        f"Two groupings of the same {len(X)} customers: P has silhouette {found:.2f}, Q has "
        f"{true:.2f}. Which one agrees better with the customers' true types?",
        key="These scores cannot say: they use distances, not types",
        mistakes=[
            Mistake(
                "higher-is-true",
                "P, whose silhouette is higher",
                "P is more compact. In the data of this question Q is the true one: two "
                "moons, which k-means cuts across to make P.",
            ),
            Mistake(
                "lower-is-true",
                "Q, whose silhouette is lower",
                "It does here, but a low silhouette is no sign of truth either.",
            ),
            Mistake(
                "too-close",
                "Neither: below 0.7 a grouping is worthless",
                "No such bound holds. True groups that are long or bent score low.",
            ),
        ],
        why="Without targets the feedback is indirect: it measures what the score's inventor "
        "took for a good shape. A few labels, or a use for the groups, can tell.",
    )


@number(level=2, covers=["S05.05", "H05.01"])
def last_merge(rng: Rng) -> Ask:
    """The height of the last merge."""
    low = np.sort(rng.choice(np.arange(0, 7), 3, replace=False)).astype(float)
    high = np.sort(rng.choice(np.arange(15, 23), 2, replace=False)).astype(float)
    x = np.concatenate([low, high])
    height = {
        method: float(linkage(x[:, None], method)[-1, 2])
        for method in ("single", "complete", "average")
    }
    method = str(rng.choice(list(height)))
    meaning = {
        "single": "the nearest pair of rows, one of each cluster",
        "complete": "the farthest pair of rows, one of each cluster",
        "average": "the mean over all pairs of rows, one of each cluster",
    }
    apart = np.abs(low[:, None] - high)
    by_hand = {
        "single": apart.min(),
        "complete": apart.max(),
        "average": apart.mean(),
    }
    return Ask(
        f"Rows {vec(x)} are clustered from the bottom up with {method} linkage. At what "
        "distance does the last merge take place?",
        key=height[method],
        mistakes=[
            *(
                Mistake(
                    f"as-{other}",
                    height[other],
                    f"That is {other} linkage: {meaning[other]}. Here it is "
                    f"{meaning[method]}.",
                )
                for other in height
                if other != method
            ),
            Mistake(
                "the-merge-before",
                float(linkage(x[:, None], method)[-2, 2]),
                "That merge still leaves two clusters.",
            ),
        ],
        why=f"The last two clusters are {vec(low)} and {vec(high)}. For {method} linkage "
        f"their distance is {meaning[method]}: {num(height[method])}.",
        check=lambda: float(by_hand[method]),
    )


@number(level=2, covers=["S05.05"], tolerance=EXACT)
def largest_group(rng: Rng) -> Ask:
    """The largest group of single linkage."""
    most = int(rng.integers(5, 9))
    sizes = rng.permutation([2, 3, most])
    gaps = np.ones(sizes.sum() - 1)
    ends = np.cumsum(sizes)[:2] - 1
    gaps[ends] = rng.choice([7, 8, 9], 2, replace=False)
    # The gap that a third cut would take splits one or two rows off the longest run.
    start = int(sizes[: sizes.argmax()].sum())
    gaps[start + rng.choice([0, 1, most - 3, most - 2])] = 4
    x = float(rng.integers(0, 10)) + np.concatenate([[0.0], np.cumsum(gaps)])
    tree = linkage(x[:, None], "single")
    largest = {k: int(np.bincount(cut(tree, k)).max()) for k in (2, 3, 4)}
    return Ask(
        f"Rows {vec(x)} are clustered with single linkage, and the tree is cut into 3 "
        "clusters. How many rows has the largest?",
        key=largest[3],
        mistakes=[
            Mistake(
                "one-cut",
                largest[2],
                "That is the largest of 2 clusters. 3 clusters take two cuts.",
            ),
            Mistake(
                "three-cuts",
                largest[4],
                "Three cuts make 4 clusters.",
            ),
            Mistake(
                "equal-parts",
                len(x) // 3,
                "Nothing asks for clusters of one size.",
            ),
        ],
        why="In one dimension single linkage merges across the narrowest gap first, so the "
        f"clusters that are left lie between the two widest: {num(np.sort(gaps)[-1])} and "
        f"{num(np.sort(gaps)[-2])}. The tree serves every k; it need not be grown again.",
        check=lambda: most,
    )


def _cross(rng: Rng) -> tuple[np.ndarray, np.ndarray, str]:
    """Six rows on three axes, the distances from the origin, and their text."""
    far = np.sort(rng.choice(np.arange(1, 10), 3, replace=False))[::-1].astype(float)
    axes = np.diag(far[rng.permutation(3)])
    rows = np.vstack([axes, -axes])
    return rows, far, ", ".join(vec(row) for row in rows)


@number(level=2, covers=["S05.04", "C05.03"])
def variance_kept(rng: Rng) -> Ask:
    """How much variance one component keeps."""
    X, far, told = _cross(rng)
    kept = float(PCA(1).fit(X).explained_variance_ratio_[0])
    return Ask(
        f"Rows {told}. What share of their variance does the first principal component "
        "keep?",
        key=kept,
        mistakes=[
            Mistake(
                "not-squared",
                float(far[0] / far.sum()),
                "You compared lengths. Variance is made of squares.",
            ),
            Mistake(
                "evenly",
                1 / 3,
                "One of three components keeps a third only where all vary alike.",
            ),
            Mistake(
                "lost",
                1 - kept,
                "That is the share that is lost.",
            ),
        ],
        why=f"The rows vary along the three axes alone, so these are the components: "
        f"${num(far[0])}^2 / ({num(far[0])}^2 + {num(far[1])}^2 + {num(far[2])}^2)$.",
        check=lambda: float(far[0] ** 2 / (far**2).sum()),
    )


@number(level=3, covers=["S05.06", "E05.04", "H05.02"])
def bottleneck(rng: Rng) -> Ask:
    """The best that a linear autoencoder can do."""
    X, _, told = _cross(rng)
    k = int(rng.integers(1, 3))
    pca = PCA(k).fit(X)
    lost = float(((X - pca.inverse_transform(pca.transform(X))) ** 2).sum())
    total = float((X**2).sum())
    return Ask(
        f"A linear autoencoder sends the rows {told} through a middle layer of "
        f"{k} node{'s' * (k > 1)}. Over rows and features, what is the lowest sum of "
        "squared errors that it can reach?",
        key=lost,
        mistakes=[
            Mistake(
                "kept",
                total - lost,
                "That is the sum of squares that gets through. What does not is the error.",
            ),
            Mistake(
                "a-network-can-learn-it",
                0.0,
                f"The rows span three dimensions. What comes out of {k} linear "
                f"node{'s' * (k > 1)} spans only {k}.",
            ),
            Mistake(
                "one-row-an-axis",
                lost / 2,
                "Each axis has two rows, one on either side; both are lost.",
            ),
        ],
        why=f"It cannot beat PCA. The {'longest axis gets' if k == 1 else 'two longest axes get'}"
        f" through; of the rest both rows are lost: {num(lost)}.",
        check=lambda: float((np.linalg.svd(X, compute_uv=False)[k:] ** 2).sum()),
    )  # fmt: skip


@choice(level=1, covers=["E05.04"], proof="rows_as_targets")
def target_of_an_autoencoder(rng: Rng) -> Ask:
    """What an autoencoder is compared with."""
    n, d = int(rng.integers(2, 10)) * 1000, int(rng.choice([64, 128, 784]))
    k = int(rng.choice([8, 16, 32]))
    return Ask(
        f"An autoencoder squeezes {n} rows of {d} features through {k} numbers. What is the "
        "target of a row in training?",
        key="The row itself",
        mistakes=[
            Mistake(
                "no-target",
                "There is none: it is unsupervised",
                "No person gave a label, but without a target there would be no loss to "
                "descend.",
            ),
            Mistake(
                "code",
                f"Its {k} numbers in the middle",
                "Nobody knows them beforehand. They come out of training.",
            ),
            Mistake(
                "class",
                "Its class",
                "No class is given. A classifier could be trained on the numbers later.",
            ),
        ],
        why="Trained like a supervised model, on targets that cost nothing: self-supervised. "
        "The split in two is one of who makes the targets.",
    )


@shape(level=2, covers=["S05.07", "C05.06"])
def weights_behind_components(rng: Rng) -> Ask:
    """How many weights stand behind the components."""
    n, d = int(rng.integers(5, 10)) * 10, int(rng.integers(12, 30))
    k = int(rng.integers(3, 9))
    X, y, _ = blobs(n, np.vstack([np.zeros(d), np.ones(d)]), 1.0, rng)
    scores = PCA(k).fit(X).transform(X)
    model = LogisticRegression().fit(scores, y)
    return Ask(
        f"`PCA({k})` is fitted to `X` of shape ({n}, {d}); a logistic regression for two "
        "classes is fitted to its scores, $P(\\text{class 1}) = \\sigma(w \\cdot s + b)$. What "
        "is the shape of the vector $w$?",
        key=model.coef_.shape,
        mistakes=[
            Mistake(
                "features",
                (d,),
                f"The regression never sees the {d} features, only the scores.",
            ),
            Mistake(
                "rows",
                (n,),
                "Weights belong to columns, not to rows.",
            ),
            Mistake(
                "scores",
                scores.shape,
                "That is the shape of the scores: a row for each row.",
            ),
        ],
        why=f"Each of the {k} scores has one weight, instead of {d}: fewer numbers to learn "
        "from the same labels. (scikit-learn keeps a row for each vector of weights: its "
        f"`coef_` is (1, {k}).)",
    )


@order(level=2, covers=["S05.07"], definition=True)
def without_leaking(rng: Rng) -> Ask:
    """Components before a classifier, and an honest test."""
    del rng
    return Ask(
        "PCA is to feed a classifier whose accuracy you want to know. Put the work in order.",
        key=Steps(
            (
                "Put test rows aside",
                "Fit PCA to the training rows",
                "Fit the classifier to the training rows' scores and labels",
                "Turn test rows into scores by the PCA that is fitted",
                "Compare predictions with the test rows' labels",
            ),
            (
                (0, 1, "PCA must not see the test rows, though it needs no label: it would "
                       "still learn from them."),
                (1, 2, "The classifier learns from scores, which PCA makes."),
                (1, 3, "Only a fitted PCA makes scores."),
                (2, 4, "Predictions need a fitted classifier."),
                (3, 4, "The classifier reads scores, not features."),
            ),
        ),
        mistakes=[],
        why="Unlabelled does not mean harmless: whatever is fitted is fitted to training "
        "rows alone.",
    )  # fmt: skip


@steps(level=2, covers=["S05.01", "C05.04"])
def direct_and_indirect(rng: Rng) -> Ask:
    """Two kinds of feedback on the same rows."""
    x = np.sort(rng.choice(np.arange(0, 9), 4, replace=False)).astype(float)
    y = rng.integers(1, 20, size=4).astype(float)
    model = LinearRegression().fit(x[:, None], y)
    slope, start = float(model.coef_[0].round(2)), float(round(model.intercept_, 2))
    row = int(rng.integers(4))
    guess = slope * x[row] + start
    loss = (guess - y[row]) ** 2
    inertia = float(((x - x.mean()) ** 2).sum())
    return Ask(
        f"Rows {vec(x)} have the targets {vec(y)}. A line fitted to them predicts "
        f"${num(slope)}\\,x {'-' if start < 0 else '+'} {num(abs(start))}$. k-means with "
        "k = 1 gets the rows alone.",
        key=(
            Part(f"prediction for x = {num(x[row])}", guess, mistakes=[
                Mistake("no-intercept", slope * x[row], "Add the constant as well."),
            ]),
            Part("squared error of that row", loss, lambda p: (p - y[row]) ** 2, [
                Mistake("not-squared", abs(guess - y[row]), "The error is to be squared."),
            ]),
            Part("inertia of k-means", inertia, mistakes=[
                Mistake("mean", inertia / 4, "The inertia is a sum, not a mean."),
                Mistake("used-targets", float(((y - y.mean()) ** 2).sum()),
                        "k-means has no targets. It measures the rows about their mean."),
            ]),
        ),
        mistakes=[],
        why="The line's error says how wrong it is about this row. The inertia says how "
        "compact the rows are; it is wrong about nothing.",
        check=lambda: (
            guess,
            loss,
            float(KMeans(1).fit(x[:, None], np.random.default_rng(0)).inertia_),
        ),
    )  # fmt: skip


@choice(level=2, covers=["E05.02", "C05.05", "L05.01"], proof="few_labels")
def two_labels(rng: Rng) -> Ask:
    """Two labels and many rows."""
    n, price = int(rng.integers(3, 20)) * 100, int(rng.integers(5, 40))
    return Ask(
        f"{n} scans are at hand. A doctor's label costs {price} euros, so two are labelled, "
        "one of each class. A plot shows two separate clouds, and you have reason to think "
        "that they are the classes. What do you try first?",
        key="Cluster all scans, and name each cluster by its label",
        mistakes=[
            Mistake(
                "labels-so-supervised",
                "Fit a classifier to the two: there are labels, so it is supervised",
                "Two rows say little of where the border runs. The unlabelled rows show it, "
                "if clouds are classes.",
            ),
            Mistake(
                "few-so-unsupervised",
                "Cluster, and ignore the labels as too few",
                "Then nothing says which cluster is which. Two labels suffice for that.",
            ),
            Mistake(
                "buy-all",
                f"Have all {n} labelled: nothing works without",
                f"That costs {n * price} euros. First see how far two go, and check with a "
                "few more.",
            ),
        ],
        why="Rows without labels help where clusters are classes. Where they are not, more "
        "labels win: spend the next few on testing that.",
    )


@recall(level=1, covers=["Q05.01", "C05.01", "C05.05"])
def when_which(rng: Rng) -> Ask:
    """When supervised, when unsupervised."""
    del rng
    return Ask(
        "“When would you use supervised, and when unsupervised learning?”",
        key=(
            "Start from the goal: predict a known target, or find structure nobody has named",
            "Supervised needs the target for past rows; then errors can be counted",
            Point(
                "Unsupervised to explore, to compress, to find outliers or segments",
                "What would you do with data that nobody has labelled?",
            ),
            Point(
                "Labels cost money: with few of them semi-supervised or active learning, "
                "or features pretrained without labels",
                "And if you had a million rows and a hundred labels?",
            ),
            Point(
                "Judging differs: accuracy on held-out labels against inner scores and use",
                "How would you know that the clusters are any good?",
            ),
        ),
        mistakes=[],
        why="“Labels: supervised, none: unsupervised” is the answer of a beginner. Labelled "
        "data can be explored, and labels can be bought.",
    )


@recall(level=2, covers=["Q05.02", "C05.06", "S05.06"])
def features_without_labels(rng: Rng) -> Ask:
    """Features from unsupervised learning."""
    del rng
    return Ask(
        "“Can unsupervised learning be used to extract features?”",
        key=(
            "Yes: principal components, codes of an autoencoder, distances to centres",
            Point(
                "It helps where rows are many and labels few, or features many and alike",
                "When does that pay?",
            ),
            Point(
                "Fit it to training rows only, within each fold",
                "On which rows do you fit the PCA?",
            ),
            Point(
                "It may throw away what the target depends on: variance is not relevance",
                "What if accuracy falls after PCA?",
            ),
            Point(
                "Choose the number of components by the supervised score",
                "How many components do you keep?",
            ),
        ),
        mistakes=[],
        why="Name an example with numbers: 8 components of 64 pixels can tell two digits "
        "apart as well as all of them.",
    )
