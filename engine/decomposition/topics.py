"""Latent Dirichlet allocation: documents are mixtures of topics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, psi

from engine.arrays import Array, as_matrix, as_rows, check_fitted
from engine.system import system

_EPS = np.finfo(float).eps


@system("S01.14", "S52.29")
@dataclass(eq=False)
class LatentDirichletAllocation:
    """Finds k topics in counts of words, and the share of each in each document.

    The story: a topic is a distribution over words drawn from Dirichlet(eta); a
    document draws shares of topics from Dirichlet(alpha), and for each word a
    topic by the shares, then the word from the topic. The posterior is
    approximated by independent Dirichlets, gamma for documents and lambda for
    topics. Two steps in turn raise a lower bound of the evidence:

        gamma_dk  = alpha + sum_w n_dw phi_dwk
        lambda_kw = eta + sum_d n_dw phi_dwk
        phi_dwk proportional to exp(E[ln share_dk] + E[ln topic_kw])

    where `E[ln x_i] = psi(a_i) - psi(sum_j a_j)` for x from Dirichlet(a).

    Args:
        k: topics, at least 1.
        alpha: prior of the shares; 1/k if None. Small: few topics a document.
        eta: prior of the topics; 1/k if None. Small: few words a topic.
        max_iter: rounds over all documents.
        tol: stops when the bound for a word rises by less.
        inner_tol: a document is done when its gammas change by less on average.

    Attributes:
        components_: lambda, shape (k, d); by its row sums, words of each topic.
        history_: lower bound of the log evidence, by the number of words, in
            nats, after each round.
        converged_: whether it stopped by `tol`.

    Source:
        Hoffman, Blei, Bach, Online Learning for Latent Dirichlet Allocation
        (2010), equations 4 to 6 and algorithm 1.

    >>> X = [[9, 9, 0, 0], [0, 0, 9, 9]]
    >>> model = LatentDirichletAllocation(k=2).fit(X, np.random.default_rng(1))
    >>> sorted(model.transform(X).round(2).tolist())
    [[0.03, 0.97], [0.97, 0.03]]
    """

    k: int = 2
    alpha: float | None = None
    eta: float | None = None
    max_iter: int = 50
    tol: float = 1e-4
    inner_tol: float = 1e-3

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> LatentDirichletAllocation:
        """Learn from counts of d words in n documents X, shape (n, d).

        Raises:
            ValueError: a parameter is out of range, a count is negative or not
                finite, or all are 0.
        """
        X = _counts(X)
        if not X.any():
            raise ValueError("X has no words: all counts are 0")
        alpha, eta = self._priors()
        if not (min(self.k, self.max_iter) >= 1 and min(alpha, eta) > 0):
            raise ValueError(
                "k and max_iter must be at least 1, alpha and eta positive, got "
                f"{self.k}, {self.max_iter}, {alpha} and {eta}"
            )
        lam = rng.gamma(100.0, 0.01, (self.k, X.shape[1]))
        history: list[float] = []
        self.converged_ = False
        while len(history) < self.max_iter and not self.converged_:
            gamma = documents_step(X, lam, alpha, self.inner_tol)
            lam = topics_step(X, gamma, lam, eta)
            bound = evidence_bound(X, gamma, lam, (alpha, eta)) / X.sum()
            self.converged_ = bool(history) and bound - history[-1] < self.tol
            history.append(float(bound))
        self.components_, self.history_ = lam, np.array(history)
        return self

    def _priors(self) -> tuple[float, float]:
        default = 1 / max(self.k, 1)
        return (
            default if self.alpha is None else self.alpha,
            default if self.eta is None else self.eta,
        )

    def transform(self, X: ArrayLike) -> Array:
        """Expected shares of the topics in each document, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of words, or a negative count.
        """
        check_fitted(self, "components_")
        X = _counts(as_rows(X, self.components_.shape[1]))
        gamma = documents_step(X, self.components_, self._priors()[0], self.inner_tol)
        return np.asarray(gamma / gamma.sum(axis=1, keepdims=True))


def documents_step(
    X: ArrayLike, lam: ArrayLike, alpha: float, tol: float = 1e-3
) -> Array:
    """Gammas of all documents at once, given the topics: the E step.

    A document stands still once its gammas change by less than tol on average,
    or after 100 rounds, so that none depends on the others.

    Args:
        X: counts, shape (n, d).
        lam: Dirichlet parameters of the topics, shape (k, d).
        alpha: prior of the shares.
        tol: see above.

    Returns:
        Dirichlet parameters of the documents, shape (n, k).

    Raises:
        ValueError: shapes do not fit, or a count is negative or not finite.

    >>> documents_step([[4, 0]], [[1.0, 1.0]], alpha=0.5)
    array([[4.5]])
    """
    lam = as_matrix(lam, "lam")
    X = _counts(as_rows(X, lam.shape[1]))
    topics = np.exp(_expected_log(lam))
    gamma = np.ones((len(X), len(lam)))
    active = np.arange(len(X))
    for _ in range(100):
        shares = np.exp(_expected_log(gamma[active]))
        weighed = X[active] / (shares @ topics + _EPS)
        new = alpha + shares * (weighed @ topics.T)
        change = np.abs(new - gamma[active]).mean(axis=1)
        gamma[active] = new
        active = active[change >= tol]
        if not active.size:
            break
    return gamma


def topics_step(X: ArrayLike, gamma: ArrayLike, lam: ArrayLike, eta: float) -> Array:
    """Lambdas of the topics, given the documents: the M step.

    Args:
        X: counts, shape (n, d).
        gamma: Dirichlet parameters of the documents, shape (n, k).
        lam: those of the topics so far, shape (k, d).
        eta: prior of the topics.

    Returns:
        Dirichlet parameters of the topics, shape (k, d).

    Raises:
        ValueError: shapes do not fit, or a count is negative or not finite.

    >>> topics_step([[4, 0]], [[4.5]], [[1.0, 1.0]], eta=0.5)
    array([[4.5, 0.5]])
    """
    lam = as_matrix(lam, "lam")
    X = _counts(as_rows(X, lam.shape[1]))
    topics = np.exp(_expected_log(lam))
    shares = np.exp(_expected_log(as_rows(gamma, len(lam))))
    weighed = X / (shares @ topics + _EPS)
    return np.asarray(eta + topics * (shares.T @ weighed))


def evidence_bound(
    X: ArrayLike, gamma: ArrayLike, lam: ArrayLike, priors: tuple[float, float]
) -> float:
    """Lower bound of the log evidence, in nats: what both steps raise.

    `E[ln p(words, topics, shares)] - E[ln q(topics, shares)]`, with the best phi
    put in.

    Args:
        X: counts, shape (n, d).
        gamma: Dirichlet parameters of the documents, shape (n, k).
        lam: those of the topics, shape (k, d).
        priors: alpha and eta.

    Returns:
        The bound, for all words.

    Raises:
        ValueError: shapes do not fit, or a count is negative or not finite.

    Source:
        Hoffman et al. (2010), equation 4.

    >>> round(evidence_bound([[1, 1]], [[1.0]], [[50.0, 50.0]], (1.0, 50.0)), 3)
    -1.396
    """
    gamma, lam = as_matrix(gamma, "gamma"), as_matrix(lam, "lam")
    X = _counts(as_rows(X, lam.shape[1]))
    words = np.exp(_expected_log(gamma)) @ np.exp(_expected_log(lam))
    evidence = (X * np.log(words + _EPS)).sum()
    return float(evidence + _prior_gain(gamma, priors[0]) + _prior_gain(lam, priors[1]))


def _prior_gain(a: Array, prior: float) -> float:
    """`E[ln Dirichlet(x; prior) - ln Dirichlet(x; a)]` for x from Dirichlet(a)."""
    gain = ((prior - a) * _expected_log(a) + gammaln(a) - gammaln(prior)).sum()
    rows, k = a.shape
    return float(gain + rows * gammaln(prior * k) - gammaln(a.sum(axis=1)).sum())


def _expected_log(a: Array) -> Array:
    """`E[ln x_i]` for x from Dirichlet(a), row by row."""
    return np.asarray(psi(a) - psi(a.sum(axis=1, keepdims=True)))


def _counts(X: ArrayLike) -> Array:
    X = as_matrix(X)
    if X.min() < 0:
        raise ValueError(f"a count must not be negative, got {X.min()}")
    return X
