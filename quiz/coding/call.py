"""The calls that a case makes of a submission, and how they are written."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

Arguments = tuple[Any, ...]
"""Plain data (None, bool, int, float, str, list, tuple, dict with str keys, NumPy
arrays and scalars) or a `np.random.Generator` made by `default_rng`."""

SHOWN, SHORT = 200, 60
"""Characters of a call in full, and in passing."""


@dataclass(frozen=True)
class Call:
    """One call of a case.

    Attributes:
        name: a function or class that the submission defines, or ".fit": a method or
            attribute of the object that the last constructor of this case made (an
            attribute where `args` is empty and it is not callable).
        args: the positional arguments.
    """

    name: str
    args: Arguments = ()

    def __post_init__(self) -> None:
        if not isinstance(self.args, tuple):
            raise TypeError(f"the arguments of {self.name} must be a tuple")

    def __str__(self) -> str:
        return self.text(SHORT)

    def text(self, most: int = SHOWN) -> str:
        """As one would write it, such as `softmax([0.0, 0.0])`, shortened."""
        whole = f"{self.name}({', '.join(map(written, self.args))})"
        return whole if len(whole) <= most else f"{whole[: most - 2]}…)"


Script = tuple[Call, ...]
"""The calls of one case, in order."""


def written(value: object) -> str:
    """Plain data as Python has it, arrays as lists."""
    if isinstance(value, np.ndarray | np.generic):
        return written(value.tolist())
    if isinstance(value, np.random.Generator):
        return "rng"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(written, value))}{',' * (len(value) == 1)})"
    if isinstance(value, float) and not math.isfinite(value):
        return f"{'-' * (value < 0)}np.{abs(value)}"
    return repr(value)
