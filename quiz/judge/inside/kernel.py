"""System calls and C functions that Python does not wrap, by ctypes."""

from __future__ import annotations

import ctypes
import os
from typing import Any

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long


def syscall(number: int, *arguments: Any) -> int:
    """Make a system call. Whole numbers are passed as C longs.

    Raises:
        OSError: the kernel refused.
    """
    longs = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(_LIBC.syscall(ctypes.c_long(number), *longs))


def prctl(option: int, argument: int = 0) -> int:
    """`prctl(2)` with one argument and zeros.

    Raises:
        OSError: the kernel refused.
    """
    rest = [ctypes.c_ulong(a) for a in (argument, 0, 0, 0)]
    return _checked(_LIBC.prctl(ctypes.c_int(option), *rest))


def unshare(flags: int) -> None:
    """`unshare(2)`, which `os` has from Python 3.12 on.

    Raises:
        OSError: the kernel refused.
    """
    _checked(_LIBC.unshare(ctypes.c_int(flags)))


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """`mount(2)`.

    Raises:
        OSError: the kernel refused.
    """
    texts = [text.encode() for text in (source, target, kind)]
    _checked(_LIBC.mount(*texts, ctypes.c_ulong(flags), options.encode()))


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
