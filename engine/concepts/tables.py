"""Tables that interviewers ask for, with the functions behind each row."""

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

_MODELS = Table(
    ("made of", "trained to", "used for"),
    (
        Row("VGG, ResNet, MobileNet", ("convolutions, ReLU", "tell classes of images",
                                       "images, and as a trunk for other tasks"),
            ("engine.vision.architectures.vgg", "engine.vision.architectures.resnet",
             "engine.vision.architectures.depthwise_separable")),
        Row("ViT", ("an encoder of patches", "tell classes of images",
                    "images, where there are many"),
            ("engine.attention.vision_transformer.train_vision_transformer",)),
        Row("BERT, RoBERTa", ("an encoder", "fill in masked words; BERT also to tell "
                              "whether a sentence follows", "labels, spans, search"),
            ("engine.language.masked_lm.fill_blanks",
             "engine.language.masked_lm.next_sentence")),
        Row("GPT, LLaMA", ("a decoder", "predict the next token", "writing"),
            ("engine.language.decoder.gpt_logits",)),
        Row("ChatGPT, Claude, Gemini", ("a decoder", "predict the next token, then to "
                                        "answer as people prefer", "dialogue"),
            ("engine.language.preferences.ppo_bandit",)),
        Row("T5, BART, mBART", ("an encoder and a decoder", "restore damaged text",
                                "translation, summaries"),
            ("engine.attention.torch_transformer.train_transformer",)),
        Row("DALL-E 2, Imagen, Stable Diffusion",
            ("a denoiser told a text, Stable Diffusion in the space of an autoencoder",
             "predict the noise", "images from words"),
            ("engine.diffusion.denoiser.train_denoiser",)),
    ),
)  # fmt: skip

_JUDGES = Table(
    ("asks", "blind to"),
    (
        Row("inception score", ("are images clear, and of many classes?",
                                "the real images, and copies of one a class"),
            ("engine.generative.distance.inception_score",)),
        Row("Frechet distance", ("have features the same mean and covariance?",
                                 "anything beyond the two moments"),
            ("engine.generative.distance.frechet_distance",)),
        Row("human evaluation", ("which of two looks real?",
                                 "diversity: nobody sees what is never made"), ()),
    ),
)  # fmt: skip

_TEXT_SETS = Table(
    ("holds", "scored by"),
    (
        Row("SQuAD", ("questions, each with the span of a passage that answers",
                      "exact match and F1 of tokens"),
            ("engine.text.answers.exact_match", "engine.text.answers.token_f1")),
        Row("IMDB", ("film reviews, for or against", "accuracy"),
            ("engine.bayes.texts.classify_texts",)),
        Row("MNLI", ("pairs of sentences: follows, contradicts, neither", "accuracy"),
            ("engine.language.packing.pack_pair",)),
    ),
)  # fmt: skip

TABLES = {
    "learning": _LEARNING,
    "statistics": _STATISTICS,
    "normalisation": _NORMALISATION,
    "k-means and kNN": _NEIGHBOURS,
    "models": _MODELS,
    "judges of samples": _JUDGES,
    "data sets of text": _TEXT_SETS,
}


@system("S05.08", "S13.26", "S17.09", "S20.15", "S39.13", "S47.30", "S56.12",
        "S57.16", "S58.13", "S66.16")  # fmt: skip
def table(name: str) -> Table:
    """A table to know by heart: settings of learning, statistics, normalisation...

    Args:
        name: a key of TABLES.

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
