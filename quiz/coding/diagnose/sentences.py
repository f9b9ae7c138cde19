"""The sentences, gathered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quiz.coding.diagnose import factors, finite, shapes, values
from quiz.coding.diagnose.finding import Finding, pairs_of

SHAPES = [shapes.transposed, shapes.missing_axis, shapes.superfluous_axis]
VALUES = [
    shapes.transposed,
    values.cut_to_integers,
    values.single_precision,
    factors.factor,
    factors.factor_of_count,
    values.sign,
    values.offset,
    values.order,
    values.normalised,
]
"""From the particular to the general: the first that explains is said."""


def diagnose(findings: Sequence[Finding]) -> list[str]:
    """Sentences, each of which explains every case that failed; often none.

    Args:
        findings: of all cases of one submission, in their order.
    """
    failing = [finding for finding in findings if finding.failed]
    with np.errstate(all="ignore"):
        what = _what(findings, failing)
    said = [_where(findings, failing), what, _mutated(findings)]
    return [sentence for sentence in said if sentence]


def _what(findings: Sequence[Finding], failing: Sequence[Finding]) -> str | None:
    pairs = pairs_of(failing)
    if not pairs:
        return None
    if not all(np.isfinite(pair.expected).all() for pair in pairs):
        return None
    if not all(np.isfinite(pair.got).all() for pair in pairs):
        return finite.not_finite(findings, pairs)
    alike = all(pair.got.shape == pair.expected.shape for pair in pairs)
    explanations = VALUES if alike else SHAPES
    return next(filter(None, (explain(pairs) for explain in explanations)), None)


def _where(findings: Sequence[Finding], failing: Sequence[Finding]) -> str | None:
    edges = [f.case for f in failing if not f.case.startswith(("example", "drawn"))]
    if not edges or len(edges) < len(failing) or len(failing) == len(findings):
        return None
    if len(edges) == 1:
        return f"Right on every case but “{edges[0]}”."
    if not any(finding.case.startswith("drawn") for finding in findings):
        return None
    names = ", ".join(f"“{name}”" for name in edges)
    return f"Right on ordinary inputs; wrong only on boundary cases: {names}."


def _mutated(findings: Sequence[Finding]) -> str | None:
    names = dict.fromkeys(name for finding in findings for name in finding.mutated)
    if not names:
        return None
    listed = ", ".join(f"`{name}`" for name in names)
    return f"Your code changes {listed} in place, which the caller still needs."
