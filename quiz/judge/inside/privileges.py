"""Privileges: whatever the process could do by rank, it can no longer do."""

from __future__ import annotations

import ctypes
import errno

from . import kernel, syscalls

PDEATHSIG, DUMPABLE, CAPBSET_DROP, NO_NEW_PRIVS = 1, 4, 24, 38
SIGKILL = 9
CAPABILITIES_V3 = 0x2008_0522


def die_with_parent() -> None:
    """Be killed when the parent dies: no child outlives its zygote."""
    kernel.prctl(PDEATHSIG, SIGKILL)


def be_unreadable() -> None:
    """Let no process of the same user trace this one or read its memory."""
    kernel.prctl(DUMPABLE, 0)


def drop() -> None:
    """Give up every capability, for good; executing a program brings none back."""
    kernel.prctl(NO_NEW_PRIVS, 1)
    for capability in range(64):
        try:
            kernel.prctl(CAPBSET_DROP, capability)
        except OSError as error:
            # EINVAL: the kernel knows no further capability. EPERM: an ordinary
            # user has none to drop, and no_new_privs keeps it so.
            if error.errno not in {errno.EINVAL, errno.EPERM}:
                raise
            break
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_V3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    kernel.syscall(syscalls.NUMBERS["capset"], header, nothing)
    be_unreadable()
