"""One submission: compile it, make the calls, send what came of it.

What crosses are frames of plain data:

    in   {"code", "names", "seed", "memory_mb", "seconds", "flavour", "keep"}
    in   (calls of case 0), (calls of case 1), ...      [(name, arguments), ...]
    out  {"ready": true}          the walls stand, nothing is compiled yet
    out  one of {"invalid": {message, line, column, text}}     no Python
                {"missing": name, "defined": [names]}          not what was asked for
                {"error": ...}                               raised while being loaded
         or, for each case in order,
                {"case": i, "values": [...], "seconds", "mutated": [[call, argument]]}
             or {"case": i, "error": {...}}
         then {"done": cases, "memory_mb": at most}

Without `keep`, what the calls return stays here: `values` and `mutated` are empty.
An error is {type, message, lines: [{line, function, text}], denied, through}: `denied`
if the sandbox refused something, `through` the modules it was asked through.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import os
import random
import sys
import time
import traceback
import types
from typing import Any, BinaryIO

import numpy as np

from . import calls, plain
from .limits import Memory

FILE = "solution.py"
MESSAGE, NAME, LINES = 500, 100, 20

# Before the stranger's code can replace it. It may lie to itself all the same.
_clock = time.perf_counter


def receive(requests: BinaryIO) -> dict[str, Any]:
    """What is asked. Ends the process where nothing is."""
    head = requests.read(plain.HEAD)
    if not head:
        os._exit(1)
    asked: dict[str, Any] = plain.decode(head + requests.read(plain.rest(head)))
    return asked


def receive_cases(requests: BinaryIO) -> list[bytes]:
    """The frames of the cases, to be decoded each in its turn."""
    data, frames = bytearray(requests.read()), []
    while frame := plain.first(data):
        frames.append(frame)
        del data[: len(frame)]
    return frames


def print_to(output: int, errors: int) -> None:
    """Let Python print to these descriptors, a line at a time, whatever the text."""
    sys.stdout, sys.stderr = (
        open(number, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115
        for number in (output, errors)
    )


def seed(number: int) -> None:
    """Start the global generators anew: a fork has its parent's."""
    random.seed(number)
    np.random.seed(number)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(number)


def serve(
    request: dict[str, Any], cases: list[bytes], replies: BinaryIO, memory: Memory
) -> None:
    """Run the submission, then end at once, whatever threads it has left."""
    _send(replies, {"ready": True})
    _run(request, cases, replies, memory)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):
            stream.flush()
    # Whoever reads need not wait until the memory of the process is taken apart.
    for descriptor in (replies.fileno(), 1, 2):
        with contextlib.suppress(OSError):
            os.close(descriptor)
    os._exit(0)


REHEARSAL = """
import numpy as np

def f(x):
    e = np.exp(x - x.max())
    p = np.asarray(e / e.sum(), dtype=float)
    total = 0.0
    for i in range(len(p)):
        total += float(p[i]) ** 2
    return [np.diag(p) - np.outer(p, p), (p @ p[:, None]).sum(axis=0), total]
"""


def rehearse() -> None:
    """Run a small submission of our own, before anybody waits.

    A fork shares its parent's memory until it writes to it; each first write to a page
    costs microseconds, and most of a verdict's time was that. What a run touches is
    the process's own afterwards.
    """
    request = {"code": REHEARSAL, "names": ["f"], "seed": 0, "keep": True}
    cases = [plain.encode([("f", (np.arange(n + 1.0),))]) for n in range(8)]
    ours, theirs = os.pipe()
    with os.fdopen(theirs, "wb") as requests:
        requests.writelines([plain.encode(request), *cases])
    with os.fdopen(ours, "rb") as requests:
        asked = receive(requests)
        seed(asked["seed"])
        cases = receive_cases(requests)
    _run(asked, cases, io.BytesIO(), Memory())


def _send(replies: BinaryIO, value: object) -> None:
    replies.write(plain.encode(value))
    replies.flush()


