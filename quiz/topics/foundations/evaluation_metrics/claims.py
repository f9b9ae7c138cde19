"""Statements about metrics, and their evidence."""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Array, Integers
from engine.clustering.kmeans import KMeans
from engine.datasets.points import blobs, moons
from engine.linear.goodness import adjusted_r_squared, r_squared
from engine.linear.inference import coefficients
from engine.linear.least_squares import LinearRegression
from engine.metrics.averages import f1_average
from engine.metrics.chance import cohen_kappa, matthews
from engine.metrics.chooser import choose_metrics
from engine.metrics.clusters import davies_bouldin, silhouette, silhouette_samples
from engine.metrics.counts import confusion
from engine.metrics.curves import (
    average_precision,
    precision_recall_curve,
    roc_auc,
    roc_curve,
    trapezoid,
)
from engine.metrics.forecast import mase, rolling_origin, smape
from engine.metrics.partitions import (
    adjusted_mutual_information,
    adjusted_rand,
    normalised_mutual_information,
)
from engine.metrics.probabilities import log_loss
from engine.metrics.ranking import (
    dcg,
    hit_rate,
    mean_average_precision,
    ndcg,
    ranked_precision,
    recall_at_k,
)
from engine.metrics.rates import accuracy, f_beta, precision, recall, specificity
from engine.metrics.regression import regression_scores
from engine.statistics.continuous import Normal
from engine.statistics.correlation import pearson
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator

LIST = [1, 0, 1, 0, 0, 1]


def _labels(tp: int, fp: int, fn: int, tn: int) -> tuple[Integers, Integers]:
    """Labels and predictions with these counts."""
    y = np.repeat([1, 0, 1, 0], [tp, fp, fn, tn])
    return y, np.repeat([1, 1, 0, 0], [tp, fp, fn, tn])


def _scored(positives: int, negatives: int, rng: Rng) -> tuple[Integers, Array]:
    """Normal scores, those of positives higher by 1.5."""
    y = np.repeat([1, 0], [positives, negatives])
    return y, rng.normal(size=len(y)) + 1.5 * y


