"""The sandbox, layer by layer. Each would hold most of it; together they hold all."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterable

from . import landlock, namespaces, privileges, seccomp, syscalls

LAYERS = ("namespaces", "privileges", "landlock", "seccomp", "limits")
"""In the order in which they close: what a later one forbids, an earlier one needs.

The limits depend on the task. A process may always set narrower ones for itself."""


def prepare(wanted: Iterable[str]) -> tuple[str, ...]:
    """What of the wanted layers this machine offers. For the zygote, once.

    Enters the namespaces that its children will share.
    """
    offered = {"limits", "privileges"} if sys.platform == "linux" else set()
    if platform.machine() in syscalls.MACHINES and landlock.version():
        offered |= {"landlock"}
    if platform.machine() in syscalls.MACHINES:
        offered |= {"seccomp"}
    if "namespaces" in wanted:
        try:
            namespaces.scratch()
            namespaces.enter()
            offered |= {"namespaces"}
        except OSError:
            # Most containers refuse; Landlock and seccomp hold without them.
            pass
    privileges.be_unreadable()
    return tuple(layer for layer in LAYERS if layer in wanted and layer in offered)


def confine(layers: Iterable[str]) -> None:
    """Close the layers round this process, for good; limits when the task is known.

    Raises:
        OSError: one of them would not close. The process has to end then.
    """
    version = landlock.version() if "landlock" in layers else 0
    scratch = namespaces.scratch() if "namespaces" in layers else ""
    writable = [scratch] if scratch else []
    close: dict[str, Callable[[], None]] = {
        "namespaces": lambda: namespaces.separate(scratch),
        "privileges": privileges.drop,
        "landlock": lambda: landlock.confine(version, writable),
        "seccomp": seccomp.confine,
    }
    for layer in layers:
        if layer in close:
            close[layer]()
