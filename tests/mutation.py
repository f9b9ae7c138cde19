"""Does a test notice? `python -m tests.mutation engine/nn/softmax.py [...]`.

Changes a module in one place at a time, and runs what should notice in a forked process
each: its doctests and the tests of its folder; for the engine its rows of parity too.
Prints the score and the changes that nothing noticed.
"""

from __future__ import annotations

import argparse
import doctest
import importlib
import importlib.abc
import importlib.machinery
import os
import signal
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from engine.parity import families
from quiz.coding.mutants import Mutant, mutants

SECONDS = 60
"""After which a change is noticed: it does not end."""


class Changed(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Imports one module from a changed source."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.source = name, str(path), source

    def find_spec(
        self, name: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=self.path)

    def get_filename(self, fullname: str) -> str:
        return self.path

    def get_data(self, path: str) -> bytes:
        return self.source.encode()


def main(words: Sequence[str] | None = None) -> int:
    """Print the score of each file, and the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--count", type=int, default=1000, help="changes a file")
    parser.add_argument("--seed", type=int, default=0, help="which, if there are more")
    options = parser.parse_args(words)
    # What takes long to import is imported once; children inherit it.
    families()
    noticed = total = 0
    for path in options.files or sorted(Path("engine").rglob("*.py")):
        name = ".".join(path.with_suffix("").parts)
        if name.startswith(("engine.parity", "engine.system")) or "__" in name:
            continue
        found = mutants(path.read_text(encoding="utf-8"), options.seed, options.count)
        survivors = [m for m in found if not _notices(name, path, m)]
        noticed += len(found) - len(survivors)
        total += len(found)
        print(f"{path}: {len(found) - len(survivors)} of {len(found)} noticed")
        for survivor in survivors:
            print(f"    {survivor}", flush=True)
    print(f"{noticed} of {total} noticed: {noticed / max(total, 1):.1%}")
    return 0


def _notices(name: str, path: Path, mutant: Mutant) -> bool:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        try:
            passes = _passes(name, path, mutant.source)
        except BaseException:
            passes = False
        os._exit(0 if passes else 1)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status != 0
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _passes(name: str, path: Path, source: str) -> bool:
    rooms = {"engine", "quiz", "tests"}
    for known in [m for m in sys.modules if m.split(".")[0] in rooms]:
        del sys.modules[known]
    sys.meta_path.insert(0, Changed(name, path, source))
    room, folder = name.split(".")[:2]
    module = importlib.import_module(name)
    if doctest.testmod(module).failed:
        return False
    if room == "quiz":
        return _pass(f"tests/{folder}")
    learns = any(hasattr(part, "fit") for part in vars(module).values())
    chosen = ["tests/engine/test_estimators.py", "-k", name.rpartition(".")[2]]
    return (
        _agrees(folder, module)
        and (not learns or _pass(*chosen))
        and _pass(f"tests/engine/{folder}")
    )


def _pass(*tests: str) -> bool:
    if not Path(tests[0]).exists():
        return True
    return not pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests])


def _agrees(family: str, module: ModuleType) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = importlib.import_module("engine.parity").pairs(family)
        rows = [pair for pair in found if pair.of.__module__ == module.__name__]
        return all(
            pair.trial(seed)[1] <= 1
            for pair in rows
            if pair.theirs
            for seed in range(pair.trials)
        )


if __name__ == "__main__":
    sys.exit(main())
