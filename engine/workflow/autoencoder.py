"""An autoencoder beside PCA."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.decomposition.pca import PCA
from engine.losses.regression import mse
from engine.nn.initialisers import build_layers
from engine.nn.mlp import fit_layers, forward
from engine.optim.adam import Adam
from engine.system import system


@system("S05.06")
def autoencoder_beside_pca(
    X: ArrayLike, k: int, rng: np.random.Generator, epochs: int = 2000
) -> dict[str, float]:
    """Squared error of rows squeezed through k linear nodes, and that of PCA.

    The network learns from X with X as its target, no labels. Without activations
    its best reconstruction is PCA's, which no linear map of rank k can beat; it
    gets there by descent, along directions of its own choice.

    Args:
        X: rows, shape (n, d).
        k: nodes in the middle.
        rng: of the first weights.
        epochs: steps of Adam on all rows, the rate halved in the last half.

    Returns:
        Sum of squared errors over rows and features: "autoencoder" and "pca".

    Source:
        Baldi and Hornik, Neural Networks and Principal Component Analysis (1989).
    """
    X = as_matrix(X)
    centred = X - X.mean(axis=0)
    layers = build_layers([X.shape[1], k, X.shape[1]], "xavier", rng)
    for lr in (0.02, 0.001):
        layers, _ = fit_layers(
            layers, centred, centred, _mean_square, Adam(lr), rng,
            activation="identity", epochs=epochs // 2, size=len(X),
        )  # fmt: skip
    rebuilt = forward(layers, centred, "identity")[-1]
    pca = PCA(k).fit(X)
    by_pca = pca.transform(X) @ pca.components_
    return {
        "autoencoder": float(((centred - rebuilt) ** 2).sum()),
        "pca": float(((centred - by_pca) ** 2).sum()),
    }


def _mean_square(outputs: Array, T: Array) -> tuple[float, Array]:
    value, gradient = mse(outputs, T)
    return float(value), gradient
