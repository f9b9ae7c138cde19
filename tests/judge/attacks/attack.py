"""What an attack is."""

from __future__ import annotations

import platform
import textwrap
from dataclasses import dataclass

HEADER = """
import ctypes, os, sys, time
import numpy as np

scratch = os.environ.get("TMPDIR", "/tmp")

def right(z):
    e = np.exp(z - z.max())
    return e / e.sum()
"""


@dataclass(frozen=True)
class Attack:
    """A submission for the challenge softmax.

    Attributes:
        number: in the catalogue of 98 kinds.
        name: what it tries.
        code: the source. `@NAME@` is filled in from `targets.Targets`.
        kinds: the verdicts that are right; empty for any but "accepted".
        plants: submissions to be run before it, which prepare the ground.
        hidden: whether hidden cases are judged.
        slow: whether it is ended by the limit of time.
    """

    number: int
    name: str
    code: str
    kinds: frozenset[str] = frozenset()
    plants: tuple[str, ...] = ()
    hidden: bool = False
    slow: bool = False

    @property
    def id(self) -> str:
        """Number and name, for a report."""
        return f"{self.number:02} {self.name}"


def forge(number: int, name: str, code: str, *kinds: str, slow: bool = False) -> Attack:
    """A wrong `softmax` that tries to be called right, on hidden cases too."""
    code = HEADER + textwrap.dedent(code)
    return Attack(number, name, code, frozenset(kinds), hidden=True, slow=slow)


def body(number: int, name: str, code: str, *kinds: str, slow: bool = False) -> Attack:
    """The body of `softmax`; what it returns is right unless it says otherwise."""
    return Attack(number, name, _function(code), frozenset(kinds), slow=slow)


def _function(code: str) -> str:
    inner = textwrap.indent(textwrap.dedent(code).strip(), "    ")
    return f"{HEADER}\ndef softmax(z):\n{inner}\n    return right(z)\n"


def deed(number: int, name: str, code: str, *kinds: str, plant: str = "") -> Attack:
    """The body of a function that returns whether it succeeded; only then is the
    answer right. A `plant` is another such body, submitted before."""
    plants = (_deed(plant),) if plant else ()
    return Attack(number, name, _deed(code), frozenset(kinds), plants)


def _deed(code: str) -> str:
    inner = textwrap.indent(textwrap.dedent(code).strip(), "    ")
    return (
        f"{HEADER}\ndone = []\n\ndef deed():\n{inner}\n\n"
        "def softmax(z):\n"
        "    if not done: done.append(deed())\n"
        "    if not done[0]: raise RuntimeError('contained')\n"
        "    return right(z)\n"
    )


def system_call(number: int, name: str, x86: int, arm: int, arguments: str) -> Attack:
    """A system call made directly. It succeeds if the kernel does as it is told."""
    call = x86 if platform.machine() == "x86_64" else arm
    code = f"""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc.syscall(ctypes.c_long({call}), {arguments}) >= 0
    """
    return deed(number, name, code)
