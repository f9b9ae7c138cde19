"""Times on a grid of sizes."""

from dataclasses import replace

import numpy as np

from quiz import content
from quiz.coding.constraints import growth
from quiz.coding.solutions import Accept
from quiz.judge.scaling import measure

RIGHT = """import numpy as np
def softmax(z):
    weights = np.exp(z - np.max(z))
    return weights / weights.sum()
"""
SQUARE = RIGHT.replace("    return", "    sum(1 for a in z for b in z)\n    return")


def slowly(z: np.ndarray) -> list[float]:
    total = sum(np.exp(v) for v in z)
    return [np.exp(v) / total for v in z]


CHALLENGE = replace(
    content.challenge("softmax-derivative/softmax"),
    scale=lambda rng, n: (rng.normal(size=n),),
    sizes=(20, 200, 2000),
    constraints=[growth("n")],
)


def test_ours_theirs_and_the_naive_way_are_timed() -> None:
    naive = Accept("slowly", slowly, "softmax", naive=True)
    found = measure(replace(CHALLENGE, accepts=[naive]), RIGHT, seed=1)
    times = {line.name: line.seconds for line in found.lines}

    assert list(times) == ["yours", "the engine's", "the naive way"]
    assert all(s and s > 0 for seconds in times.values() for s in seconds)
    assert times["the naive way"][2] > 10 * times["yours"][2]
    assert found.notes == []


def test_growth_beyond_what_is_asked_is_noted() -> None:
    found = measure(CHALLENGE, SQUARE, seed=1)

    assert len(found.notes) == 1
    assert "From n = 20 to 2000" in found.notes[0]


def test_what_raises_or_does_not_end_has_no_time() -> None:
    raising = RIGHT.replace(
        "    return", "    if len(z) > 20: raise ValueError\n    return"
    )

    assert measure(CHALLENGE, raising, seed=1).lines[0].seconds[1:] == [None, None]
    assert measure(CHALLENGE, "def", seed=1).lines[0].seconds == [None] * 3
