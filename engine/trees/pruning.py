"""Cost-complexity pruning: leaves must pay for themselves."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.system import system
from engine.trees.tree import Tree


@system("S21.11")
def prune(tree: Tree, alpha: float) -> Tree:
    """The smallest subtree that minimises `R(T) + alpha |leaves of T|`.

    `R(T)` is the sum over leaves of impurity by share of the rows. A node t whose
    branch has R_b and L leaves is worth cutting to a leaf once
    `alpha >= g(t) = (R(t) - R_b) / (L - 1)`. The weakest link, the node of
    smallest g, goes first; then g is found anew. Subtrees of growing alpha are
    nested.

    Args:
        tree: grown by CART: children stand after their parents.
        alpha: price of a leaf, at least 0. At 0, splits that gain nothing stay.

    Returns:
        The tree itself if nothing is cut, else a smaller one.

    Raises:
        ValueError: alpha is negative.

    Source:
        Breiman, Friedman, Olshen, Stone, Classification and Regression Trees
        (1984), section 3.3.

    >>> halves = np.array([0.5, 0.0, 0.0]), np.array([2.0, 1.0, 1.0])
    >>> tree = Tree(np.array([0, -1, -1]), np.array([1.5, 0.0, 0.0]),
    ...             np.array([1, 0, 0]), np.array([2, 0, 0]),
    ...             np.array([[0.5], [0.0], [1.0]]), *halves)
    >>> prune(tree, 0.4).leaves(), prune(tree, 0.5).leaves()
    (2, 1)
    """
    if not alpha >= 0:
        raise ValueError(f"alpha must be at least 0, got {alpha}")
    if alpha == 0:
        return tree
    feature = tree.feature.copy()
    while (feature >= 0).any():
        g, node = _weakest(tree, feature)
        if g > alpha:
            break
        feature[_branch(tree, feature, node)] = -1
    return tree if (feature == tree.feature).all() else _compact(tree, feature)


@system("S21.11")
def pruning_path(tree: Tree) -> tuple[Array, Array]:
    """The alphas at which `prune` cuts, and what is left then.

    Args:
        tree: grown by CART.

    Returns:
        Alphas, 0 first, rising, and `R(T)` of the subtree from each alpha on:
        that of the whole tree first, of the root alone last. Links of equal g go
        together.

    >>> halves = np.array([0.5, 0.0, 0.0]), np.array([2.0, 1.0, 1.0])
    >>> tree = Tree(np.array([0, -1, -1]), np.array([1.5, 0.0, 0.0]),
    ...             np.array([1, 0, 0]), np.array([2, 0, 0]),
    ...             np.array([[0.5], [0.0], [1.0]]), *halves)
    >>> pruning_path(tree)
    (array([0. , 0.5]), array([0. , 0.5]))
    """
    feature = tree.feature.copy()
    alphas, risks = [0.0], [float(_risks(tree, feature)[0][0])]
    while (feature >= 0).any():
        g, node = _weakest(tree, feature)
        feature[_branch(tree, feature, node)] = -1
        risk = float(_risks(tree, feature)[0][0])
        # A link of equal g, up to rounding, goes at the same alpha.
        if g > alphas[-1] + 1e-12:
            alphas.append(g)
            risks.append(risk)
        risks[-1] = risk
    return np.array(alphas), np.array(risks)


def _risks(tree: Tree, feature: Integers) -> tuple[Array, Integers]:
    """`R` of each node's branch, and its leaves."""
    risk = tree.weight / tree.weight[0] * tree.impurity
    leaves = np.ones(len(feature), dtype=int)
    # Children stand after their parents: from the last to the first.
    for node in np.flatnonzero(feature >= 0)[::-1]:
        below = [tree.left[node], tree.right[node]]
        risk[node], leaves[node] = risk[below].sum(), leaves[below].sum()
    return risk, leaves


def _weakest(tree: Tree, feature: Integers) -> tuple[float, int]:
    """The smallest g of a node that is no leaf, and the node."""
    risk, leaves = _risks(tree, feature)
    inner = np.flatnonzero(feature >= 0)
    own = tree.weight[inner] / tree.weight[0] * tree.impurity[inner]
    g = (own - risk[inner]) / (leaves[inner] - 1)
    best = int(g.argmin())
    return max(float(g[best]), 0.0), int(inner[best])


def _branch(tree: Tree, feature: Integers, node: int) -> list[int]:
    """A node and all below it."""
    found, stack = [], [node]
    while stack:
        found.append(stack.pop())
        if feature[found[-1]] >= 0:
            stack += [int(tree.left[found[-1]]), int(tree.right[found[-1]])]
    return found


def _compact(tree: Tree, feature: Integers) -> Tree:
    """Leave out the nodes that no way leads to."""
    kept = np.array(sorted(_branch(tree, feature, 0)))
    number = np.zeros(len(feature), dtype=int)
    number[kept] = np.arange(len(kept))
    inner = feature[kept] >= 0
    return Tree(
        feature[kept],
        np.where(inner, tree.threshold[kept], 0.0),
        np.where(inner, number[tree.left[kept]], 0),
        np.where(inner, number[tree.right[kept]], 0),
        tree.value[kept],
        tree.impurity[kept],
        tree.weight[kept],
    )
