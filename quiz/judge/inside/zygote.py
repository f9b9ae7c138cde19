"""A warm process that forks a single-use child for each submission. Linux only.

The next child is forked, and the walls closed round it, while nobody waits: a task
finds it ready.

It has imported what submissions import, and nothing of ours but this package; it never
sees an expected answer nor the code of a submission, so a child inherits none.

Over an inherited socket comes one message a run: `b"run"` and four descriptors:

    the request    a file with the frames that `serve` reads
    the values     where the child's frames go
    the console    where its output goes
    the status     where the zygote sends a handle of the process (pidfd), so that it
                   can be killed and not mistaken for another, and how it ended:
                   {"code": exit code, or minus the signal that killed it}

The zygote ends when the socket is closed, and its children with it. After `b"retire"`
it ends when the last child has.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import signal
import socket
import traceback
from dataclasses import dataclass

from . import limits, privileges, warm
from .confine import confine, prepare
from .serve import print_to, receive, rehearse, seed, serve

LINK = 3
STREAMS = 4


def main(control: int, flavour: str, wanted: tuple[str, ...]) -> None:
    """Serve until the socket is closed."""
    getattr(warm, flavour)()
    layers = prepare(wanted)
    # Collected garbage would touch, and so copy, the pages that children share.
    gc.collect()
    gc.freeze()
    # Whoever started us may be dead by now; then there is nothing to do.
    with socket.socket(fileno=control) as link, contextlib.suppress(BrokenPipeError):
        link.send(json.dumps({"layers": layers}).encode())
        _serve(link, layers)


@dataclass
class Spare:
    """A child that waits behind closed walls for its task."""

    process: int
    handle: int
    link: socket.socket


def _serve(link: socket.socket, layers: tuple[str, ...]) -> None:
    poll = select.poll()
    poll.register(link, select.POLLIN)
    running: dict[int, tuple[int, socket.socket]] = {}
    spare: Spare | None = _fork(layers)
    retired = False
    while running or not retired:
        for descriptor, _ in poll.poll():
            if descriptor in running:
                poll.unregister(descriptor)
                _report(descriptor, *running.pop(descriptor))
                # Now, while nobody waits for it.
                spare = spare or _fork(layers)
                continue
            message, descriptors, _, _ = socket.recv_fds(link, 16, STREAMS)
            if not message:
                # Whoever asked has died. The children die with us.
                return
            if message == b"retire":
                retired = True
                continue
            child, spare = spare or _fork(layers), None
            status = _hand_over(child, descriptors)
            poll.register(child.handle, select.POLLIN)
            running[child.handle] = child.process, status


def _fork(layers: tuple[str, ...]) -> Spare:
    # A lock that another thread holds at this moment would stay locked in the child.
    if len(os.listdir("/proc/self/task")) != 1:
        raise RuntimeError("a zygote may have one thread only")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    parent, mapped = os.getpid(), limits.mapped()
    process = os.fork()
    if process == 0:
        try:
            _child(theirs, parent, layers, mapped)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    theirs.close()
    return Spare(process, os.pidfd_open(process), ours)


def _hand_over(child: Spare, descriptors: list[int]) -> socket.socket:
    """Give a child its task; where to say how it ended."""
    *streams, answer = descriptors
    status = socket.socket(fileno=answer)
    try:
        # Either side may be dead: then its end says so.
        socket.send_fds(child.link, [b"run"], streams)
        socket.send_fds(status, [b"started"], [child.handle])
    except OSError:
        os.kill(child.process, signal.SIGKILL)
    child.link.close()
    for descriptor in streams:
        os.close(descriptor)
    return status


def _child(
    link: socket.socket, parent: int, layers: tuple[str, ...], mapped: int
) -> None:
    """Close the walls, rehearse, wait for the task, take on its streams, serve."""
    privileges.die_with_parent()
    if os.getppid() != parent:
        return
    os.dup2(link.detach(), LINK)
    os.closerange(LINK + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    confine(layers)
    rehearse()
    with socket.socket(fileno=LINK) as waiting:
        message, streams, _, _ = socket.recv_fds(waiting, 16, STREAMS)
    if not message:
        return
    request, values, console = streams
    for number in (1, 2):
        os.dup2(console, number)
    os.close(console)
    print_to(1, 2)
    with os.fdopen(request, "rb") as requests:
        asked, cases = receive(requests)
    memory = limits.Memory()
    if "limits" in layers:
        memory = limits.confine(asked["seconds"], asked["memory_mb"], mapped)
    seed(asked["seed"])
    with os.fdopen(values, "wb") as replies:
        serve(asked, cases, replies, memory)


def _report(handle: int, process: int, status: socket.socket) -> None:
    """Say how a child ended. Whoever asked may be gone."""
    os.close(handle)
    _, ended = os.waitpid(process, 0)
    with status, contextlib.suppress(OSError):
        status.send(json.dumps({"code": os.waitstatus_to_exitcode(ended)}).encode())
