"""A sample of the changes that `python -m tests.mutation` makes is noticed."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np

from tests.seed import SEED

ROOT = Path(__file__).parent.parent
FILES = [p for p in sorted((ROOT / "quiz/items").rglob("*.py")) if "__" not in p.name]


def test_the_tests_of_the_items_notice_changes() -> None:
    """One change in each of three files; one that is harmless may be among them."""
    chosen = np.random.default_rng(SEED).choice(len(FILES), 3, replace=False)
    files = [str(FILES[i].relative_to(ROOT)) for i in chosen]
    options = ["--count", "1", "--seed", str(SEED)]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.mutation", *files, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    score = re.search(r"^(\d+) of (\d+) noticed: ", ran.stdout, re.MULTILINE)
    assert score, ran.stdout
    noticed, changes = int(score[1]), int(score[2])
    assert changes == len(files)
    assert noticed >= changes - 1, ran.stdout
