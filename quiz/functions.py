"""The engine's public functions and classes, read from its source without importing it.

`engine/parity/proof.json` has what a comparison of each with its trusted counterpart
came to: `python -m quiz proof --json > engine/parity/proof.json` makes it anew.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "engine"
TABLE = ENGINE / "parity" / "proof.json"
DEFINED = re.compile(r'(?:def|class) ([A-Za-z]\w*)\b.*?"""(.+?)(?:"""|\n)', re.DOTALL)
"""A definition, with its name and the first line of its docstring."""
BLOCK = re.compile(r"^(?=def |class |@)", re.MULTILINE)


@dataclass(frozen=True)
class Function:
    """A public function or class: `nn.softmax.softmax`, and its first line of help."""

    name: str
    summary: str

    @property
    def family(self) -> str:
        """The first part of its name."""
        return self.name.split(".")[0]

    @property
    def file(self) -> Path:
        """Where it is defined."""
        return file(self.name)

    def source(self) -> str:
        """Its definition, as it stands in the file."""
        text = self.file.read_text(encoding="utf-8")
        name = self.name.rpartition(".")[2]
        (found,) = [
            node
            for node in ast.parse(text).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name
        ]
        first = min([found.lineno, *(d.lineno for d in found.decorator_list)])
        return "\n".join(text.splitlines()[first - 1 : found.end_lineno])


@dataclass(frozen=True)
class Proof:
    """What a comparison came to.

    Attributes:
        name: of the engine's function.
        library: of the counterpart, or why there is none.
        convention: what differs between the two by design.
        trials: how many inputs were tried; 0 where there is nothing to compare with.
        difference: the largest absolute one.
        share: of what is allowed that a difference takes; above 1 they differ.
        digest: of the file that was run.
    """

    name: str
    library: str
    convention: str
    trials: int
    difference: float
    share: float
    digest: str

    @property
    def agrees(self) -> bool:
        """Whether no difference is larger than allowed."""
        return self.share <= 1

    @property
    def current(self) -> bool:
        """Whether the function's file is the one that was compared."""
        return self.digest == digest(self.name)


@functools.cache
def functions() -> dict[str, Function]:
    """Every public function and class of the engine by its name, in order."""
    found = {}
    for path in sorted(ENGINE.rglob("*.py")):
        module = ".".join(path.relative_to(ENGINE).with_suffix("").parts)
        if module.startswith("parity") or module in {"__init__", "arrays", "system"}:
            continue
        for block in BLOCK.split(path.read_text(encoding="utf-8")):
            if match := DEFINED.match(block):
                name = f"{module}.{match[1]}"
                found[name] = Function(name, match[2].strip())
    return found


@functools.cache
def proofs() -> dict[str, list[Proof]]:
    """The shipped comparisons by the function's name; some have more than one."""
    found: dict[str, list[Proof]] = {}
    for row in json.loads(TABLE.read_text(encoding="utf-8")):
        found.setdefault(row["name"], []).append(Proof(**row))
    return found


def file(name: str) -> Path:
    """The file that defines `nn.softmax.softmax`."""
    return (ENGINE / Path(*name.split(".")[:-1])).with_suffix(".py")


def digest(name: str) -> str:
    """Of the file that defines a function, as it stands."""
    return hashlib.sha256(file(name).read_bytes()).hexdigest()[:16]
