"""Every variant of every question: `sweep`."""

from __future__ import annotations

import fnmatch
import sys
from argparse import Namespace
from collections import Counter

from quiz import content
from quiz.cli.parser import INVALID, RIGHT, WRONG
from quiz.items.sweep import sweep as check


def sweep(options: Namespace) -> int:
    """Check the variants of each item; print a line for it, and its problems."""
    topics = content.matching(options.items)
    every = [item for topic in topics for item in content.items(topic)]
    chosen = [item for item in every if fnmatch.fnmatch(item.id, options.items)]
    if not chosen:
        print(f"quiz: no item is called {options.items}", file=sys.stderr)
        return INVALID
    seeds = range(options.seed, options.seed + options.variants)
    print(f"Seeds {seeds.start} to {seeds.stop - 1}")
    bases, sound = Counter[str](), True
    for item in chosen:
        found = check(item, seeds)
        bases[found.basis] += 1
        sound &= not found.problems
        told = f"{found.variants} variants, {found.seconds:.1f} s"
        print(f"{found.item:48}{found.kind:12}{told:24}{found.keys}")
        for problem in found.problems:
            print(f"    {problem}")
    shares = ", ".join(f"{bases[b]} {b}" for b in ("computed", "proved", "definition"))
    print(f"{len(chosen)} items: {shares}")
    return RIGHT if sound else WRONG
