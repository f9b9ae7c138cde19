"""A process of its own for one submission, on every platform.

Started as `python -I`. Requests come in on standard input; replies leave on what was
standard output, and whatever the stranger prints leaves on standard error. The limits
are those that the platform has; there is no sandbox.
"""

from __future__ import annotations

import os

from . import limits
from .serve import print_to, receive, receive_cases, seed, serve


def main() -> None:
    """Serve one submission."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    print_to(1, 2)
    with requests:
        request = receive(requests)
        cases = receive_cases(requests)
    if request["flavour"] == "torch":
        import torch

        torch.set_num_threads(1)
    seconds, memory_mb = request["seconds"], request["memory_mb"]
    memory = limits.confine(seconds, memory_mb, limits.mapped())
    seed(request["seed"])
    serve(request, cases, replies, memory)
