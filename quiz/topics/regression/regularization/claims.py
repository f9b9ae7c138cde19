"""Statements about regularisation, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.descent import descend_least_squares
from engine.linear.goodness import r_squared
from engine.linear.lasso import ElasticNet, Lasso, support
from engine.linear.least_squares import LinearRegression
from engine.linear.path import elastic_net_path, ridge_path
from engine.linear.ridge import Ridge
from engine.linear.strength import choose_strength
from engine.losses.penalty import penalised
from engine.losses.regression import mse
from engine.nn.dropout import dropout
from engine.nn.initialisers import build_layers
from engine.nn.mlp import cross_entropy, fit_layers, forward
from engine.optim.adam import Adam, AdamW
from engine.optim.decay import path_gap
from engine.optim.momentum import SGD
from engine.training.dropout_network import train_dropout_network
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator


def _few_matter(n: int, rng: Rng, d: int = 50, noise: float = 3.0) -> tuple[Array, ...]:
    """Rows of d features, of which 5 count, and 2,000 new rows from the same weights."""
    w = np.zeros(d)
    w[:5] = rng.choice([-1.0, 1.0], size=min(d, 5))
    X, new = rng.normal(size=(n, d)), rng.normal(size=(2_000, d))
    y = X @ w + noise * rng.normal(size=n)
    return X, y, new, new @ w + noise * rng.normal(size=2_000)


def _near_twins(rng: Rng, n: int = 40, spread: float = 0.05) -> tuple[Array, Array]:
    """Two features that are nearly the same, and a target that is their mean, noisily."""
    shared = rng.normal(size=n)
    X = shared[:, None] + spread * rng.normal(size=(n, 2))
    return X, 2 * shared + 0.5 * rng.normal(size=n)


def _noisy_labels(n: int, wrong: float, rng: Rng) -> tuple[Array, Array]:
    """Rows of 6 features, labelled by the sum of two of them, some of them wrongly."""
    X = rng.normal(size=(n, 6))
    y = (X[:, 0] + X[:, 1] > 0) ^ (rng.random(n) < wrong)
    return X, y.astype(int)


def _right(logits: Array, y: Array) -> float:
    return float((logits.argmax(axis=1) == y).mean())


@claim(
    "A penalty keeps a model from following noise: with 50 features and 60 rows it costs "
    "fit on these rows and gains more on new ones.",
    covers=["C18.01", "S18.02", "Q18.01"],
)
def less_noise_is_followed(rng: Rng) -> Evidence:
    X, y, new, target = _few_matter(60, rng)
    shown: dict[str, float] = {}
    for alpha in (0.001, 100.0):
        model = Ridge(alpha).fit(X, y)
        shown[f"alpha {alpha:g}: R² on its rows"] = r_squared(y, model.predict(X))
        shown[f"alpha {alpha:g}: R² on new rows"] = r_squared(
            target, model.predict(new)
        )
    own_free, new_free, own_held, new_held = shown.values()
    return Evidence(
        min(above(own_free - own_held, 0.1), above(new_held - new_free, 0.5)), shown
    )


@claim(
    "However strong the penalty, ridge makes weights small and none exactly 0.",
    covers=["C18.02", "S18.06"],
)
def small_and_never_zero(rng: Rng) -> Evidence:
    X, y, *_ = _few_matter(60, rng)
    alphas = np.geomspace(0.01, 1e6, 9)
    weights = ridge_path(X, y, alphas)[0]
    length = np.linalg.norm(weights, axis=1)
    used = min(len(support(w)) for w in weights)
    shown = {
        "longest weights": float(length[0]),
        "shortest": float(length[-1]),
        "fewest weights that are not 0": float(used),
    }
    falls = above(float((length[:-1] / length[1:]).min()), 1.0)
    return Evidence(min(falls, above(used, 49)), shown)


@claim(
    "Lasso sets weights to exactly 0, more of them the stronger it is, and keeps those "
    "that matter longest.",
    covers=["C18.03", "S18.03", "S18.07"],
)
def exact_zeros(rng: Rng) -> Evidence:
    X, y, *_ = _few_matter(200, rng, noise=1.0)
    used = {}
    for alpha in (0.001, 0.1, 0.3):
        used[alpha] = support(Lasso(alpha, max_iter=100).fit(X, y).coef_)
    kept = len(np.intersect1d(used[0.3], np.arange(5)))
    shown = {f"weights not 0 at alpha {a}": float(len(s)) for a, s in used.items()}
    shown["of the five that count, kept at 0.3"] = float(kept)
    margins = [above(len(used[0.001]), 1.5 * len(used[0.1])),
               above(len(used[0.1]), len(used[0.3]) + 1), above(kept, 4.5),
               within(len(used[0.3]), 10)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "How many weights lasso sets to 0 is a matter of its strength: a weak one sets hardly "
    "any.",
    covers=["E18.06"],
    verdict="corrected",
    often="With an L1 penalty many weights become 0.",
)
def a_weak_lasso_is_full(rng: Rng) -> Evidence:
    X, y, *_ = _few_matter(200, rng, noise=1.0)
    alphas, weights = elastic_net_path(X, y, points=4, ratio=1e-4)
    used = [len(support(w)) for w in weights]
    shown = {
        f"not 0 at strength {a:.2g}": float(u)
        for a, u in zip(alphas, used, strict=True)
    }
    return Evidence(min(above(used[-1], 45), within(used[0], 0.5)), shown)


@claim(
    "From a strength of max |x_j · y| / n on, columns and targets centred, every weight of "
    "lasso is 0; just below it one is not.",
    covers=["S18.06"],
)
def where_a_path_begins(rng: Rng) -> Evidence:
    X, y, *_ = _few_matter(100, rng)
    most = float(np.abs((X - X.mean(axis=0)).T @ (y - y.mean())).max()) / len(X)
    above_it = len(support(Lasso(1.0001 * most).fit(X, y).coef_))
    below_it = len(support(Lasso(0.9999 * most).fit(X, y).coef_))
    shown = {
        "strength": most,
        "weights above it": float(above_it),
        "below it": float(below_it),
    }
    return Evidence(min(within(above_it, 0.5), within(abs(below_it - 1), 0.5)), shown)


@claim(
    "Where two features say nearly the same, least squares gives them weights that jump "
    "from sample to sample; ridge steadies them and predicts no worse.",
    covers=["C18.04"],
)
def twins_are_steadied(rng: Rng) -> Evidence:
    free, held, missed_free, missed_held = [], [], [], []
    for _ in range(100):
        X, y = _near_twins(rng)
        new, target = _near_twins(rng)
        plain, ridge = LinearRegression().fit(X, y), Ridge(1.0).fit(X, y)
        free.append(plain.coef_[0])
        held.append(ridge.coef_[0])
        missed_free.append(mse(plain.predict(new), target)[0])
        missed_held.append(mse(ridge.predict(new), target)[0])
    shown = {
        "deviation of a weight, least squares": float(np.std(free)),
        "deviation of a weight, ridge": float(np.std(held)),
        "error on new rows, least squares": float(np.mean(missed_free)),
        "error on new rows, ridge": float(np.mean(missed_held)),
    }
    return Evidence(
        min(above(float(np.std(free)), 4 * float(np.std(held))),
            above(1.02 * float(np.mean(missed_free)), float(np.mean(missed_held)))), shown
    )  # fmt: skip


@claim(
    "Elastic net and ridge give a feature and its copy the same weight. Of two features "
    "that are nearly the same lasso often drops one; elastic net and ridge keep both.",
    covers=["C18.05", "S18.04"],
)
def copies_share(rng: Rng) -> Evidence:
    X, y, *_ = _few_matter(80, rng, d=8, noise=1.0)
    both = np.column_stack([X, X[:, 0]])
    apart = 0.0
    for model in (ElasticNet(0.2), Ridge(5.0)):
        w = model.fit(both, y).coef_
        apart = max(apart, float(abs(w[0] - w[8])))
    dropped = {"lasso": 0, "elastic net": 0, "ridge": 0}
    for _ in range(40):
        X, y = _near_twins(rng, spread=0.02)
        dropped["lasso"] += len(support(Lasso(0.2).fit(X, y).coef_)) == 1
        dropped["elastic net"] += len(support(ElasticNet(0.4).fit(X, y).coef_)) == 1
        dropped["ridge"] += len(support(Ridge(5.0).fit(X, y).coef_)) == 1
    shown = {
        f"{name}: drops one of two, of 40": float(k) for name, k in dropped.items()
    }
    margins = [within(apart, 1e-6), above(dropped["lasso"], 12),
               within(dropped["elastic net"] + dropped["ridge"], 5)]  # fmt: skip
    return Evidence(min(margins), shown | {"copies are apart by": apart})


@claim(
    "An L2 penalty spreads weight over features that say the same, an L1 penalty puts it "
    "on few of them.",
    covers=["E18.05"],
    verdict="corrected",
    often="A penalty, whichever it is, keeps any one feature from counting too much.",
)
def l1_relies_on_few(rng: Rng) -> Evidence:
    shared = rng.normal(size=60)
    # Ten measurements of one thing.
    X = shared[:, None] + 0.2 * rng.normal(size=(60, 10))
    y = 3 * shared + rng.normal(size=60)
    shown: dict[str, float] = {}
    for name, model in (("lasso", Lasso(0.5)), ("ridge", Ridge(30.0))):
        w = np.abs(model.fit(X, y).coef_)
        shown[f"{name}: features used"] = float(len(support(w)))
        shown[f"{name}: share of the largest weight"] = float(w.max() / w.sum())
    few, most, all_, largest = shown.values()
    return Evidence(
        min(within(few, 9), above(all_, 9.5), above(most, 1.4 * largest)), shown
    )


@claim(
    "Too weak a penalty overfits, too strong a one underfits; cross-validation finds a "
    "strength between, with less error on new rows than at either end.",
    covers=["C18.06", "S18.05"],
)
def the_middle_is_found(rng: Rng) -> Evidence:
    X, y, new, target = _few_matter(80, rng, noise=1.5)
    alphas = np.geomspace(0.001, 1e5, 9)
    best = choose_strength(Ridge, X, y, alphas, rng)[0]
    missed = {}
    for alpha in (alphas[0], best, alphas[-1]):
        missed[alpha] = mse(Ridge(alpha).fit(X, y).predict(new), target)[0]
    shown = {f"error on new rows at alpha {a:g}": e for a, e in missed.items()}
    if len(missed) < 3:
        return Evidence(-1.0, shown)
    weak, middle, strong = missed.values()
    return Evidence(min(above(weak, middle), above(strong, middle)), shown)


@claim(
    "A stronger ridge penalty leaves fewer effective parameters: the sum of "
    "s² / (s² + alpha) over the singular values, which is the trace of the matrix that "
    "turns targets into fitted values.",
    covers=["C18.07"],
)
def parameters_that_are_left(rng: Rng) -> Evidence:
    X = rng.normal(size=(25, 6)) * np.array([1.0, 2.0, 3.0, 0.5, 1.0, 0.1])
    y = rng.normal(size=25)
    alphas = [1e-6, 1.0, 30.0, 1e6]
    df = ridge_path(X, y, alphas)[1]
    off = 0.0
    for alpha, counted in zip(alphas, df, strict=True):
        trace = -1.0  # the intercept's
        for i, unit in enumerate(np.eye(25)):
            trace += Ridge(alpha).fit(X, unit).predict(X[i : i + 1])[0]
        off = max(off, abs(float(counted) - trace))
    shown = {
        f"effective parameters at alpha {a:g}": float(k)
        for a, k in zip(alphas, df, strict=True)
    }
    margins = [within(off, 1e-6), within(6 - df[0], 0.01), within(df[-1], 0.01),
               above(float((df[:-1] / df[1:]).min()), 1.0)]  # fmt: skip
    return Evidence(min(margins), shown | {"off from the trace by at most": off})


@claim(
    "Weight decay, dropout and early stopping each help a network that has learned wrong "
    "labels by heart.",
    covers=["C18.08", "S18.08", "S18.09", "S18.10", "Q18.03"],
)
def networks_are_helped(rng: Rng) -> Evidence:
    found: dict[str, list[float]] = {
        name: [] for name in ("plain", "weight decay", "dropout", "early stopping")
    }
    for _ in range(3):
        (X, y), (seen, label) = (
            _noisy_labels(120, 0.25, rng),
            _noisy_labels(300, 0.25, rng),
        )
        new, truth = _noisy_labels(1_500, 0.0, rng)
        seed, tried = int(rng.integers(10_000)), {}
        for name, p, epochs in (
            ("plain", 0.0, 80), ("dropout", 0.8, 80),
            ("after 5", 0.0, 5), ("after 10", 0.0, 10), ("after 20", 0.0, 20),
        ):  # fmt: skip
            tried[name] = train_dropout_network(
                X, y, np.random.default_rng(seed), hidden=(64,), p=p, lr=0.02,
                epochs=epochs, size=120,
            )  # fmt: skip
        tried["weight decay"] = fit_layers(
            build_layers([6, 64, 2], "he", rng), X, np.eye(2)[y], cross_entropy,
            AdamW(0.02, decay=5.0), rng, epochs=80, size=120,
        )[0]  # fmt: skip
        held_out = {}
        for name in ("after 5", "after 10", "after 20"):
            held_out[name] = _right(forward(tried[name], seen)[-1], label)
        tried["early stopping"] = tried[max(held_out, key=held_out.__getitem__)]
        for name, scores in found.items():
            scores.append(_right(forward(tried[name], new)[-1], truth))
        own = _right(forward(tried["plain"], X)[-1], y)
    score = {name: float(np.mean(scores)) for name, scores in found.items()}
    shown = {"plain: its own rows": own}
    shown |= {f"{name}: new rows": share for name, share in score.items()}
    plain = score.pop("plain")
    return Evidence(min(above(share, plain) for share in score.values()), shown)


@claim(
    "Ridge scales the fit along each singular direction by s² / (s² + alpha), the weak "
    "ones most. It is L1 that takes the same amount off each weight, where columns are "
    "orthonormal: of 5, 2, 0.6 and 0.2 an L1 penalty with threshold 0.5 leaves 4.5, 1.5, "
    "0.1 and 0, ridge with alpha 1 leaves 2.5, 1, 0.3 and 0.1.",
    covers=["E18.01", "W18.02"],
    verdict="corrected",
    often="L1 sets weights to 0, L2 shrinks weights evenly.",
)
def not_evenly(rng: Rng) -> Evidence:
    A = rng.normal(size=(30, 4))
    Q = np.linalg.qr(A - A.mean(axis=0))[0]
    free = np.array([5.0, 2.0, 0.6, 0.2])
    y = Q @ free
    lasso = Lasso(0.5 / 30).fit(Q, y).coef_
    ridge = Ridge(1.0).fit(Q, y).coef_
    off = float(np.abs(lasso - [4.5, 1.5, 0.1, 0]).max())
    off = max(off, float(np.abs(ridge - [2.5, 1.0, 0.3, 0.1]).max()))
    # Now columns of unequal lengths along the same directions.
    s = np.array([10.0, 3.0, 1.0, 0.3])
    kept = ridge_path(Q * s, (Q * s) @ free, [1.0])[0][0] / free
    shown = {
        f"share kept along s = {v:g}": float(k) for v, k in zip(s, kept, strict=True)
    }
    gap = float(np.abs(kept - s**2 / (s**2 + 1)).max())
    margins = [within(off, 1e-8), within(gap, 1e-8), above(kept[0], 5 * kept[3])]
    return Evidence(min(margins), shown | {"worked numbers are off by": off})


@claim(
    "Where the loss is a mean of squares with penalty lam, scikit-learn's alpha is n lam "
    "for Ridge, whose loss is a sum, and lam / 2 for Lasso, whose loss is half a mean.",
    covers=["E18.02", "S18.01", "S18.11"],
    verdict="corrected",
    often="Ridge(alpha=1.0): alpha is lambda.",
)
def what_alpha_means(rng: Rng) -> Evidence:
    X, y, *_ = _few_matter(50, rng, d=4, noise=1.0)
    X, y, lam = X - X.mean(axis=0), y - y.mean(), 0.4

    def loss(w: Array) -> tuple[float, Array]:
        value, by_prediction = mse(X @ w, y)
        return value, X.T @ by_prediction

    by_squares, by_sizes = penalised(loss, l2=lam), penalised(loss, l1=lam)
    slope: dict[str, float] = {}
    for name, model, total in (
        ("Ridge(n lam)", Ridge(50 * lam), by_squares), ("Ridge(lam)", Ridge(lam), by_squares),
        ("Lasso(lam / 2)", Lasso(lam / 2), by_sizes), ("Lasso(lam)", Lasso(lam), by_sizes),
    ):  # fmt: skip
        w = model.fit(X, y).coef_
        gradient = total(w)[1][support(w)]
        slope[f"largest slope at the weights of {name}"] = float(np.abs(gradient).max())
    right_l2, wrong_l2, right_l1, wrong_l1 = slope.values()
    margins = [within(right_l2, 1e-8), above(wrong_l2, 0.1),
               within(right_l1, 1e-8), above(wrong_l1, 0.1)]  # fmt: skip
    return Evidence(min(margins), slope)


@claim(
    "Weight decay and an L2 penalty take the same path for plain gradient descent; for "
    "Adam they do not.",
    covers=["E18.03", "S18.08"],
    verdict="corrected",
    often="Weight decay is L2 regularisation.",
)
def decay_is_no_penalty_for_adam(rng: Rng) -> Evidence:
    steepness, start = np.array([100.0, 1.0, 0.01]), rng.normal(size=3) + 3

    def bowl(w: Array) -> tuple[float, Array]:
        return float(steepness @ (w - 1) ** 2) / 2, steepness * (w - 1)

    plain = path_gap(SGD(0.005, l2=0.1), SGD(0.005, decay=0.1), bowl, start)
    adam = path_gap(Adam(0.05, l2=0.1), AdamW(0.05, decay=0.1), bowl, start)
    shown = {"paths of plain descent are apart by": plain, "paths of Adam by": adam}
    return Evidence(min(within(plain, 1e-10), above(adam, 0.01)), shown)


@claim(
    "Stopping early adds no term to the loss and regularises all the same: descent halted "
    "on the way has shorter weights than least squares, and less error on new rows.",
    covers=["E18.04", "S18.10"],
    verdict="corrected",
    often="Regularisation means adding a penalty term to the loss.",
)
def no_term_at_all(rng: Rng) -> Evidence:
    X, y, new, target = _few_matter(60, rng)
    path = descend_least_squares(X, y, steps=600).theta
    shown: dict[str, float] = {}
    for steps in (10, 600):
        b, w = path[steps][0], path[steps][1:]
        shown[f"length of the weights after {steps:,} steps"] = float(np.linalg.norm(w))
        shown[f"error on new rows after {steps:,}"] = mse(new @ w + b, target)[0]
    short, early, long, late = shown.values()
    return Evidence(min(above(long, 1.2 * short), above(late, 1.05 * early)), shown)


@claim(
    "Dropout leaves the average of an input as it is. On average over its masks the "
    "squared error of a linear model gains p / (1 - p) times the sum of w_j² x_j²: a "
    "penalty that nobody has added.",
    covers=["S18.09"],
)
def dropout_as_a_penalty(rng: Rng) -> Evidence:
    x, w = rng.uniform(1, 3, size=6), rng.uniform(0.5, 2, size=6)
    target, p, draws = float(w @ x) + 1.0, 0.3, 40_000
    dropped = dropout(np.broadcast_to(x, (draws, 6)), p, rng)[0]
    gained = mse(dropped @ w, np.full(draws, target))[0] - 1.0
    expected = p / (1 - p) * float((w * x) @ (w * x))
    off = float(np.abs(dropped.mean(axis=0) / x - 1).max())
    untouched = float(np.abs(dropout(x, p, rng, train=False)[0] - x).max())
    shown = {
        "error gained": gained,
        "expected": expected,
        "means are off by": off,
        "changed in use": untouched,
    }
    margins = [within(abs(gained / expected - 1), 0.1), within(off, 0.03),
               within(untouched, 1e-12)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Penalised models depend on units, and least squares does not: a feature given in "
    "units a thousand times as large is held a million times as tightly by ridge.",
    covers=["E18.07"],
    verdict="corrected",
    often="Linear models need no scaling, with or without a penalty.",
)
def units_matter_now(rng: Rng) -> Evidence:
    X, y, *_ = _few_matter(60, rng, d=5, noise=1.0)
    units = np.array([0.001, 1.0, 1.0, 1.0, 1.0])
    moved: dict[str, float] = {}
    for name, model in (
        ("least squares", LinearRegression()), ("ridge", Ridge(1.0)), ("lasso", Lasso(0.1)),
    ):  # fmt: skip
        before = model.fit(X, y).predict(X)
        after = model.fit(X * units, y).predict(X * units)
        moved[f"{name}: predictions moved by up to"] = float(
            np.abs(after - before).max()
        )
    free, squares, sizes = moved.values()
    margins = [within(free, 1e-6), above(squares, 0.5), above(sizes, 0.5)]
    return Evidence(min(margins), moved)


@claim(
    "With a free intercept a constant added to all targets is added to all predictions; "
    "with an intercept that is penalised it is not.",
    covers=["E18.07"],
)
def the_intercept_is_free(rng: Rng) -> Evidence:
    X, y, *_ = _few_matter(60, rng, d=3, noise=1.0)
    free = Ridge(20.0).fit(X, y + 100).predict(X) - Ridge(20.0).fit(X, y).predict(X)
    A, held = np.column_stack([np.ones(60), X]), []
    for target in (y, y + 100):
        # A ridge through the origin, by rows and their mirror images.
        mirrored = Ridge(40.0).fit(
            np.vstack([A, -A]), np.concatenate([target, -target])
        )
        held.append(mirrored.predict(A))
    shown = {
        "free: predictions rise by": float(free.mean()),
        "penalised: by": float((held[1] - held[0]).mean()),
    }
    margins = [within(float(np.abs(free - 100).max()), 1e-6),
               within(shown["penalised: by"], 90)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A growing ridge penalty shortens the weights as a whole. A single weight may grow "
    "on the way, or change its sign, where features are correlated.",
    covers=["S18.06", "L18.01"],
)
def one_weight_may_grow(rng: Rng) -> Evidence:
    shared = rng.normal(size=100)
    X = shared[:, None] + 0.3 * rng.normal(size=(100, 2))
    # No noise: least squares finds 3 and -1.
    weights = ridge_path(X, X @ [3.0, -1.0], [1e-9, 10.0, 50.0])[0]
    length = np.linalg.norm(weights, axis=1)
    shown = {"second weight without penalty": float(weights[0, 1])}
    shown |= {"at alpha 10": float(weights[1, 1]), "at alpha 50": float(weights[2, 1])}
    margins = [within(abs(weights[0, 1] + 1), 1e-6), above(float(weights[2, 1]), 0.2),
               above(float((length[:-1] / length[1:]).min()), 1.0)]  # fmt: skip
    return Evidence(min(margins), shown)
