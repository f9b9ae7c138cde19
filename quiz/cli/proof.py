"""Ours beside the libraries people trust: `proof`."""

from __future__ import annotations

import secrets
from argparse import Namespace

from engine.parity import Parity, families
from quiz.cli.parser import RIGHT, WRONG
from quiz.names import find

Row = tuple[str, str, str, str, str]


def proof(options: Namespace) -> int:
    """Compare every function of the engine with its counterpart; print a table."""
    found = families()
    if options.family:
        found = {options.family: find("family", options.family, found)}
    seed = secrets.randbits(31) if options.seed is None else options.seed
    print(f"Seed {seed} draws the same inputs again.\n")
    print(_line(("function", "beside", "trials", "difference", "of allowed")))
    sound = True
    for pair in (pair for pairs in found.values() for pair in pairs):
        row, agrees = _compare(pair, seed)
        print(_line(row))
        sound &= agrees
        if pair.convention:
            print(f"    {pair.convention}")
    return RIGHT if sound else WRONG


def _compare(pair: Parity, seed: int) -> tuple[Row, bool]:
    if pair.theirs is None:
        return (pair.name, pair.library, "-", "-", "-"), True
    trials = [pair.trial(seed + i) for i in range(pair.trials)]
    difference, share = (max(column) for column in zip(*trials, strict=True))
    agrees = share <= 1
    shown = f"{share:.0%}" if agrees else "DIFFERS"
    return (pair.name, pair.library, f"{len(trials)}", f"{difference:.1e}", shown), (
        agrees
    )


def _line(row: Row) -> str:
    name, library, trials, difference, share = row
    return f"{name:48}{library:14}{trials:>7}{difference:>12}{share:>12}"
