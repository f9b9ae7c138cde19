"""What the sandbox refused, and what to use instead."""

from __future__ import annotations

from quiz.judge.results import Raised

FILES = (
    "Files outside its own empty folder are",
    "everything it needs is in its arguments",
)
PROCESSES = "Starting processes is", "a loop, or NumPy on whole arrays, will do"
PROGRAMS = "Running other programs is", "write the algorithm itself"
NETWORK = "The network is", "everything it needs is in its arguments"
SYSTEM = "What it asked of the system is", "no algorithm of the course needs it"

MODULES = {
    "multiprocessing": PROCESSES,
    "concurrent": PROCESSES,
    "joblib": PROCESSES,
    "torch": PROCESSES,
    "subprocess": PROGRAMS,
    "socket": NETWORK,
    "urllib": NETWORK,
    "http": NETWORK,
    "ssl": NETWORK,
    "pathlib": FILES,
    "shutil": FILES,
    "tempfile": FILES,
}
WORDS = {
    "fork": PROCESSES,
    "system": PROGRAMS,
    "exec": PROGRAMS,
    "spawn": PROGRAMS,
    "popen": PROGRAMS,
    "open(": FILES,
    "listdir": FILES,
    "scandir": FILES,
}


def explain(raised: Raised) -> str:
    """A sentence for people on a refusal: `raised.denied` holds."""
    what, instead = _refused(raised)
    line = f" on line {raised.lines[-1].line}" if raised.lines else ""
    return f"{what} not available to your code{line}; {instead}."


def _refused(raised: Raised) -> tuple[str, str]:
    # The outermost module says what was wanted; those further in say how.
    for module in raised.through:
        if found := MODULES.get(module.split(".")[0]):
            return found
    text = raised.lines[-1].text if raised.lines else ""
    for word, found in WORDS.items():
        if word in text:
            return found
    return SYSTEM
