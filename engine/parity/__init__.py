"""Ours beside the library people trust.

`engine/parity/<family>.py` lists a `Parity` for each public function of that
family: the counterpart, inputs to try, and what differs by convention. Tests,
benchmarks and the app read the same list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Parity:
    """One public function and its trusted counterpart.

    `draw` makes the arguments that both are called with; results must agree to
    `rtol` relative and `atol` absolute. `convention` says what differs between
    the two by design, once, for everyone who compares them.
    """

    ours: Callable[..., object]
    theirs: Callable[..., object]
    library: str
    draw: Callable[[np.random.Generator], tuple[object, ...]]
    rtol: float = 1e-12
    atol: float = 1e-14
    convention: str = ""