def _run(
    request: dict[str, Any], cases: list[bytes], replies: BinaryIO, memory: Memory
) -> None:
    code, names = request["code"], request["names"]
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
    for name in names:
        if not callable(module.__dict__.get(name)):
            _send(replies, {"missing": name, "defined": _callables(module)})
            return
    definitions = {name: module.__dict__[name] for name in names}
    for number, script in enumerate(cases):
        answer = _answer(definitions, number, script, lines, memory, request["keep"])
        replies.write(answer)
        replies.flush()
    _send(replies, {"done": len(cases), "memory_mb": _peak_mb()})


def _peak_mb() -> float:
    """The most memory that was held, including what is shared with a zygote."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _answer(  # noqa: PLR0913, PLR0917
    definitions: dict[str, Any],
    number: int,
    script: bytes,
    lines: list[str],
    memory: Memory,
    keep: bool,
) -> bytes:
    """Make the calls of a case, and encode what they returned or raised."""
    try:
        # Decoded anew for each case: what one call does to its inputs, no other sees.
        made = plain.decode(script)
        start = _clock()
        values = calls.perform(definitions, made)
        seconds = _clock() - start
    except BaseException as error:
        with memory:
            return plain.encode({"case": number, "error": _raised(error, lines)})
    try:
        values, mutated = (values, _mutated(made, script)) if keep else ([], [])
        reply = {"case": number, "values": values, "seconds": float(seconds)}
        return plain.encode({**reply, "mutated": mutated})
    except plain.NotPlain as refusal:
        report = _report(
            "TypeError",
            f"your code returned {refusal}; return numbers, arrays or lists",
        )
    except BaseException as error:
        with memory:
            report = _raised(error, lines)
    return plain.encode({"case": number, "error": report})


def _mutated(made: Any, script: bytes) -> list[list[int]]:
    """Which arguments of which calls are no longer what they were."""
    if plain.same(made, script):
        return []
    return [
        [i, j]
        for i, ((_, before), (_, after)) in enumerate(
            zip(plain.decode(script), made, strict=True)
        )
        for j, (old, new) in enumerate(zip(before, after, strict=True))
        # To draw from a generator is what it is there for.
        if type(old) is not np.random.Generator
        and not plain.same(new, plain.encode(old))
    ]


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


def _report(kind: str, message: str) -> dict[str, Any]:
    empty: list[Any] = []
    report = {"type": kind, "message": message, "lines": empty}
    return {**report, "denied": False, "through": empty}


def _raised(error: BaseException, lines: list[str]) -> dict[str, Any]:
    """An exception, and where in the stranger's own lines it came from."""
    kind = MemoryError if isinstance(error, MemoryError) else type(error)
    frames = list(traceback.walk_tb(sys.exc_info()[2]))
    own = [
        (frame.f_code.co_name, line or 0)
        for frame, line in frames
        if frame.f_code.co_filename == FILE
    ]
    report = _report(
        _text_of(lambda: kind.__name__, NAME) or "Exception",
        _text_of(lambda: str(error), MESSAGE),
    )
    report["lines"] = [
        {
            "line": line,
            "function": _shortened(name, NAME),
            "text": _shortened("".join(lines[line - 1 : line]).strip(), MESSAGE),
        }
        for name, line in own[-LINES:]
    ]
    report["denied"] = _denied(error)
    report["through"] = [
        _text_of(lambda frame=frame: frame.f_globals["__name__"], NAME)
        for frame, _ in frames[-LINES:]
        if frame.f_code.co_filename != FILE
    ]
    return report


def _denied(error: BaseException | None) -> bool:
    """Whether a refusal is at the root of it: libraries wrap what they catch."""
    for _ in range(8):
        if error is None or isinstance(error, PermissionError):
            break
        error = error.__cause__ or error.__context__
    return isinstance(error, PermissionError)


def _text_of(say: Any, most: int) -> str:
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
