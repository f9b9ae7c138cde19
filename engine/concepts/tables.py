"""Four tables that interviewers ask for, with the functions behind each row."""

from __future__ import annotations

from typing import NamedTuple

from engine.system import system


class Row(NamedTuple):
    """One row: what it is called, what is said of it, and what runs it."""

    name: str
    cells: tuple[str, ...]
    runs: tuple[str, ...]
    """Dotted names of functions and classes of the engine."""


class Table(NamedTuple):
    """Headings of the cells, and the rows."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


_LEARNING = Table(
    ("data", "goal", "feedback"),
    (
        Row("supervised", ("inputs with targets", "predict targets of new inputs",
                           "direct: a loss for each row"),
            ("engine.linear.least_squares.LinearRegression",
             "engine.linear.logistic.LogisticRegression", "engine.svm.svc.SVC")),
        Row("unsupervised", ("inputs alone", "find structure",
                             "indirect: scores of the structure itself"),
            ("engine.clustering.kmeans.KMeans", "engine.decomposition.pca.PCA")),
        Row("self-supervised", ("inputs alone", "predict one part from the rest",
                                "direct: the part is known"),
            ("engine.workflow.autoencoder.autoencoder_beside_pca",)),
        Row("reinforcement", ("states, actions and rewards", "act for most reward",
                              "late: a reward for what was done, not what was right"),
            ("engine.decision.q_learning.q_learning",)),
    ),
)  # fmt: skip

_STATISTICS = Table(
    ("use",),
    (
        Row("mean, median, mode", ("where the middle of the data is",),
            ("engine.statistics.descriptive.mean",
             "engine.statistics.descriptive.median",
             "engine.statistics.descriptive.mode")),
        Row("variance, standard deviation", ("how far they spread",),
            ("engine.statistics.descriptive.variance",)),
        Row("probability", ("how sure one may be of an event",),
            ("engine.probability.events.probability",)),
        Row("Bayesian statistics", ("what evidence makes of a belief",),
            ("engine.statistics.conjugate.update_beta",)),
        Row("hypothesis test", ("whether data speak against an assumption",),
            ("engine.statistics.p_value.z_test",
             "engine.statistics.t_test.t_test_two")),
        Row("confidence interval", ("which values of a parameter fit the data",),
            ("engine.statistics.intervals.mean_interval",)),
        Row("correlation", ("how two variables go together",),
            ("engine.statistics.correlation.pearson",)),
        Row("regression", ("how one variable depends on others",),
            ("engine.linear.least_squares.LinearRegression",)),
        Row("classification metrics", ("how good a classifier's answers are",),
            ("engine.metrics.counts.confusion_matrix",)),
        Row("bias and variance", ("why a model errs on new rows",),
            ("engine.validation.bias_variance.bias_variance",)),
        Row("sampling", ("which rows stand for all",),
            ("engine.statistics.sampling.simple_sample",
             "engine.statistics.sampling.stratified_sample")),
    ),
)  # fmt: skip

_NORMALISATION = Table(
    ("where", "goal", "statistics over"),
    (
        Row("min-max", ("before the model", "values in [0, 1]",
                        "training rows, for each feature"),
            ("engine.preprocessing.scalers.MinMaxScaler",)),
        Row("z-score", ("before the model", "mean 0 and variance 1",
                        "training rows, for each feature"),
            ("engine.preprocessing.scalers.StandardScaler",)),
        Row("batch norm", ("in a network, large batches", "steady layers",
                           "the batch, for each channel"),
            ("engine.nn.normalisation.batch_norm",)),
        Row("layer norm", ("in transformers and recurrent networks",
                           "no dependence on the batch",
                           "the features, for each row"),
            ("engine.nn.normalisation.layer_norm",)),
        Row("instance norm", ("in networks for images, style transfer",
                              "no contrast of a single image",
                              "the pixels, for each row and channel"),
            ("engine.nn.normalisation.instance_norm",)),
        Row("group norm", ("in networks for images, small batches",
                           "batch norm's use without its batch",
                           "the pixels and channels of a group, for each row"),
            ("engine.nn.normalisation.group_norm",)),
    ),
)  # fmt: skip

_NEIGHBOURS = Table(
    ("learning", "k counts", "choose k by"),
    (
        Row("k-means", ("unsupervised", "clusters", "elbow or silhouette"),
            ("engine.clustering.kmeans.KMeans",)),
        Row("k nearest, classes", ("supervised", "neighbours that vote",
                                   "cross-validation"),
            ("engine.neighbors.knn.KNNClassifier",)),
        Row("k nearest, numbers", ("supervised", "neighbours that are averaged",
                                   "cross-validation"),
            ("engine.neighbors.knn.KNNRegressor",)),
    ),
)  # fmt: skip

TABLES = {
    "learning": _LEARNING,
    "statistics": _STATISTICS,
    "normalisation": _NORMALISATION,
    "k-means and kNN": _NEIGHBOURS,
}


@system("S05.08", "S13.26", "S17.09", "S20.15")
def table(name: str) -> Table:
    """A table to know by heart: settings of learning, statistics, normalisation...

    Args:
        name: "learning", "statistics", "normalisation" or "k-means and kNN".

    Returns:
        See `Table`.

    Raises:
        ValueError: no such table.

    >>> [row.name for row in table("k-means and kNN").rows]
    ['k-means', 'k nearest, classes', 'k nearest, numbers']
    """
    if name not in TABLES:
        raise ValueError(f"name must be one of {', '.join(TABLES)}, got {name!r}")
    return TABLES[name]
