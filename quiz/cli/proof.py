"""Ours beside the libraries people trust: `proof`."""

from __future__ import annotations

import secrets
from argparse import Namespace
from dataclasses import asdict

from engine.parity import Parity, families, pairs
from quiz.cli.parser import RIGHT, WRONG, print_json
from quiz.functions import Proof, digest, functions
from quiz.names import find


def proof(options: Namespace) -> int:
    """Compare every function of the engine with its counterpart; print a table."""
    seed = secrets.randbits(31) if options.seed is None else options.seed
    chosen = _chosen(options)
    if not options.json:
        print(f"Seed {seed} draws the same inputs again.\n")
        print(_line("function", "beside", "trials", "difference", "of allowed"))
    found = []
    for pair in chosen:
        row = _compare(pair, seed)
        found.append(row)
        if not options.json:
            _print(row)
    if options.json:
        print_json([asdict(row) for row in found])
    return RIGHT if all(row.agrees for row in found) else WRONG


def _chosen(options: Namespace) -> list[Parity]:
    if options.function:
        name = find("function", options.function, functions()).name
        return [pair for pair in pairs(name.split(".")[0]) if pair.name == name]
    found = families()
    if options.family:
        return find("family", options.family, found)
    return [pair for family in found.values() for pair in family]


def _compare(pair: Parity, seed: int) -> Proof:
    of = pair.name, pair.library, pair.convention
    if pair.theirs is None:
        return Proof(*of, 0, 0.0, 0.0, digest(pair.name))
    trials = [pair.trial(seed + i) for i in range(pair.trials)]
    difference, share = (max(column) for column in zip(*trials, strict=True))
    return Proof(*of, len(trials), float(difference), float(share), digest(pair.name))


def _print(row: Proof) -> None:
    if row.trials:
        share = f"{row.share:.0%}" if row.agrees else "DIFFERS"
        numbers = f"{row.trials}", f"{row.difference:.1e}", share
    else:
        numbers = "-", "-", "-"
    print(_line(row.name, row.library, *numbers))
    if row.convention:
        print(f"    {row.convention}")


def _line(name: str, library: str, trials: str, difference: str, share: str) -> str:
    return f"{name:48}{library:14}{trials:>7}{difference:>12}{share:>12}"
