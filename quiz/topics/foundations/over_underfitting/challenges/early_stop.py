r"""When to stop

After each epoch of training the loss on validation rows is measured. Find the epoch whose
weights are worth keeping, and the one at which training stops.

- `history`: validation loss of each epoch, shape `(T,)`; epochs count from 0.
- `patience`: how many epochs in a row without improvement end the training, at least 1;
  5 if it is not given.
- `min_delta`: an epoch improves if its loss is below the best one so far by *more* than
  this; 0 if it is not given.
- Return `(best, stop)`. `best` is the last epoch that improved. `stop` is the epoch that is
  the `patience`-th in a row without improvement, or `None` if there is none. What comes
  after it was never trained, so it must not change the result.

The first epoch always improves. A loss that is lower than the best, but not by enough,
leaves the best as it is.

    >>> early_stop(np.array([3.0, 2.0, 2.5, 2.25, 1.0]), patience=2)
    (1, 3)
    >>> early_stop(np.array([3.0, 2.0, 2.5, 1.5]), patience=2)
    (3, None)
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.optim.early_stopping import early_stop
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import exact, parts

challenge = Challenge(
    reference=early_stop,
    level=2,
    minutes=15,
    compare=parts(best=exact(), stop=exact()),
    covers=["H04.02", "S04.06"],
)

Found = tuple[int, int | None]

EXAMPLES = [
    (np.array([3.0, 2.0, 2.5, 2.25, 1.0]), 2, 0.0),
    (np.array([3.0, 2.0, 2.5, 1.5]), 2, 0.0),
    (np.array([3.0, 2.0, 1.75, 1.5, 1.25]), 2, 0.5),
]

EDGES = {
    "one epoch": (np.array([0.5]), 1, 0.0),
    "patience of one": (np.array([2.0, 1.0, 1.5, 0.5]), 1, 0.0),
    "always better": (np.array([4.0, 3.0, 2.0, 1.0]), 2, 0.0),
    "never better than the first": (np.array([1.0, 2.0, 1.5, 1.25, 0.5]), 3, 0.0),
    "a plateau": (np.array([2.0, 1.0, 1.0, 1.0, 1.0, 0.5]), 3, 0.0),
    "the patience runs out with the last epoch": (
        np.array([2.0, 1.0, 1.5, 1.25]),
        2,
        0.0,
    ),
    "one epoch of patience is left at the end": (
        np.array([2.0, 1.0, 1.5, 1.25]),
        3,
        0.0,
    ),
    "two bad stretches": (np.array([5.0, 6.0, 4.0, 4.5, 3.0, 3.5, 2.0, 2.5]), 2, 0.0),
    "better by exactly min_delta": (np.array([3.0, 2.5, 2.25, 2.75, 1.0]), 2, 0.5),
    "small steps that add up": (
        np.array([3.0, 2.75, 2.25, 2.0, 1.5, 1.25, 1.0]),
        3,
        0.5,
    ),
    "patience not given": (np.array([1.0, 0.5, 0.75, 0.5, 1.0, 0.75, 0.75, 0.25]),),
    "patience not given, long": (
        np.array([1.0, 0.5, 0.75, 0.75, 0.75, 0.75, 0.25, 2.0, 1.0, 1.0, 1.0]),
    ),
    "negative losses": (np.array([-1.0, -3.0, -2.0, -2.5, -4.0]), 2, 0.0),
}

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "every case has arrays of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    ": 0 -> 1": "the first epoch improves, so the start is never kept",
    ": 0 -> -1": "the first epoch improves, so the start is never kept",
    "patience < 1": "every case has a patience of at least 1",
    "min_delta >= 0": "every case has a min_delta of at least 0",
}


def draw(rng: np.random.Generator) -> tuple[Array, int, float]:
    """Ten to twenty epochs in steps of a quarter, so that equal losses occur."""
    n = int(rng.integers(10, 21))
    steps = rng.choice([-0.5, -0.25, -0.25, 0.0, 0.25], size=n)
    history = 6.0 + np.cumsum(steps)
    return history, int(rng.integers(1, 5)), float(rng.choice([0.0, 0.0, 0.25, 0.5]))


def _watch(history: Array, patience: int, min_delta: float) -> Found:
    """Epoch by epoch, with a counter."""
    best, lowest, bad = 0, float(history[0]), 0
    for epoch in range(1, len(history)):
        if history[epoch] < lowest - min_delta:
            best, lowest, bad = epoch, float(history[epoch]), 0
        else:
            bad += 1
            if bad == patience:
                return best, epoch
    return best, None


@wrong("An equal loss counts as an improvement in yours. It has to be lower.")
def equal_is_better(history: Array, patience: int = 5, min_delta: float = 0.0) -> Found:
    """<= for <."""
    best, bad = 0, 0
    for epoch in range(1, len(history)):
        if history[epoch] <= history[best] - min_delta:
            best, bad = epoch, 0
        else:
            bad += 1
            if bad == patience:
                return best, epoch
    return best, None


@wrong(
    "You stop an epoch too late: the patience-th epoch without improvement is the last that "
    "is trained."
)
def one_epoch_late(history: Array, patience: int = 5, min_delta: float = 0.0) -> Found:
    """Patience plus one."""
    return _watch(history, patience + 1, min_delta)


@wrong(
    "You compare with the epoch before. An epoch has to beat the best so far: a loss that "
    "comes down from a peak is no improvement yet."
)
def beats_the_last(history: Array, patience: int = 5, min_delta: float = 0.0) -> Found:
    """A new best whenever the loss falls."""
    best, bad = 0, 0
    for epoch in range(1, len(history)):
        if history[epoch] < history[epoch - 1] - min_delta:
            best, bad = epoch, 0
        else:
            bad += 1
            if bad == patience:
                return best, epoch
    return best, None


@wrong(
    "Your best is the epoch at which training stops. Its weights are no longer the best."
)
def keeps_the_last(history: Array, patience: int = 5, min_delta: float = 0.0) -> Found:
    """The weights at the stop."""
    stop = _watch(history, patience, min_delta)[1]
    return (len(history) - 1 if stop is None else stop), stop


@wrong(
    "You take the lowest loss of the whole history. Epochs after the stop were never "
    "trained, and nobody knows their losses."
)
def sees_the_future(history: Array, patience: int = 5, min_delta: float = 0.0) -> Found:
    """argmin over everything."""
    return int(np.argmin(history)), _watch(history, patience, min_delta)[1]


@wrong("You ignore min_delta: an epoch must be better by more than that.")
def any_improvement(history: Array, patience: int = 5, min_delta: float = 0.0) -> Found:
    """min_delta = 0."""
    del min_delta
    return _watch(history, patience, 0.0)


@wrong(
    "A loss that is a little lower becomes your new best loss, although it does not count as "
    "an improvement. Small steps then never add up: leave the best as it is."
)
def creeping_best(history: Array, patience: int = 5, min_delta: float = 0.0) -> Found:
    """The lowest loss moves with every small step."""
    best, lowest, bad = 0, float(history[0]), 0
    for epoch in range(1, len(history)):
        if history[epoch] < lowest - min_delta:
            best, bad = epoch, 0
        else:
            bad += 1
        lowest = min(lowest, float(history[epoch]))
        if bad == patience:
            return best, epoch
    return best, None


@wrong(
    "You count all epochs without improvement. An improvement starts the count anew."
)
def counts_all(history: Array, patience: int = 5, min_delta: float = 0.0) -> Found:
    """The counter is never set back."""
    best, bad = 0, 0
    for epoch in range(1, len(history)):
        if history[epoch] < history[best] - min_delta:
            best = epoch
        else:
            bad += 1
            if bad == patience:
                return best, epoch
    return best, None


@wrong("Where the patience never runs out, stop is None, not the last epoch.")
def stops_at_the_end(
    history: Array, patience: int = 5, min_delta: float = 0.0
) -> Found:
    """The end taken for a stop."""
    best, stop = _watch(history, patience, min_delta)
    return best, len(history) - 1 if stop is None else stop


@accept
def with_a_counter(history: Array, patience: int = 5, min_delta: float = 0.0) -> Found:
    """A counter of bad epochs."""
    return _watch(history, patience, min_delta)


@accept
def from_best_to_best(
    history: Array, patience: int = 5, min_delta: float = 0.0
) -> list[int | None]:
    """Jumps from each improvement to the next, if it comes in time."""
    best = 0
    while True:
        ahead = history[best + 1 : best + 1 + patience]
        better = np.flatnonzero(ahead < history[best] - min_delta)
        if better.size:
            best += 1 + int(better[0])
        else:
            return [best, best + patience if len(ahead) == patience else None]
