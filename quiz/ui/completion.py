"""Names that the editor offers: a challenge's own, and NumPy's.

NumPy's are a file beside the bundle, which a browser fetches at the first `np.`;
`python -m quiz.ui.completion`, called by `make frontend`, writes it anew.
"""

from __future__ import annotations

import json
import keyword
import re
from pathlib import Path
from types import ModuleType

import numpy as np

from quiz.coding.challenge import Challenge

FILE = Path(__file__).parents[2] / "static/editor/numpy.json"
MODULES = ("", "fft", "linalg", "random")
WORD = re.compile(r"[A-Za-z_]\w*")


def challenge_names(challenge: Challenge) -> list[dict[str, str]]:
    """{label, type} of the words of the starter: functions, parameters, modules."""
    words = set(WORD.findall(challenge.starter))
    words = {w for w in words if not keyword.iskeyword(w) and not w.startswith("__")}
    return [
        {"label": word, "type": _kind(challenge.definitions.get(word))}
        for word in sorted(words)
    ]


def numpy_names() -> dict[str, dict[str, list[str]]]:
    """Public names by module ("" for NumPy itself) and by kind."""
    found: dict[str, dict[str, list[str]]] = {}
    for name in MODULES:
        module = getattr(np, name) if name else np
        for word in sorted(module.__all__):
            if not word.startswith("_"):
                kinds = found.setdefault(name, {})
                kinds.setdefault(_kind(getattr(module, word)), []).append(word)
    return found


def _kind(value: object) -> str:
    if isinstance(value, ModuleType):
        return "namespace"
    if isinstance(value, type):
        return "class"
    return "function" if callable(value) else "variable"


if __name__ == "__main__":
    FILE.write_text(json.dumps(numpy_names(), indent=0) + "\n", encoding="utf-8")
