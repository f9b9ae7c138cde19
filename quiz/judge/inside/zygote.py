"""A warm process that forks a single-use child for each submission. Linux only.

It has imported what submissions import, and nothing of ours but this package; it never
sees a submission nor an expected answer, so a child inherits none.

Over an inherited socket, each message `b"fork"` is answered by `b"seat"` and what one
child is reached by, and so is the end of each child: another takes its place.

    the process    a handle (pidfd), so that it can be killed and not mistaken
    the request    what is written there, to its end, are the frames that `serve` reads
    the values     where the child's frames come out
    the console    where its output comes out
    the status     where the zygote says how it ended:
                   {"code": exit code, or minus the signal that killed it}

The child closes the walls round itself and waits for its request; one whose request is
closed empty ends. So a task finds a child that was forked while nobody waited, and
needs no word with the zygote.

The zygote ends when the socket is closed, and its children with it. `b"retire"` is
answered by `b"retired"`: no seat follows, unless asked for, and the zygote ends when
the last child has.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import json
import os
import resource
import select
import socket
import traceback

from . import limits, privileges, warm
from .confine import confine, prepare
from .serve import print_to, receive, receive_cases, rehearse, seed, serve

Running = dict[int, tuple[int, socket.socket]]
"""By the handle of a child: its process, and where to say how it ended."""


def main(control: int, flavour: str, wanted: tuple[str, ...]) -> None:
    """Serve until the socket is closed."""
    getattr(warm, flavour)()
    layers = prepare(wanted)
    # Collected garbage would touch, and so copy, the pages that children share.
    gc.collect()
    gc.freeze()
    # Whoever started us may be dead by now; then there is nothing to do.
    with socket.socket(fileno=control) as link, contextlib.suppress(ConnectionError):
        link.send(json.dumps({"layers": layers}).encode())
        _serve(link, layers)


def _serve(link: socket.socket, layers: tuple[str, ...]) -> None:
    poll = select.poll()
    poll.register(link, select.POLLIN)
    running: Running = {}
    retired = False
    while running or not retired:
        for descriptor, _ in poll.poll():
            if descriptor in running:
                poll.unregister(descriptor)
                _report(descriptor, *running.pop(descriptor))
                if retired:
                    continue
            else:
                message = link.recv(16)
                if not message:
                    # Whoever asked has died. The children die with us.
                    return
                if message == b"retire":
                    retired = True
                    link.send(b"retired")
                    continue
            handle, process, status = _seat(link, layers)
            poll.register(handle, select.POLLIN)
            running[handle] = process, status


def _seat(
    link: socket.socket, layers: tuple[str, ...]
) -> tuple[int, int, socket.socket]:
    """Fork a child and hand over the far ends of its channels.

    Returns: its handle, its process, and where to say how it ended.
    """
    # A lock that another thread holds at this moment would stay locked in the child.
    if len(os.listdir("/proc/self/task")) != 1:
        raise RuntimeError("a zygote may have one thread only")
    requests, request = os.pipe()
    values, replies = os.pipe()
    console, output = os.pipe()
    status, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    parent, mapped = os.getpid(), limits.mapped()
    process = os.fork()
    if process == 0:
        try:
            _child((requests, replies, output), parent, layers, mapped)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    handle = os.pidfd_open(process)
    with theirs:
        given = [handle, request, values, console, theirs.fileno()]
        socket.send_fds(link, [b"seat"], given)
    for descriptor in (requests, request, values, replies, console, output):
        os.close(descriptor)
    return handle, process, status


def _child(
    streams: tuple[int, int, int], parent: int, layers: tuple[str, ...], mapped: int
) -> None:
    """Close the walls, rehearse, wait for the request, serve it."""
    privileges.die_with_parent()
    if os.getppid() != parent:
        return
    last = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    for kept, following in itertools.pairwise([2, *sorted(streams), last]):
        os.closerange(kept + 1, following)
    requests, replies, console = streams
    os.dup2(console, 1)
    os.dup2(console, 2)
    os.close(console)
    print_to(1, 2)
    confine(layers)
    rehearse()
    with os.fdopen(requests, "rb") as file:
        asked = receive(file)
        memory = limits.Memory()
        if "limits" in layers:
            memory = limits.confine(asked["seconds"], asked["memory_mb"], mapped)
        seed(asked["seed"])
        cases = receive_cases(file)
    with os.fdopen(replies, "wb") as file:
        serve(asked, cases, file, memory)


def _report(handle: int, process: int, status: socket.socket) -> None:
    """Say how a child ended. Whoever asked may be gone."""
    os.close(handle)
    _, ended = os.waitpid(process, 0)
    with status, contextlib.suppress(OSError):
        status.send(json.dumps({"code": os.waitstatus_to_exitcode(ended)}).encode())
