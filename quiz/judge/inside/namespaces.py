"""Namespaces: no network, no shared memory, no /tmp but one's own.

User and network namespaces are made once, by the zygote: making a network costs a
millisecond, and an empty one has nothing that its users could share, for nobody may
open a socket. Mounts and IPC are made anew for each child.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from . import kernel

NEWNS, NEWIPC, NEWUSER, NEWNET = 0x0002_0000, 0x0800_0000, 0x1000_0000, 0x4000_0000
NOSUID, NODEV, NOEXEC, REC, PRIVATE = 2, 4, 8, 1 << 14, 1 << 18
PLACES = ("/tmp", "/dev/shm", "/mnt")  # noqa: S108 - covered, not used
SIZE = "size=16m,nr_inodes=512,mode=700"


def enter() -> None:
    """Leave the host's users and network. For the zygote.

    Raises:
        OSError: the kernel does not allow it, as in most containers.
    """
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(NEWUSER | NEWNET)
    # Without this an unprivileged user may not map groups (user_namespaces(7)).
    with contextlib.suppress(FileNotFoundError):
        Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def scratch() -> str:
    """The folder to cover with an empty one: one that Python itself is not in."""
    needed = {str(Path(path).resolve()) for path in (*sys.path, sys.base_prefix)}
    for place in PLACES:
        inside = any(path.startswith(f"{place}/") for path in needed)
        if Path(place).is_dir() and not inside:
            return place
    raise FileNotFoundError(f"Python lives in each of {', '.join(PLACES)}")


def separate(folder: str) -> None:
    """An empty, bounded folder for scratch, where one is then. For each child.

    What is written there is memory, hence the bounds on bytes and on files.
    """
    kernel.unshare(NEWNS | NEWIPC)
    # Or the mount below would be the host's too.
    kernel.mount("none", "/", "none", REC | PRIVATE)
    kernel.mount("none", folder, "tmpfs", NOSUID | NODEV | NOEXEC, SIZE)
    os.chdir(folder)
    os.environ["TMPDIR"] = folder
