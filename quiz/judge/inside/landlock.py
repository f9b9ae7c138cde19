"""Landlock: files may be read where libraries are, and written in the scratch folder.

https://docs.kernel.org/userspace-api/landlock.html. Rules name what is allowed, all
else is denied, and neither a child nor an `exec` gets rid of them.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

from . import kernel, syscalls

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 1 << 1, 1 << 2, 1 << 3
SPECIAL_FILES = 1 << 6 | 0b111 << 9  # devices, sockets, pipes
FIRST_RIGHTS = 13
RIGHTS_SINCE = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}  # refer, truncate, ioctl on devices
TCP = 0b11  # bind, connect; since version 4
SCOPES = 0b11  # abstract sockets, signals; since version 6

READ_ONLY = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
    "/dev/null",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
)


def version() -> int:
    """The version that the kernel offers; 0 if it offers none."""
    if "landlock_create_ruleset" not in syscalls.NUMBERS:
        return 0
    try:
        return kernel.syscall(syscalls.NUMBERS["landlock_create_ruleset"], 0, 0, 1)
    except OSError:
        return 0


def confine(offered: int, writable: Iterable[str]) -> None:
    """Bind this process, and all that it may ever start.

    Args:
        offered: as `version` tells it. What an older one cannot deny, seccomp does.
        writable: folders in which everything but devices may be made.
    """
    everything = (1 << FIRST_RIGHTS) - 1
    everything |= sum(
        right for since, right in RIGHTS_SINCE.items() if since <= offered
    )
    tcp, scopes = TCP * (offered >= 4), SCOPES * (offered >= 6)
    # The kernel knows an older, shorter structure by its size.
    words = 3 if offered >= 6 else 2 if offered >= 4 else 1
    attributes = struct.pack(f"={words}Q", *(everything, tcp, scopes)[:words])
    ruleset = kernel.syscall(
        syscalls.NUMBERS["landlock_create_ruleset"],
        ctypes.c_char_p(attributes),
        len(attributes),
        0,
    )
    for path in (*READ_ONLY, *_python()):
        _allow(ruleset, path, READ_FILE | READ_DIR)
    for path in writable:
        _allow(ruleset, path, everything & ~(EXECUTE | SPECIAL_FILES))
    kernel.syscall(syscalls.NUMBERS["landlock_restrict_self"], ruleset, 0)
    os.close(ruleset)


def _python() -> list[str]:
    """Where this interpreter finds modules and its own libraries."""
    return [*sys.path, str(Path(sys.base_prefix, "lib"))]


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not Path(path).is_dir():
        rights &= EXECUTE | WRITE_FILE | READ_FILE
    rule = struct.pack("=Qi", rights, descriptor)
    kernel.syscall(
        syscalls.NUMBERS["landlock_add_rule"], ruleset, 1, ctypes.c_char_p(rule), 0
    )
    os.close(descriptor)
