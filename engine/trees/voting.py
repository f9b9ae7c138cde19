"""Many predictions made one: by vote, by mean, or by a learner of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, as_labels, as_matrix, as_rows, check_fitted
from engine.neighbors.knn import KNNClassifier
from engine.system import system
from engine.trees.cart import DecisionTreeClassifier

Makers = Sequence[Callable[[], Any]]


@system("S23.04")
def hard_vote(labels: ArrayLike) -> NDArray[Any]:
    """The label that most voters give; of equal ones the smallest.

    Args:
        labels: a voter in each row, shape (voters, m).

    Returns:
        Shape (m,).

    Raises:
        ValueError: another shape, or no voter.

    >>> hard_vote([["a", "b"], ["a", "c"], ["b", "c"]]).tolist()
    ['a', 'c']
    """
    votes = np.asarray(labels)
    if votes.ndim != 2 or votes.size == 0:
        raise ValueError(f"labels must have shape (voters, m), got {votes.shape}")
    classes, codes = np.unique(votes, return_inverse=True)
    codes = codes.reshape(votes.shape)
    counts = np.stack([(codes == c).sum(axis=0) for c in range(len(classes))])
    return np.asarray(classes[counts.argmax(axis=0)])


@system("S23.04")
def soft_vote(p: ArrayLike, weights: ArrayLike | None = None) -> Array:
    """The mean of the voters' probabilities, or of their numbers.

    Not the same as a vote: a voter who is sure outweighs two who are not.

    Args:
        p: shape (voters, m, k), or (voters, m).
        weights: of the voters, 0 or more and not all 0; all alike if None.

    Returns:
        Shape (m, k), or (m,).

    Raises:
        ValueError: no voter, or weights do not fit.

    >>> soft_vote([[[1.0, 0.0]], [[0.4, 0.6]], [[0.4, 0.6]]])
    array([[0.6, 0.4]])
    """
    p = np.asarray(p, dtype=float)
    if p.ndim < 2 or p.size == 0:
        raise ValueError(f"p must have shape (voters, m, ...), got {p.shape}")
    w = np.ones(len(p)) if weights is None else np.asarray(weights, dtype=float)
    if w.shape != (len(p),) or not (w >= 0).all() or not w.any():
        raise ValueError(
            f"weights: one a voter, 0 or more, not all 0; got {w.tolist()}"
        )
    return np.asarray(np.tensordot(w / w.sum(), p, axes=1))


@dataclass(eq=False)
class _Committee:
    """What voting and stacking share: classifiers of different kinds."""

    makers: Makers = (DecisionTreeClassifier, KNNClassifier)

    def _learn(self, X: ArrayLike, y: ArrayLike) -> tuple[Array, NDArray[Any]]:
        X = as_matrix(X)
        if not self.makers:
            raise ValueError("makers must name at least one classifier")
        self.classes_, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        self.n_features_ = X.shape[1]
        self.estimators_ = [make().fit(X, codes) for make in self.makers]
        return X, codes

    def _opinions(self, X: ArrayLike) -> Array:
        check_fitted(self, "estimators_")
        X = as_rows(X, self.n_features_)
        return np.stack([model.predict_proba(X) for model in self.estimators_])

    def predict_proba(self, X: ArrayLike) -> Array:
        raise NotImplementedError

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The class of highest probability, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        best = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[best])


@system("S23.04")
@dataclass(eq=False)
class VotingClassifier(_Committee):
    """The mean of the probabilities of several classifiers of different kinds.

    Args:
        makers: each makes an unfitted classifier with `predict_proba`.
        weights: of the classifiers; all alike if None.

    Attributes:
        classes_: labels, sorted, shape (k,).
        estimators_: the classifiers.

    >>> X, y = [[1.0], [2.0], [3.0], [7.0], [8.0], [9.0]], list("aaabbb")
    >>> VotingClassifier().fit(X, y).predict([[0.0], [10.0]]).tolist()
    ['a', 'b']
    """

    weights: Sequence[float] | None = None

    def fit(self, X: ArrayLike, y: ArrayLike) -> VotingClassifier:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: no classifier, weights or shapes do not fit, or a value is
                not finite.
        """
        soft_vote(np.zeros((max(len(self.makers), 1), 1)), self.weights)
        self._learn(X, y)
        return self

    def predict_proba(self, X: ArrayLike) -> Array:
        """Mean probability of each class, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return soft_vote(self._opinions(X), self.weights)


@dataclass(eq=False)
class StackingClassifier(_Committee):
    """A classifier that learns from what other classifiers say.

    Its features are their probabilities for rows that they did not learn from:
    each of `folds` parts in turn is predicted by classifiers learned on the rest.
    Probabilities for rows learned from would make it trust the one that
    remembers best.

    Args:
        makers: each makes an unfitted classifier with `predict_proba`.
        final: makes the one that learns from them.
        folds: at least 2.

    Attributes:
        classes_: labels, sorted, shape (k,).
        estimators_: the classifiers, learned on all rows.
        final_: the one that learned from them.

    Source:
        Wolpert, Stacked Generalization (1992).

    >>> X, y = np.arange(20.0)[:, None], np.arange(20) >= 10
    >>> model = StackingClassifier().fit(X, y, np.random.default_rng(0))
    >>> model.predict([[2.0], [17.0]])
    array([False,  True])
    """

    final: Callable[[], Any] = KNNClassifier
    folds: int = 5

    def fit(
        self, X: ArrayLike, y: ArrayLike, rng: np.random.Generator
    ) -> StackingClassifier:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: no classifier, folds is not 2 to n, shapes do not fit, a
                value is not finite, or a class has one row only.
        """
        X, codes = self._learn(X, y)
        if not 2 <= self.folds <= len(X):
            raise ValueError(f"folds must be 2 to the {len(X)} rows, got {self.folds}")
        # Each class is dealt out in turn, so that no fold's rest lacks one.
        if np.bincount(codes).min() < 2:
            raise ValueError("each class must have two rows, or a fold's rest lacks it")
        shuffled = rng.permutation(len(X))
        dealt = shuffled[codes[shuffled].argsort(kind="stable")]
        part = np.empty(len(X), dtype=int)
        part[dealt] = np.arange(len(X)) % self.folds
        k = len(self.classes_)
        said = np.zeros((len(self.makers), len(X), k))
        for fold in range(self.folds):
            out = part == fold
            for own, make in zip(said, self.makers, strict=True):
                own[out] = make().fit(X[~out], codes[~out]).predict_proba(X[out])
        self.final_ = self.final().fit(_side_by_side(said), codes)
        return self

    def predict_proba(self, X: ArrayLike) -> Array:
        """Probabilities that the final classifier gives, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        said = self._opinions(X)
        return np.asarray(self.final_.predict_proba(_side_by_side(said)))


def _side_by_side(said: Array) -> Array:
    """Opinions, shape (voters, m, k), as features, shape (m, voters k)."""
    return np.concatenate(list(said), axis=1)
