"""The program that runs a stranger's code. Nothing it says is trusted.

    python -I -X utf8 child.py

It imports nothing of ours but `plain.py` beside it, by path, and gets no expected
answers. What crosses are frames of plain data:

    out  {"ready": true}                    NumPy is imported; the clock starts
    in   {"code", "function", "cases", "seed", "memory_mb", "seconds"}
    in   (arguments of case 0), (arguments of case 1), ...
    out  one of {"invalid": {message, line, column, text}}   no Python
                {"missing": [names that are defined]}        no such function
                {"error": ...}                               raised while being loaded
         or, for each case in order, {"case": i, "value": ...} or {"case": i, "error":
         {type, message, lines: [{line, function, text}]}}, then {"done": cases}

Frames leave on what was standard output; whatever the stranger prints leaves on
standard error.
"""

from __future__ import annotations

import contextlib
import importlib.util
import linecache
import math
import os
import random
import sys
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

if TYPE_CHECKING:
    from quiz.judge import plain
else:
    _spec = importlib.util.spec_from_file_location(
        "plain", Path(__file__).with_name("plain.py")
    )
    plain = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(plain)

FILE = "solution.py"
MESSAGE, NAME, LINES = 500, 100, 20
HEADROOM = 32 << 20
"""Bytes of address space kept back for saying that there was no memory left."""


def main() -> None:
    """Serve one submission, then end at once, whatever threads it has left."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    _hand_over_standard_streams()
    _send(replies, {"ready": True})
    with requests:
        request = plain.decode(_frame(requests))
        cases = [_frame(requests) for _ in range(request["cases"])]
    memory = _limit(request["memory_mb"], request["seconds"])
    np.random.seed(request["seed"])
    random.seed(request["seed"])
    _serve(request["code"], request["function"], cases, replies, memory)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):
            stream.flush()
    os._exit(0)


def _hand_over_standard_streams() -> None:
    """Input is empty; standard output goes where standard error goes."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]


def _frame(stream: BinaryIO) -> bytes:
    frame = plain.read(stream)
    if frame is None:
        os._exit(1)
    return frame


def _send(replies: BinaryIO, value: object) -> None:
    replies.write(plain.encode(value))
    replies.flush()


class Memory:
    """The limit of the address space; lifted a little while an error is reported.

    Only where the kernel says how large the process is already: elsewhere the limit
    does nothing or cannot be chosen.
    """

    def __init__(self, budget_mb: int) -> None:
        self.soft = self.hard = 0
        statm = Path("/proc/self/statm")
        if sys.platform != "win32" and statm.exists():
            import resource

            pages = int(statm.read_text().split()[0])
            size = pages * resource.getpagesize() + (budget_mb << 20)
            self.soft, self.hard = size, size + HEADROOM
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            if hard != resource.RLIM_INFINITY:
                self.soft, self.hard = min(size, hard), min(self.hard, hard)
            self.set(self.soft)

    def set(self, soft: int) -> None:
        """Set the limit, where there is one."""
        if self.hard and sys.platform != "win32":
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (soft, self.hard))

    def __enter__(self) -> None:
        self.set(self.hard)

    def __exit__(self, *_: object) -> None:
        self.set(self.soft)


def _limit(memory_mb: int, seconds: float) -> Memory:
    """Set what the system can enforce from within; wall time is kept from outside."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        cpu = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
        for kind, most in (
            (resource.RLIMIT_CPU, cpu),
            (resource.RLIMIT_FSIZE, 16 << 20),
            (resource.RLIMIT_NOFILE, 64),
            (resource.RLIMIT_CORE, 0),
        ):
            _, hard = resource.getrlimit(kind)
            limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (limit, limit))
    return Memory(memory_mb)


def _serve(
    code: str, name: str, cases: list[bytes], replies: BinaryIO, memory: Memory
) -> None:
    """Run the code and send what came of it."""
    lines = code.splitlines()
    # What a traceback that the stranger prints shows for a line.
    linecache.cache[FILE] = (len(code), None, [f"{line}\n" for line in lines], FILE)
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    try:
        program = compile(code, FILE, "exec", dont_inherit=True)
    except Exception as error:
        with memory:
            _send(replies, {"invalid": _invalid(error)})
        return
    try:
        exec(program, module.__dict__)  # noqa: S102 - what this process is for
    except BaseException as error:
        with memory:
            _send(replies, {"error": _raised(error, lines)})
        return
    function = module.__dict__.get(name)
    if not callable(function):
        _send(replies, {"missing": _callables(module)})
        return
    for number, arguments in enumerate(cases):
        replies.write(_answer(function, number, arguments, lines, memory))
        replies.flush()
    _send(replies, {"done": len(cases)})


def _answer(
    function: Callable[..., object],
    number: int,
    arguments: bytes,
    lines: list[str],
    memory: Memory,
) -> bytes:
    """Call the function once, and encode what it returned or raised."""
    try:
        # Decoded anew for each case: what one call does to its inputs, no other sees.
        value = function(*plain.decode(arguments))
    except BaseException as error:
        with memory:
            return plain.encode({"case": number, "error": _raised(error, lines)})
    try:
        return plain.encode({"case": number, "value": value})
    except plain.NotPlain as refusal:
        message = f"the function returned {refusal}; return numbers, arrays or lists"
        report = {"type": "TypeError", "message": message, "lines": []}
    except BaseException as error:
        with memory:
            report = _raised(error, lines)
    return plain.encode({"case": number, "error": report})


def _invalid(error: Exception) -> dict[str, Any]:
    """Why source is no program. Too deep or too large a program has no line."""
    if isinstance(error, SyntaxError):
        return {
            "message": _shortened(error.msg, MESSAGE),
            "line": error.lineno or 0,
            "column": error.offset or 0,
            "text": _shortened((error.text or "").rstrip("\n"), MESSAGE),
        }
    message = f"{type(error).__name__}: {error}"
    return {"message": message[:MESSAGE], "line": 0, "column": 0, "text": ""}


def _raised(error: BaseException, lines: list[str]) -> dict[str, Any]:
    """An exception and where in the stranger's own lines it came from."""
    kind = MemoryError if isinstance(error, MemoryError) else type(error)
    frames = [
        (frame.f_code.co_name, line or 0)
        for frame, line in traceback.walk_tb(sys.exc_info()[2])
        if frame.f_code.co_filename == FILE
    ]
    return {
        "type": _text_of(lambda: kind.__name__, NAME) or "Exception",
        "message": _text_of(lambda: str(error), MESSAGE),
        "lines": [
            {
                "line": line,
                "function": _shortened(name, NAME),
                "text": _shortened("".join(lines[line - 1 : line]).strip(), MESSAGE),
            }
            for name, line in frames[-LINES:]
        ],
    }


def _text_of(say: Callable[[], str], most: int) -> str:
    # `__str__` is the stranger's code too: it may raise, or return what it likes.
    try:
        return _shortened(say(), most)
    except BaseException:
        return ""


def _shortened(text: str, most: int) -> str:
    """Valid Unicode of at most `most` characters, of type str exactly."""
    return str.__getitem__(text, slice(most)).encode("utf-8", "replace").decode()


def _callables(module: types.ModuleType) -> list[str]:
    """Functions and classes that the stranger's code defined, for a near name."""
    return [
        _shortened(name, NAME)
        for name, value in list(module.__dict__.items())[:1000]
        if type(value) in {types.FunctionType, type} and not name.startswith("_")
    ][:50]


if __name__ == "__main__":
    main()
