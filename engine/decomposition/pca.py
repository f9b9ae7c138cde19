"""Principal component analysis: the directions in which rows vary most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_rows, as_vector, check_fitted
from engine.system import system


@system("S19.01")
def center(X: ArrayLike) -> tuple[Array, Array]:
    """Take each column's mean away.

    Args:
        X: rows, shape (n, d).

    Returns:
        Rows whose columns have mean 0, shape (n, d), and the means, shape (d,).

    Raises:
        ValueError: X is no finite matrix.

    >>> center([[1.0], [3.0]])
    (array([[-1.],
           [ 1.]]), array([2.]))
    """
    X = as_matrix(X)
    mean = X.mean(axis=0)
    return np.asarray(X - mean), np.asarray(mean)


@system("S19.03", "S19.04", "S19.05", "S19.06", "S19.09", "S05.04")
@dataclass(eq=False)
class PCA:
    """A rotation to axes along which the rows vary most, and the first k of them.

    The axes are the eigenvectors of the covariance matrix, sorted by eigenvalue,
    which is the variance of the scores along the axis. Of all rank-k linear maps
    it loses least: `|X - X_k|^2 = (n - 1) (sum of the eigenvalues left out)`.
    It only rotates (or reflects): distances stay, unless it whitens.

    The singular value decomposition of the centred rows, `Z = U S V^T`, has the
    same axes in V, with variances `S^2 / (n - 1)`. It does not square the
    numbers, and so keeps small variances twice as exact; eigenvectors are faster
    where n is much larger than d. Signs are arbitrary: here the largest entry of
    each axis is positive.

    Args:
        k: components, 1 to min(n, d); all of them if None.
        solver: "eigh" or "svd".
        whiten: scores are divided by their standard deviation, as the last step.

    Attributes:
        mean_: shape (d,).
        components_: the axes, orthonormal rows, shape (k, d).
        explained_variance_: eigenvalues, falling, shape (k,).
        explained_variance_ratio_: by the sum of all d variances, shape (k,).

    Source:
        Jolliffe, Principal Component Analysis (2002), sections 1.1 and 3.5.

    >>> model = PCA(k=1).fit([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]])
    >>> model.components_, model.explained_variance_.round(6)
    (array([[0.6, 0.8]]), array([25.]))
    """

    k: int | None = None
    solver: str = "eigh"
    whiten: bool = False

    def fit(self, X: ArrayLike) -> PCA:
        """Learn from rows X, shape (n, d), n >= 2.

        Raises:
            ValueError: k is not 1 to min(n, d), no such solver, one row, no row
                that differs, or X is no finite matrix.
        """
        Z, mean = center(X)
        if len(Z) < 2:
            raise ValueError(f"X must have more than 1 rows, got {len(Z)}")
        C = Z.T @ Z / (len(Z) - 1)
        most = min(Z.shape)
        k = most if self.k is None else self.k
        if not 1 <= k <= most or self.solver not in {"eigh", "svd"}:
            raise ValueError(
                f"k must be 1 to {most} and solver eigh or svd, got {k} and "
                f"{self.solver!r}"
            )
        total = float(np.trace(C))
        if total == 0:
            raise ValueError("no two rows of X differ: there is no variance to explain")
        if self.solver == "eigh":
            values, vectors = np.linalg.eigh(C)  # from the smallest
            variances, axes = np.maximum(values[::-1], 0.0), vectors.T[::-1]
        else:
            _, singular, axes = np.linalg.svd(Z, full_matrices=False)
            variances = singular**2 / (len(Z) - 1)
        self.mean_ = mean
        self.components_ = _signed(axes[:k])
        self.explained_variance_ = np.asarray(variances[:k])
        self.explained_variance_ratio_ = self.explained_variance_ / total
        return self

    def transform(self, X: ArrayLike) -> Array:
        """Scores `(X - mean) W^T`, W being the axes, shape (m, k).

        Whitened, a component without variance has score 0.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "components_")
        X = as_rows(X, len(self.mean_))
        scores = (X - self.mean_) @ self.components_.T
        return np.asarray(scores / self._scale())

    def inverse_transform(self, scores: ArrayLike) -> Array:
        """Rows back from scores, shape (m, k): `scores W + mean`, shape (m, d).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of scores.
        """
        check_fitted(self, "components_")
        scores = as_rows(scores, len(self.components_))
        scale = self._scale()
        scaled = scores * np.where(np.isinf(scale), 0.0, scale)
        return np.asarray(scaled @ self.components_ + self.mean_)

    def _scale(self) -> Array:
        """What scores are divided by."""
        if not self.whiten:
            return np.ones(len(self.components_))
        variances = self.explained_variance_
        # Below rounding there is no deviation to divide by.
        real = variances > len(self.mean_) * np.finfo(float).eps * variances[0]
        return np.where(real, np.sqrt(np.where(real, variances, 1.0)), np.inf)


def _signed(axes: Array) -> Array:
    """Turn each axis so that its largest entry by size is positive."""
    largest = np.abs(axes).argmax(axis=1)[:, None]
    return np.asarray(axes * np.sign(np.take_along_axis(axes, largest, axis=1)))


@system("S19.06")
def components_for(ratios: ArrayLike, target: float) -> int:
    """How many components reach a share of the variance: the smallest such k.

    Args:
        ratios: shares of the components, falling, as `explained_variance_ratio_`.
        target: share to reach, above 0 and at most 1.

    Returns:
        The smallest k with `ratios[0] + ... + ratios[k-1] >= target`, up to
        rounding; all of them if none reaches it.

    Raises:
        ValueError: target is not in (0, 1], or a ratio is not finite.

    >>> components_for([0.7, 0.2, 0.1], 0.9), components_for([0.7, 0.2, 0.1], 1.0)
    (2, 3)
    """
    ratios = as_vector(ratios, "ratios")
    if not 0 < target <= 1:
        raise ValueError(f"target must be above 0 and at most 1, got {target}")
    reached = ratios.cumsum() >= target - 1e-12
    return int(reached.argmax()) + 1 if reached.any() else len(ratios)


@system("S19.10")
def pca_uses(
    clean: ArrayLike, noise: float, k: int, rng: np.random.Generator
) -> dict[str, float]:
    """What k components do for rows with noise: less noise, fewer numbers.

    Adds noise, keeps k scores a row, and rebuilds the rows from them. Noise is
    spread over all d directions, and what lies in the d - k others goes.

    Args:
        clean: rows without noise, shape (n, d).
        noise: its standard deviation.
        k: components kept.
        rng: draws the noise.

    Returns:
        "noisy" and "rebuilt", mean squared errors against the clean rows;
        "kept", the share of the variance; "numbers", those to be stored (scores,
        axes and mean) by the n d of the rows.

    Raises:
        ValueError: as `PCA.fit`.

    >>> line = np.outer(np.arange(50.0), [1.0, 2.0, 3.0, 4.0])
    >>> found = pca_uses(line, 1.0, 1, np.random.default_rng(0))
    >>> found["rebuilt"] < 0.5 * found["noisy"], found["numbers"]
    (True, 0.29)
    """
    clean = as_matrix(clean, "clean")
    noisy = clean + noise * rng.normal(size=clean.shape)
    model = PCA(k).fit(noisy)
    rebuilt = model.inverse_transform(model.transform(noisy))
    n, d = clean.shape
    return {
        "noisy": float(((noisy - clean) ** 2).mean()),
        "rebuilt": float(((rebuilt - clean) ** 2).mean()),
        "kept": float(model.explained_variance_ratio_.sum()),
        "numbers": (n * k + k * d + d) / (n * d),
    }
