"""What a submission may use, as far as a process can bind itself.

Wall time is kept from outside: a process cannot be trusted to end itself.
"""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path

DESCRIPTORS = 64
FILE = 16 << 20
STACK = 8 << 20
HEADROOM = 32 << 20
"""Bytes of address space kept back for saying that there was no memory left."""

if sys.platform != "win32":
    import resource


def confine(seconds: float, memory_mb: int, mapped: int) -> Memory:
    """Bind CPU time, files, descriptors, core dumps, the stack and the address space.

    CPU time ends one second after the wall time that is allowed: it stops what no
    longer listens to anybody, should those outside have died.

    Args:
        seconds: the wall time that is allowed.
        memory_mb: what may be mapped besides what is mapped already.
        mapped: how much that is, in bytes; 0 where it is not known.
    """
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
        _limit(resource.RLIMIT_CPU, spent)
        _limit(resource.RLIMIT_FSIZE, FILE)
        _limit(resource.RLIMIT_NOFILE, DESCRIPTORS)
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_STACK, STACK)
    return Memory(mapped + (memory_mb << 20) if mapped else 0)


def mapped() -> int:
    """Bytes of address space that this process has mapped; 0 where nobody tells."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return 0
    return int(statm.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


class Memory:
    """The limit of the address space; lifted a little while an error is reported.

    Args:
        size: in bytes; 0 for no limit.
    """

    def __init__(self, size: int = 0) -> None:
        self.soft, self.hard = size, size + HEADROOM
        if size and sys.platform != "win32":
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            if hard != resource.RLIM_INFINITY:
                self.soft, self.hard = min(size, hard), min(self.hard, hard)
        self._set(self.soft)

    def _set(self, soft: int) -> None:
        if self.soft and sys.platform != "win32":
            resource.setrlimit(resource.RLIMIT_AS, (soft, self.hard))

    def __enter__(self) -> None:
        self._set(self.hard)

    def __exit__(self, *_: object) -> None:
        self._set(self.soft)
