"""Sorting images: a classifier, a hand-made rule, and what lies out of scope."""

from __future__ import annotations

import numpy as np

from engine.datasets.points import Dataset
from engine.decision.threshold import learn_threshold
from engine.linear.softmax import SoftmaxRegression
from engine.system import system


@system("S01.11", "S02.04", "S03.06")
def classify_images(train: Dataset, new: Dataset) -> dict[str, float]:
    """Softmax regression on all pixels, beside the best rule on a single one.

    The rule is "class c if the pixel is darker than t": the best pixel, class and
    threshold of all are taken, on the training images, for the question "c or
    not"; its accuracy is that of "c, else the most frequent other class".

    Args:
        train: images to learn from.
        new: images to judge by.

    Returns:
        Accuracy on new images: "pixels" and "one pixel".
    """
    model = SoftmaxRegression().fit(train.X, train.y)
    best, rule = -1.0, (0, 0.0, train.y[0], train.y[0])
    classes, counts = np.unique(train.y, return_counts=True)
    for c in classes:
        others = np.where(classes == c, -1, counts)
        rest = classes[others.argmax()]
        for j, pixel in enumerate(train.X.T):
            t, _ = learn_threshold(pixel, train.y == c)
            right = np.mean(np.where(pixel > t, c, rest) == train.y)
            if right > best:
                best, rule = float(right), (j, t, c, rest)
    j, t, c, rest = rule
    by_rule = np.where(new.X[:, j] > t, c, rest)
    return {
        "pixels": float(np.mean(model.predict(new.X) == new.y)),
        "one pixel": float(np.mean(by_rule == new.y)),
    }


@system("S02.01")
def leave_the_scope(train: Dataset, new: Dataset, known: int) -> dict[str, float]:
    """A narrow system: right on the classes it has seen, never on others.

    Args:
        train: images of all classes, of which only those below `known` are used.
        new: images of all classes to judge by.
        known: labels below are learned.

    Returns:
        Accuracy on new images "inside" and "outside" the scope, and "sure": the
        mean of the largest probability outside, where every answer is wrong.
    """
    seen = train.y < known
    model = SoftmaxRegression().fit(train.X[seen], train.y[seen])
    right = model.predict(new.X) == new.y
    inside = new.y < known
    sure = model.predict_proba(new.X[~inside]).max(axis=1)
    return {
        "inside": float(right[inside].mean()),
        "outside": float(right[~inside].mean()),
        "sure": float(sure.mean()),
    }
