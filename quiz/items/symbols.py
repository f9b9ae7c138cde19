"""Are two formulas equal? Asked of sympy, in a process that can be killed.

Simplifying may take for ever, and importing sympy takes half a second: neither may
happen in a process that somebody waits for.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from collections.abc import Iterable

SECONDS = 3.0

# What comes in is what `formula.Formula` wrote: names, numbers, operators, functions.
PROGRAM = """
import json, sys, sympy
one, other, names = json.load(sys.stdin)
known = {name: sympy.Symbol(name, positive=True) for name in names}
known |= {"e": sympy.E, "pi": sympy.pi, "ln": sympy.log, "abs": sympy.Abs,
          "log2": lambda x: sympy.log(x, 2), "log10": lambda x: sympy.log(x, 10),
          "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
          "relu": lambda x: sympy.Max(x, 0)}
read = lambda text: sympy.sympify(text.replace("^", "**"), locals=known, rational=True)
difference = sympy.simplify(read(one) - read(other))
print(json.dumps(True if difference == 0 else difference.equals(0)))
"""


@functools.lru_cache(maxsize=256)
def _ask(one: str, other: str, names: tuple[str, ...]) -> bool | None:
    try:
        run = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", "-c", PROGRAM],
            input=json.dumps([one, other, names]),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
        answer = json.loads(run.stdout)
    except (subprocess.SubprocessError, ValueError):
        return None
    return answer if isinstance(answer, bool) else None


def equal(one: str, other: str, names: Iterable[str]) -> bool | None:
    """Whether two formulas are equal for all positive values; None if undecided.

    Args:
        one: as `str(Formula)` gives it.
        other: likewise.
        names: their variables.
    """
    return _ask(one, other, tuple(sorted(names)))