@claim(
    "On 990 negatives and 10 positives, answering “negative” to all has an accuracy of 0.99; "
    "F1, kappa and Matthews' correlation are 0. A detector that finds some, with a few false "
    "alarms, is right less often and has all three above 0.1.",
    covers=["C35.01", "S35.02"],
)
def accuracy_of_silence(rng: Rng) -> Evidence:
    hits, alarms = int(rng.integers(4, 9)), int(rng.integers(20, 40))
    y, silent = _labels(0, 0, 10, 990)
    asked, told = _labels(hits, alarms, 10 - hits, 990 - alarms)
    least = min(f_beta(asked, told), cohen_kappa(asked, told), matthews(asked, told))
    none = max(f_beta(y, silent), abs(cohen_kappa(y, silent)), abs(matthews(y, silent)))
    shown = {
        "silent: accuracy": accuracy(y, silent),
        "silent: largest of the other three": none,
        "a detector: accuracy": accuracy(asked, told),
        "a detector: least of the other three": least,
    }
    margins = [within(abs(accuracy(y, silent) - 0.99), 1e-9), within(none, 1e-9),
               above(accuracy(y, silent) - accuracy(asked, told), 0.005), above(least, 0.1)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Where a false alarm costs ten times a miss, the cheapest threshold is high and buys "
    "precision; where a miss costs ten times a false alarm, it is low and buys recall.",
    covers=["C35.02", "C35.03", "S35.01", "S35.03", "S35.04"],
)
def costs_move_the_threshold(rng: Rng) -> Evidence:
    y, scores = _scored(500, 500, rng)
    cheapest = {}
    for name, alarm, miss in (("alarms dear", 10, 1), ("misses dear", 1, 10)):
        costs = []
        for t in np.arange(-2.0, 4.0, 0.1):
            _, fp, fn, _ = confusion(y, (scores > t).astype(int))
            costs.append((alarm * fp + miss * fn, float(t)))
        cheapest[name] = (scores > min(costs)[1]).astype(int)
    dear_alarms, dear_misses = cheapest["alarms dear"], cheapest["misses dear"]
    shown = {
        "alarms dear: precision": precision(y, dear_alarms),
        "alarms dear: recall": recall(y, dear_alarms),
        "misses dear: precision": precision(y, dear_misses),
        "misses dear: recall": recall(y, dear_misses),
    }
    margins = [above(precision(y, dear_alarms), 0.8),
               above(recall(y, dear_misses), 0.8),
               above(0.75, recall(y, dear_alarms)),
               above(0.8, precision(y, dear_misses))]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A detector that catches 90 % of the positives and flags 10 % of the negatives has an "
    "accuracy of 0.9 whatever they are mixed to; its F1 falls from 0.9 to 0.15 as positives "
    "get rare.",
    covers=["C35.04", "S35.05"],
)
def f1_notices_rarity(rng: Rng) -> Evidence:
    scale = int(rng.integers(1, 6))
    seen = []
    for positives in (500, 100, 10):
        n1, n0 = scale * positives, scale * (1_000 - positives)
        y, told = _labels(n1 * 9 // 10, n0 // 10, n1 // 10, n0 * 9 // 10)
        seen.append((accuracy(y, told), f_beta(y, told)))
    shown = {
        "half are positive: F1": seen[0][1],
        "a tenth: F1": seen[1][1],
        "a hundredth: F1": seen[2][1],
        "accuracy, always": seen[0][0],
    }
    off = max(abs(seen[0][0] - 0.9), abs(seen[1][0] - 0.9), abs(seen[2][0] - 0.9))
    margins = [within(off, 1e-9), within(abs(seen[0][1] - 0.9), 1e-9),
               within(abs(seen[1][1] - 0.6429), 1e-3),
               within(abs(seen[2][1] - 0.1525), 1e-3)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Specificity is the recall of the negatives, and 1 minus the false positive rate that the "
    "ROC curve has on its axis.",
    covers=["C35.05", "S35.06"],
)
def recall_of_the_negatives(rng: Rng) -> Evidence:
    y, scores = _scored(40, 60, rng)
    fpr, _, thresholds = roc_curve(y, scores)
    off = 0.0
    for rate, t in zip(fpr, thresholds, strict=True):
        told = (scores >= t).astype(int)
        off = max(off, abs(specificity(y, told) - (1 - rate)))
        off = max(off, abs(specificity(y, told) - recall(y, told, positive=0)))
    return Evidence(within(off, 1e-12), {"largest difference": off})


@claim(
    "The area under the ROC curve is the probability that a positive scores higher than a "
    "negative: 0.856 for normal scores that lie 1.5 deviations apart. Only the order counts.",
    covers=["C35.06", "S35.07"],
)
def area_is_a_chance(rng: Rng) -> Evidence:
    y, scores = _scored(300, 300, rng)
    pairs = float((scores[y == 1][:, None] > scores[y == 0]).mean())
    fpr, tpr, _ = roc_curve(y, scores)
    expected = float(Normal().cdf(1.5 / math.sqrt(2)))
    shown = {
        "by ranks": roc_auc(y, scores),
        "area under the curve": trapezoid(fpr, tpr),
        "pairs in the right order": pairs,
        "after exp": roc_auc(y, np.exp(scores)),
        "normal scores, exactly": expected,
    }
    far = 0.0
    for value in (pairs, trapezoid(fpr, tpr), roc_auc(y, np.exp(scores))):
        far = max(far, abs(roc_auc(y, scores) - value))
    margins = [within(far, 1e-9), within(abs(pairs - expected), 0.08),
               within(abs(expected - 0.8556), 1e-4)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The ROC area does not react to how rare positives are: with each negative there a "
    "hundred times it stays what it was to the last digit, while the precision-recall area "
    "falls from about 0.86 to about 0.18. Noise scores 0.5 in one, the share of positives "
    "in the other.",
    covers=["C35.07", "E35.03", "S35.08"],
    verdict="corrected",
    often="ROC AUC is a metric for imbalanced data.",
)
def rare_positives(rng: Rng) -> Evidence:
    y, scores = _scored(400, 400, rng)
    noise = rng.normal(size=800)
    areas, precisions = [], []
    for times in (1, 10, 100):
        many = np.where(y == 1, 1, times)
        asked = np.repeat(y, many), np.repeat(scores, many)
        areas.append(roc_auc(*asked))
        precisions.append(average_precision(*asked))
    blind = average_precision(np.repeat(y, np.where(y == 1, 1, 10)),
                              np.repeat(noise, np.where(y == 1, 1, 10)))  # fmt: skip
    shown = {
        "ROC area, always": areas[0],
        "PR area, 1 positive in 2": precisions[0],
        "PR area, 1 in 11": precisions[1],
        "PR area, 1 in 101": precisions[2],
        "noise: PR area, 1 in 11": blind,
        "noise: ROC area": roc_auc(y, noise),
    }
    margins = [within(max(areas) - min(areas), 1e-9), above(precisions[0], 0.7),
               above(0.65, precisions[1]), above(0.35, precisions[2]),
               above(precisions[2], 0.04), within(abs(blind - 1 / 11), 0.06),
               within(abs(roc_auc(y, noise) - 0.5), 0.12)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Straight lines between the points of a precision-recall curve promise too much: with the "
    "same score for all rows, average precision is the share p of positives, the trapezoid "
    "(1 + p)/2.",
    covers=["S35.08"],
)
def steps_not_lines(rng: Rng) -> Evidence:
    n1 = int(rng.integers(5, 40))
    y = np.repeat([1, 0], [n1, 100 - n1])
    P, R, _ = precision_recall_curve(y, np.zeros(100))
    in_steps, by_lines = average_precision(y, np.zeros(100)), trapezoid(R, P)
    shown = {"positives": n1 / 100, "in steps": in_steps, "by lines": by_lines}
    margins = [within(abs(in_steps - n1 / 100), 1e-9),
               within(abs(by_lines - (1 + n1 / 100) / 2), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Log loss punishes confidence that is wrong: 6.9 for a probability of 0.001, 0.69 for a "
    "half, 36 for 0 as usually clipped. Two models with the same labels differ by it.",
    covers=["C35.08", "S35.09"],
)
def confident_mistakes(rng: Rng) -> Evidence:
    y = rng.permutation(np.repeat([1, 0], 50))
    said = np.where(rng.permutation(100) < 80, y, 1 - y)
    losses = {}
    for name, sure in (("calm", 0.8), ("sure", 0.999)):
        p = np.where(said == 1, sure, 1 - sure)
        losses[name] = log_loss(y, np.column_stack([1 - p, p]))
    one = []
    for true in (0.001, 0.5, 0.0):
        one.append(log_loss([1], [[1 - true, true]]))
    shown = {"p = 0.001": one[0], "p = 0.5": one[1], "p = 0": one[2],
             "right on 80 of 100, calm": losses["calm"],
             "the same, sure of itself": losses["sure"]}  # fmt: skip
    margins = [within(abs(one[0] - 6.9078), 1e-3), within(abs(one[1] - 0.6931), 1e-3),
               within(abs(one[2] - 36.04), 0.01),
               above(losses["sure"], 2 * losses["calm"])]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Kappa compares agreement with that of chance: two raters who agree on 80 of 100 rows "
    "have kappa 0.6 where classes are even, and 0.05 where one is rare. Raters who toss "
    "coins have 0, even if they agree on 82 %.",
    covers=["C35.09", "S35.10"],
)
def the_same_agreement(rng: Rng) -> Evidence:
    even, rare = _labels(40, 10, 10, 40), _labels(2, 10, 10, 78)
    tossed = (rng.random((2, 4_000)) < 0.1).astype(int)
    shown = {
        "agreement, in both": accuracy(*even),
        "even classes: kappa": cohen_kappa(*even),
        "a rare class: kappa": cohen_kappa(*rare),
        "coins of 10 %: agreement": accuracy(*tossed),
        "coins of 10 %: kappa": cohen_kappa(*tossed),
    }
    margins = [within(abs(cohen_kappa(*even) - 0.6), 1e-9),
               within(abs(cohen_kappa(*rare) - 0.05303), 1e-4),
               within(abs(accuracy(*even) - accuracy(*rare)), 1e-9),
               within(abs(cohen_kappa(*tossed)), 0.1),
               within(abs(accuracy(*tossed) - 0.82), 0.05)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Matthews' correlation is Pearson's of the labels 0 and 1, and 0 for a prediction that "
    "never changes.",
    covers=["C35.10", "S35.11"],
)
def a_correlation(rng: Rng) -> Evidence:
    y = (rng.random(200) < 0.2).astype(int)
    told = np.where(rng.random(200) < 0.8, y, 1 - y)
    off = abs(matthews(y, told) - pearson(y, told))
    still = abs(matthews(y, np.zeros(200, dtype=int)))
    shown = {"Matthews": matthews(y, told), "Pearson": pearson(y, told),
             "always 0": still}  # fmt: skip
    return Evidence(min(within(off, 1e-9), within(still, 1e-9)), shown)


@claim(
    "One residual of 100 among 1,000 standard normal ones takes MSE from about 1 to about 11, "
    "and MAE from 0.8 to 0.9.",
    covers=["C35.11", "S35.13", "S35.15"],
)
def one_wild_row(rng: Rng) -> Evidence:
    y = rng.normal(size=1_000)
    before = regression_scores(y, np.zeros(1_000))
    y[0] = 100.0
    after = regression_scores(y, np.zeros(1_000))
    shown = {"MSE before": before["MSE"], "MSE after": after["MSE"],
             "MAE before": before["MAE"], "MAE after": after["MAE"]}  # fmt: skip
    margins = [within(abs(after["MSE"] - before["MSE"] - 10), 0.1),
               within(abs(after["MAE"] - before["MAE"] - 0.1), 0.01)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "RMSE has the unit of the target: in millimetres instead of centimetres it is 10 times as "
    "large, and MSE 100 times. It is never below MAE, and 1.25 times MAE for normal residuals.",
    covers=["C35.12", "S35.14"],
)
def units_of_the_target(rng: Rng) -> Evidence:
    y, told = rng.normal(size=5_000), np.zeros(5_000)
    cm, mm = regression_scores(y, told), regression_scores(10 * y, told)
    few = regression_scores(rng.exponential(size=8), np.zeros(8))
    ratio = cm["RMSE"] / cm["MAE"]
    shown = {"RMSE grows by": mm["RMSE"] / cm["RMSE"], "MSE by": mm["MSE"] / cm["MSE"],
             "RMSE / MAE, normal": ratio,
             "RMSE / MAE, other residuals": few["RMSE"] / few["MAE"]}  # fmt: skip
    margins = [within(abs(mm["RMSE"] / cm["RMSE"] - 10), 1e-6),
               within(abs(mm["MSE"] / cm["MSE"] - 100), 1e-6),
               within(abs(ratio - math.sqrt(math.pi / 2)), 0.08),
               above(few["RMSE"], few["MAE"])]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "R squared is a share of variance for least squares with an intercept on its own rows. "
    "Elsewhere it compares with the mean of the scored rows, and has no lower bound: 1, 2, 3 "
    "predicted as 3, 2, 1 scores -3.",
    covers=["C35.13", "E35.02", "S35.16"],
    verdict="corrected",
    often="R squared is the share of variance that a model explains, between 0 and 1.",
)
def skill_over_the_mean(rng: Rng) -> Evidence:
    X = rng.normal(size=(40, 2))
    y = X @ rng.normal(size=2) + rng.normal(size=40)
    told = LinearRegression().fit(X, y).predict(X)
    share = float(told.var() / y.var())
    new = rng.normal(size=40)
    shown = {
        "own rows: R squared": r_squared(y, told),
        "own rows: variance of predictions / of targets": share,
        "1, 2, 3 as 3, 2, 1": r_squared([1, 2, 3], [3, 2, 1]),
        "the mean of the scored rows": r_squared(new, np.full(40, new.mean())),
        "off by two deviations everywhere": r_squared(new, new + 2 * new.std()),
    }
    margins = [within(abs(r_squared(y, told) - share), 1e-9),
               within(abs(shown["1, 2, 3 as 3, 2, 1"] + 3), 1e-9),
               within(abs(shown["the mean of the scored rows"]), 1e-9),
               within(abs(shown["off by two deviations everywhere"] + 3), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Adjusted R squared rises with one more feature exactly when the t statistic of that "
    "feature is beyond 1 in size. Pure noise gets there about one time in three.",
    covers=["C35.14", "E35.07", "S35.17"],
    verdict="corrected",
    often="Adjusted R squared falls when a useless feature is added.",
)
def noise_may_raise_it(rng: Rng) -> Evidence:
    x = rng.normal(size=40)
    y = x + rng.normal(size=40)
    one = LinearRegression().fit(x[:, None], y).predict(x[:, None])
    before, plain = adjusted_r_squared(y, one, 1), r_squared(y, one)
    rose, beyond, apart, fell = 0, 0, 0, 0
    for _ in range(60):
        X = np.column_stack([x, rng.normal(size=40)])
        told = LinearRegression().fit(X, y).predict(X)
        up = adjusted_r_squared(y, told, 2) > before
        large = bool(abs(coefficients(X, y).t[2]) > 1)
        rose, beyond, apart = rose + up, beyond + large, apart + (up != large)
        fell += r_squared(y, told) < plain - 1e-12
    shown = {"columns of noise": 60.0, "raised adjusted R squared": float(rose),
             "had |t| above 1": float(beyond), "lowered plain R squared": float(fell)}  # fmt: skip
    margins = [within(apart, 0.5), within(fell, 0.5), above(rose, 4), above(38, rose)]
    return Evidence(min(margins), shown)


@claim(
    "A percentage error has no value at a target of 0, and near 0 a single row decides: one "
    "target of 0.01 among a hundred of about 10, all missed by 0.5, makes MAPE more than ten "
    "times as large.",
    covers=["C35.15", "S35.18"],
)
def percent_of_nothing(rng: Rng) -> Evidence:
    y = rng.uniform(8, 12, size=100)
    plain = regression_scores(y, y + 0.5)["MAPE"]
    y[0] = 0.01
    small = regression_scores(y, y + 0.5)["MAPE"]
    y[0] = 0.0
    undefined = float(math.isnan(regression_scores(y, y + 0.5)["MAPE"]))
    shown = {"no small target": plain, "one target of 0.01": small,
             "a target of 0: undefined": undefined}  # fmt: skip
    return Evidence(min(above(small, 8 * plain), above(undefined, 0.5)), shown)


@claim(
    "MAPE rewards forecasts that are too low: of all constants, the best one for log-normal "
    "targets is about 0.37, where the median is 1 and the mean 1.65.",
    covers=["E35.06", "S35.18"],
    verdict="corrected",
    often="MAPE is an average error like MAE, only in per cent.",
)
def percent_favours_low(rng: Rng) -> Evidence:
    y = np.exp(rng.normal(size=2_000))
    best = {}
    for name in ("MAPE", "MAE", "MSE"):
        tried = []
        for c in np.arange(0.1, 2.6, 0.05):
            scores = regression_scores(y, np.full(2_000, c))
            tried.append((scores[name], float(c)))
        best[name] = min(tried)[1]
    shown = {f"best constant for {name}": value for name, value in best.items()}
    margins = [within(abs(best["MAPE"] - 0.37), 0.3), within(abs(best["MAE"] - 1), 0.25),
               above(best["MSE"], 1.25)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "sMAPE is symmetric in target and forecast, not in the error: of 100, a forecast of 110 "
    "costs 9.5 % and one of 90 costs 10.5 %; 150 costs 40 %, and 50 costs 67 %.",
    covers=["E35.06", "S35.29"],
    verdict="corrected",
    often="sMAPE treats forecasts that are too high and too low alike.",
)
def not_symmetric(rng: Rng) -> Evidence:
    scale = float(rng.uniform(1, 50))
    costs = []
    for told in (110, 90, 150, 50):
        costs.append(smape([100 * scale], [told * scale]))
    swapped = abs(smape([scale], [3 * scale]) - smape([3 * scale], [scale]))
    shown = {"110": costs[0], "90": costs[1], "150": costs[2], "50": costs[3],
             "swapped": swapped}  # fmt: skip
    off = max(abs(costs[0] - 0.0952), abs(costs[1] - 0.1053),
              abs(costs[2] - 0.4), abs(costs[3] - 0.6667), swapped)  # fmt: skip
    return Evidence(within(off, 1e-4), shown)


@claim(
    "Huber's loss is half the square up to delta and a straight line beyond, so a tenth of wild "
    "rows at 20 moves its best constant by a few tenths, and that of MSE by 2.",
    covers=["C35.16", "S35.19"],
)
def huber_resists(rng: Rng) -> Evidence:
    y = np.concatenate([rng.normal(size=900), np.full(100, 20.0)])
    best = {}
    for name in ("MSE", "Huber", "MAE"):
        tried = []
        for c in np.arange(-1.0, 3.0, 0.1):
            tried.append((regression_scores(y, np.full(1_000, c))[name], float(c)))
        best[name] = min(tried)[1]
    inside = regression_scores([0.5], [0.0])["Huber"]
    beyond = regression_scores([4.0], [0.0])["Huber"]
    shown = {f"best constant for {name}": value for name, value in best.items()}
    shown |= {"residual 0.5": inside, "residual 4": beyond}
    margins = [within(abs(best["MSE"] - 2), 0.3), within(abs(best["Huber"]), 0.5),
               within(abs(inside - 0.125) + abs(beyond - 3.5), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A silhouette compares a row's cluster with the nearest other one alone: moving a third "
    "cluster ten times as far away leaves it as it is.",
    covers=["C35.17", "E35.09", "S35.20"],
    verdict="corrected",
    often="The silhouette compares a row's own cluster with the other clusters.",
)
def nearest_other_cluster(rng: Rng) -> Evidence:
    data = blobs(60, [[0.0, 0.0], [4.0, 0.0], [0.0, 12.0]], 0.5, rng)
    before = silhouette_samples(data.X, data.y)
    far = data.X.copy()
    far[data.y == 2, 1] += 100.0
    near = data.X.copy()
    near[data.y == 1, 0] -= 1.5
    rows = data.y == 0
    moved = silhouette_samples(far, data.y)[rows] - before[rows]
    closer = before[rows].mean() - silhouette_samples(near, data.y)[rows].mean()
    shown = {"the far cluster moved: largest change": float(np.abs(moved).max()),
             "the near one moved: mean falls by": float(closer)}  # fmt: skip
    margins = [within(float(np.abs(moved).max()), 1e-9), above(float(closer), 0.05)]
    return Evidence(min(margins), shown)


@claim(
    "Davies-Bouldin is lower for better clusters, the silhouette higher, and both favour round "
    "ones: on two moons they prefer what k-means makes to the moons themselves.",
    covers=["C35.18", "E35.09", "S35.21"],
    verdict="corrected",
    often="A better silhouette or Davies-Bouldin index means that the clusters are right.",
)
def round_clusters_preferred(rng: Rng) -> Evidence:
    round_data = blobs(90, [[0.0, 0.0], [5.0, 0.0], [0.0, 5.0]], 0.5, rng)
    torn = rng.permutation(round_data.y)
    data = moons(150, 0.05, rng)
    found = KMeans(2, n_init=3).fit(data.X, rng).labels_
    shown = {
        "blobs: Davies-Bouldin": davies_bouldin(round_data.X, round_data.y),
        "blobs, labels shuffled": davies_bouldin(round_data.X, torn),
        "the moons: silhouette": silhouette(data.X, data.y),
        "k-means: silhouette": silhouette(data.X, found),
        "the moons: Davies-Bouldin": davies_bouldin(data.X, data.y),
        "k-means: Davies-Bouldin": davies_bouldin(data.X, found),
        "k-means against the moons: Rand, adjusted": adjusted_rand(data.y, found),
    }
    margins = [above(shown["blobs, labels shuffled"], 2 * shown["blobs: Davies-Bouldin"]),
               above(shown["k-means: silhouette"], 1.2 * shown["the moons: silhouette"]),
               above(shown["the moons: Davies-Bouldin"], 1.2 * shown["k-means: Davies-Bouldin"]),
               above(0.6, adjusted_rand(data.y, found))]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Of 50 groups that are dealt at random, the adjusted Rand index makes 0 and the plain one "
    "0.88 against ten true groups. It needs true groups, and can reach -0.5.",
    covers=["C35.19", "S35.22"],
)
def pairs_beyond_chance(rng: Rng) -> Evidence:
    truth, dealt = rng.integers(10, size=600), rng.integers(50, size=600)
    one, other = truth[:, None] == truth, dealt[:, None] == dealt
    plain = float((one == other)[np.triu_indices(600, 1)].mean())
    adjusted, crossed = (
        adjusted_rand(truth, dealt),
        adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]),
    )
    renamed = adjusted_rand(truth, (truth + 3) % 10)
    shown = {"plain": plain, "adjusted": adjusted, "the same groups, renamed": renamed,
             "two groups crossed": crossed}  # fmt: skip
    margins = [within(abs(adjusted), 0.03), within(abs(plain - 0.884), 0.02),
               within(abs(crossed + 0.5), 1e-9), within(abs(renamed - 1), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Normalised mutual information lies in [0, 1] and is not 0 for chance: 120 rows dealt to 40 "
    "groups score more than 0.3 against ten true ones. Adjusted, they score 0.",
    covers=["C35.20", "S35.23"],
)
def information_by_chance(rng: Rng) -> Evidence:
    truth, dealt = rng.integers(10, size=120), rng.integers(40, size=120)
    score = normalised_mutual_information(truth, dealt)
    adjusted = adjusted_mutual_information(truth, dealt)
    same = normalised_mutual_information(truth, (truth + 1) % 10)
    shown = {"dealt at random": score, "adjusted": adjusted, "the same groups": same}
    margins = [above(score, 0.3), above(1.0, score), within(abs(adjusted), 0.1),
               within(abs(same - 1), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "NDCG rewards what stands early: relevant items at ranks 1, 3 and 6 score 0.8711, and an "
    "item moved from rank i to j loses the difference of 1/log2(rank + 1).",
    covers=["C35.21", "S35.25"],
)
def early_counts(rng: Rng) -> Evidence:
    i, j = (int(v) for v in np.sort(rng.choice(8, 2, replace=False)))
    early, late = np.zeros(8), np.zeros(8)
    early[i], late[j] = 1.0, 1.0
    lost = dcg(early) - dcg(late)
    formula = 1 / math.log2(i + 2) - 1 / math.log2(j + 2)
    first = abs(ndcg(LIST) - 0.8711)
    shown = {"ranks 1, 3, 6": ndcg(LIST), "moved down: lost": lost,
             "the three first": ndcg([1, 1, 1, 0, 0, 0])}  # fmt: skip
    margins = [within(first, 1e-4), within(abs(lost - formula), 1e-9), above(lost, 1e-3),
               within(abs(ndcg([1, 1, 1, 0, 0, 0]) - 1), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Hit rate at K asks for one relevant item, recall at K for the share of all of them: 1 and "
    "2/3 for ranks 1, 3 and 6 at K = 3. They agree where each list has exactly one. "
    "What stands below K changes neither.",
    covers=["C35.22", "E35.05", "S35.26", "S35.27"],
    verdict="corrected",
    often="Hit rate and recall at K are the same metric.",
)
def hits_are_not_recall(rng: Rng) -> Evidence:
    below = np.concatenate([LIST[:3], rng.permutation(LIST[3:])]).tolist()
    apart = 0.0
    for place in range(6):
        single = np.eye(6, dtype=int)[place]
        apart = max(apart, abs(hit_rate([single], 3) - recall_at_k(single, 3)))
    shown = {"hit rate": hit_rate([LIST], 3), "recall": recall_at_k(LIST, 3),
             "one relevant item: largest difference": apart}  # fmt: skip
    margins = [within(abs(hit_rate([LIST], 3) - 1), 1e-9),
               within(abs(recall_at_k(LIST, 3) - 2 / 3), 1e-9), within(apart, 1e-9),
               within(abs(recall_at_k(below, 3) - recall_at_k(LIST, 3)), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Precision averaged over the ranks of hits is the average precision of one query: 0.722 for "
    "ranks 1, 3 and 6, and 0.542 if a fourth relevant item was not found. MAP is its mean over "
    "queries, each counting alike, however many hits it has.",
    covers=["E35.01", "S35.24"],
    verdict="corrected",
    often="MAP is the average of precision at each relevant item.",
)
def a_mean_over_queries(rng: Rng) -> Evidence:
    many, few = rng.permutation([1, 1, 1, 1, 0, 0]), [0, 0, 0, 0, 0, 1]
    one, other = ranked_precision(many), ranked_precision(few)
    pooled = (4 * one + other) / 5
    score = mean_average_precision([many, few])
    shown = {"ranks 1, 3, 6": ranked_precision(LIST),
             "and one not found": ranked_precision(LIST, total=4),
             "MAP of two queries": score, "pooled over hits": pooled}  # fmt: skip
    margins = [within(abs(ranked_precision(LIST) - 0.7222), 1e-4),
               within(abs(ranked_precision(LIST, total=4) - 0.5417), 1e-4),
               within(abs(score - (one + other) / 2), 1e-9), above(pooled - score, 0.05)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "MASE has no unit: a series in grams scores as in kilograms. The naive forecast scores 1 on "
    "the rows that it is scaled by.",
    covers=["C35.23", "S35.28"],
)
def in_units_of_naive(rng: Rng) -> Evidence:
    y = np.cumsum(rng.normal(size=60)) + 3 * np.sin(np.arange(60) * np.pi / 2)
    told = y[50:] + rng.normal(size=10)
    kilo, gram = (
        mase(y[:50], y[50:], told),
        mase(1_000 * y[:50], 1_000 * y[50:], 1_000 * told),
    )
    naive, seasonal = mase(y[:50], y[1:50], y[:49]), mase(y[:50], y[4:50], y[:46], m=4)
    shown = {"in kilograms": kilo, "in grams": gram, "naive, on its own rows": naive,
             "seasonal naive, on its own rows": seasonal}  # fmt: skip
    off = max(abs(kilo - gram), abs(naive - 1), abs(seasonal - 1))
    return Evidence(within(off, 1e-9), shown)


@claim(
    "An error is that of a horizon: on a random walk the best forecast, the last value, errs "
    "twice as much four steps ahead as one.",
    covers=["S35.30"],
)
def further_ahead(rng: Rng) -> Evidence:
    walk = 100 + np.cumsum(rng.normal(size=1_500))
    errors = rolling_origin(walk, lambda past, h: np.full(h, past[-1]), 10, 4)["RMSE"]
    shown = {"1 step ahead": float(errors[0]), "4 steps ahead": float(errors[3])}
    return Evidence(within(abs(float(errors[3] / errors[0]) - 2), 0.5), shown)


@claim(
    "F1 treats a miss and a false alarm alike: precision 0.9 with recall 0.5 scores 0.643, and "
    "so does the reverse. Where misses are dear, F2 tells them apart, 0.549 against 0.776.",
    covers=["E35.04", "S35.05"],
    verdict="corrected",
    often="Where misses are dear, use F1.",
)
def f1_has_no_side(rng: Rng) -> Evidence:
    scale = int(rng.integers(1, 9))
    shy, bold = (
        _labels(45 * scale, 5 * scale, 45 * scale, 9),
        _labels(45 * scale, 45 * scale, 5 * scale, 9),
    )
    shown = {"P 0.9, R 0.5: F1": f_beta(*shy), "P 0.5, R 0.9: F1": f_beta(*bold),
             "P 0.9, R 0.5: F2": f_beta(*shy, beta=2),
             "P 0.5, R 0.9: F2": f_beta(*bold, beta=2)}  # fmt: skip
    off = max(abs(f_beta(*shy) - f_beta(*bold)), abs(f_beta(*shy) - 0.6429),
              abs(f_beta(*shy, beta=2) - 0.5488), abs(f_beta(*bold, beta=2) - 0.7759))  # fmt: skip
    return Evidence(within(off, 1e-4), shown)


@claim(
    "With one label a row, micro-F1 is accuracy under another name. Macro-F1 is not: where a "
    "model never says the rare class, it falls below.",
    covers=["E35.08", "S35.12"],
    verdict="corrected",
    often="For several classes report accuracy and micro-F1 as well.",
)
def micro_is_accuracy(rng: Rng) -> Evidence:
    y = rng.choice(4, size=400, p=[0.5, 0.3, 0.15, 0.05])
    told = np.where(rng.random(400) < 0.8, y, rng.integers(3, size=400))
    told = np.where(told == 3, 0, told)
    off = abs(f1_average(y, told, "micro") - accuracy(y, told))
    shown = {"accuracy": accuracy(y, told), "micro-F1": f1_average(y, told, "micro"),
             "macro-F1": f1_average(y, told, "macro")}  # fmt: skip
    margins = [within(off, 1e-9),
               above(accuracy(y, told) - f1_average(y, told, "macro"), 0.05)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "In each of the six scenarios the metric of the table is no matter of taste: it and another "
    "common one prefer different models of two.",
    covers=["C35.24", "S35.31"],
)
def six_duels(rng: Rng) -> Evidence:
    m = int(rng.integers(1, 5))
    rare, silent = (
        _labels(8 * m, 20 * m, 2 * m, 970 * m),
        _labels(0, 0, 10 * m, 990 * m),
    )
    kinds = np.repeat([0, 1, 2], [90 * m, 5 * m, 5 * m])
    fair, blind = np.repeat([0, 1, 2], [78 * m, 17 * m, 5 * m]), np.zeros(100 * m, int)
    y = np.append(np.arange(19.0), 100.0)
    true_to_most = regression_scores(y, np.append(y[:-1], 20.0))
    bent = regression_scores(y, y + np.append(np.full(19, 15.0), -30.0))
    bold, shy = _labels(90 * m, 90 * m, 10 * m, m), _labels(60 * m, 5 * m, 40 * m, m)
    one_user, both_users = (
        [[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]],
        [[0, 0, 1, 1, 1, 0]] * 2,
    )
    early = np.mean([ndcg(one_user[0], 3), ndcg(one_user[1], 3)]) - ndcg(
        both_users[0], 3
    )
    past, sold = [20.0, 60.0, 20.0, 60.0], np.array([10.0, 80.0, 80.0])
    near, low = np.array([20.0, 70.0, 70.0]), np.array([10.0, 40.0, 40.0])
    percent = (
        regression_scores(sold, low)["MAPE"] - regression_scores(sold, near)["MAPE"]
    )
    # For each scenario: a metric of the table, how far it prefers the first of two models,
    # and how far the other metric does.
    duels = (
        ("imbalanced", "MCC", matthews(*rare) - matthews(*silent),
         accuracy(*rare) - accuracy(*silent)),
        ("multi-class", "macro F1", f1_average(kinds, fair) - f1_average(kinds, blind),
         accuracy(kinds, fair) - accuracy(kinds, blind)),
        ("outliers", "MAE", bent["MAE"] - true_to_most["MAE"],
         bent["MSE"] - true_to_most["MSE"]),
        ("costly misses", "F2", f_beta(*bold, beta=2) - f_beta(*shy, beta=2),
         f_beta(*bold) - f_beta(*shy)),
        ("recommendation", "NDCG@K", float(early),
         hit_rate(one_user, 3) - hit_rate(both_users, 3)),
        ("forecast", "MASE", mase(past, sold, low) - mase(past, sold, near), percent),
    )  # fmt: skip
    shown, margins = {}, []
    for scenario, metric, gain, other in duels:
        shown[f"{scenario}, {metric}: prefers the first by"] = gain
        shown[f"{scenario}, the other metric"] = other
        margins += [above(gain, 0.05), above(-other, 0.005),
                    above(float(metric in choose_metrics(scenario)[0]), 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)
