"""The evidence of every claim: `claims`."""

from __future__ import annotations

import fnmatch
import math
import sys
from argparse import Namespace
from typing import Any

from quiz import content
from quiz.claims import Claim
from quiz.cli.parser import INVALID, RIGHT, WRONG, print_json

Json = dict[str, Any]


def claims(options: Namespace) -> int:
    """Run each claim on a few seeds; print its margin and what the last run shows."""
    topics = content.matching(options.claims)
    every = [claim for topic in topics for claim in content.claims(topic)]
    chosen = [claim for claim in every if fnmatch.fnmatch(claim.id, options.claims)]
    if not chosen:
        print(f"quiz: no claim is called {options.claims}", file=sys.stderr)
        return INVALID
    told = []
    for claim in chosen:
        one = _said(claim) | ({} if options.list else _ran(claim, options))
        told.append(one)
        if not options.json:
            _print(one)
    if options.json:
        print_json(told)
    return RIGHT if all(one.get("holds", True) for one in told) else WRONG


def _said(claim: Claim) -> Json:
    return {
        "id": claim.id,
        "text": claim.text,
        "verdict": claim.verdict,
        "often": claim.often,
        "slow": claim.slow,
        "digest": claim.digest,
    }


def _ran(claim: Claim, options: Namespace) -> Json:
    """What the runs came to. Plain data: a margin without bound is null."""
    runs = claim.proved(range(options.seed, options.seed + options.runs))
    margin = min(run.margin for run in runs)
    figure = runs[-1].figure
    return {
        "holds": all(run.holds for run in runs),
        "runs": len(runs),
        "margin": margin if math.isfinite(margin) else None,
        "shown": {
            name: value if isinstance(value, str) else f"{float(value):.4g}"
            for name, value in runs[-1].shown.items()
        },
        "figure": None if figure is None else figure.to_json(),
    }


def _print(one: Json) -> None:
    if "holds" in one:
        word = one["verdict"] if one["holds"] else "FAILS"
        margin = "without bound" if one["margin"] is None else f"{one['margin']:.2g}"
        print(f"{word:10}{one['id']:52}margin {margin} in {one['runs']} runs")
    else:
        print(f"{one['verdict']:10}{one['id']}")
    print(f"    {one['text']}")
    if one["often"]:
        print(f"    Often taught: {one['often']}")
    for name, value in one.get("shown", {}).items():
        print(f"        {name}: {value}")
