"""Constraints: what breaks them is found, and noise never is."""

import numpy as np
import pytest

from quiz.coding.constraints import growth, no_call, no_import, no_loops

SIZES = [1000, 4000, 32_000]


@pytest.mark.parametrize(
    ("constraint", "code", "lines"),
    [
        (no_loops(), "a = 1\nfor x in y:\n    b = [i for i in x]", [2, 3]),
        (no_loops(), "x @ y", []),
        (no_import("sklearn"), "import numpy\nfrom sklearn.svm import SVC", [2]),
        (no_import("sklearn"), "import sklearn.svm as s", [1]),
        (no_import("sklearn"), "import sklearning", []),
        (no_call("np.linalg.inv"), "import numpy as np\nnp.linalg.inv(x)", [2]),
        (no_call("np.linalg.inv"), "from numpy.linalg import inv as i\ni(x)", [2]),
        (no_call("np.linalg.inv"), "import numpy.linalg as la\nf = la.inv", [2]),
        (no_call("np.linalg.inv"), "import numpy as np\nnp.linalg.solve(x)", []),
        (no_call("sorted"), "sorted(x)", [1]),
        (no_loops(), "for", []),
    ],
)
def test_lines_that_break_it(constraint, code: str, lines: list[int]) -> None:
    assert [note.line for note in constraint.notes(code)] == lines
    assert constraint.text.endswith(".")


@pytest.mark.parametrize("order", ["1", "log n", "n", "n log n", "n^2"])
def test_noise_never_breaks_a_growth(order: str) -> None:
    """Twenty-eight per cent either way, up to twice the time, on 1,000 machines."""
    rng = np.random.default_rng(0)
    shape = {
        "1": np.ones(3),
        "log n": np.log(SIZES),
        "n": np.array(SIZES),
        "n log n": SIZES * np.log(SIZES),
        "n^2": np.square(SIZES, dtype=float),
    }
    for _ in range(1000):
        noise = rng.lognormal(0, 0.28, size=3).clip(0.7, 1.4)
        times = 1e-6 * 10 ** rng.uniform(0, 3) * shape[order] * noise
        assert growth(order).note(dict(zip(SIZES, times, strict=True))) is None


def test_a_square_is_not_n_log_n() -> None:
    times = {n: 1e-8 * n**2 for n in SIZES}

    assert growth("n log n").note(times)
    assert growth("n^2").note(times) is None


def test_an_unknown_order_is_refused() -> None:
    with pytest.raises(ValueError, match="one of 1, log n"):
        growth("n!")
