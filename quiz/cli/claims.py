"""The evidence of every claim: `claims`."""

from __future__ import annotations

import fnmatch
import sys
from argparse import Namespace

from quiz import content
from quiz.claims import Claim
from quiz.cli.parser import INVALID, RIGHT, WRONG


def claims(options: Namespace) -> int:
    """Run each claim on a few seeds; print its margin and what the last run shows."""
    every = [claim for topic in content.written() for claim in content.claims(topic)]
    chosen = [claim for claim in every if fnmatch.fnmatch(claim.id, options.claims)]
    if not chosen:
        print(f"quiz: no claim is called {options.claims}", file=sys.stderr)
        return INVALID
    stand = [_run(claim, options) for claim in chosen]
    return RIGHT if all(stand) else WRONG


def _run(claim: Claim, options: Namespace) -> bool:
    runs = claim.proved(range(options.seed, options.seed + options.runs))
    margin = min(run.margin for run in runs)
    stands = all(run.holds for run in runs)
    word = claim.verdict if stands else "FAILS"
    print(f"{word:10}{claim.id:52}margin {margin:.2g} in {len(runs)} runs")
    print(f"    {claim.text}")
    if claim.often:
        print(f"    Often taught: {claim.often}")
    for name, value in runs[-1].shown.items():
        print(f"        {name}: {value if isinstance(value, str) else f'{value:.4g}'}")
    return stands
