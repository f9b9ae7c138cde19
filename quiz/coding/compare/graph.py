"""Graphs: lists of edges, with or without weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.coding.compare.difference import Comparison, Difference, unexpected
from quiz.coding.compare.exact import plain, text

Edges = dict[tuple[str, str], float]


def graph(directed: bool = False, rtol: float = 1e-6, atol: float = 1e-9) -> Comparison:
    """The same edges in any order, each `(u, v)` or `(u, v, weight)`.

    Args:
        directed: whether `(u, v)` differs from `(v, u)`.
        rtol: of weights, as in `close`.
        atol: of weights, as in `close`.
    """

    def compare(got: object, expected: object, _: object) -> Difference | None:
        right = _edges(plain(expected), directed)
        mine = _edges(plain(got), directed)
        if isinstance(right, str):
            raise TypeError(f"the reference's edges are {right}")
        if isinstance(mine, str):
            return unexpected(got, f"a list of edges ({mine})")
        for word, some, others in (
            ("Missing", right, mine),
            ("Unexpected", mine, right),
        ):
            only = [edge for edge in some if edge not in others]
            if only:
                count = f" and {len(only) - 1} more" if only[1:] else ""
                message = f"{word} edge ({', '.join(only[0])}){count}"
                return Difference("value", message, wrong=len(only), total=len(right))
        for edge, weight in right.items():
            if not np.isclose(mine[edge], weight, rtol, atol, equal_nan=True):
                message = (
                    f"Edge ({', '.join(edge)}): got weight {mine[edge]:.6g} where "
                )
                message += f"{weight:.6g} was expected"
                odd = not np.isfinite(mine[edge])
                return Difference("not finite" if odd else "value", message)
        return None

    return compare


def _edges(value: Any, directed: bool) -> Edges | str:
    """(u, v) -> weight, 1 where there is none; or what is the matter."""
    if not isinstance(value, list):
        return "it is no list"
    edges: Edges = {}
    for edge in value:
        if not isinstance(edge, list) or len(edge) not in {2, 3}:
            return f"{text(edge)[:60]} is none"
        weight = edge[2] if len(edge) == 3 else 1
        if not isinstance(weight, int | float):
            return f"the weight of {text(edge)[:60]} is no number"
        ends = (text(edge[0]), text(edge[1]))
        key = ends if directed else (min(ends), max(ends))
        if key in edges:
            return f"{text(edge)[:60]} is there twice"
        edges[key] = weight
    return edges
