"""How well this machine guards against a submission: tried, not assumed."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.judge.runner import Limits, Runner, Task

ISOLATED, LIMITED, OPEN = "isolated", "limited", "your code on your machine"
MEANING = {
    ISOLATED: "code runs in a sandbox: no files, no network, no other programs",
    LIMITED: "time, memory and output are limited, files and network are not",
    OPEN: "code runs as if you had started it yourself",
}

# name -> what to try. Each is let through if it ends without an exception.
PROBES = {
    "files": "open(__import__('sys').executable, 'rb').read(1)",
    "folders": "import os\n    os.listdir('/')",
    "writing": "import os\n    os.mkdir('/var/tmp/viva-probe')\n"
    "    os.rmdir('/var/tmp/viva-probe')",
    "network": "import socket\n    socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "sockets": "import socket\n    socket.socket(socket.AF_UNIX)",
    "processes": "import os\n    os.fork() or os._exit(0)",
    "programs": "import os\n    os.execv('/bin/sh', ['sh', '-c', ':'])",
    "signals": "import os\n    os.kill(os.getppid(), 0)",
    "memory": "b = bytearray(1 << 30)",
}


@dataclass(frozen=True)
class Level:
    """What protects this machine.

    Attributes:
        name: `ISOLATED`, `LIMITED` or `OPEN`.
        open: the probes that got through, such as "network".
    """

    name: str
    open: tuple[str, ...]

    @property
    def meaning(self) -> str:
        """What the level promises, as a phrase."""
        return MEANING[self.name]


def measure(run: Runner) -> Level:
    """Submit each probe as a submission of its own, and see what gets through."""
    through = tuple(name for name, body in PROBES.items() if _gets_through(run, body))
    endless = _run(run, "while True: pass")
    if endless != "time" or "memory" in through:
        return Level(OPEN, through)
    return Level(LIMITED if through else ISOLATED, through)


def _gets_through(run: Runner, body: str) -> bool:
    # An exit counts as through: a probe that replaced its process did what it wanted.
    return _run(run, body) != "refused"


def _run(run: Runner, body: str) -> str:
    limits = Limits(seconds=0.5 if body.startswith("while") else 10.0, memory_mb=256)
    code = f"def probe():\n    {body}\n"
    ran = run(Task(code, ["probe"], [[("probe", ())]], limits))
    if ran.ended == "fault":
        raise RuntimeError(f"the judge cannot run code here: {ran.detail}")
    refused = ran.ended == "done" and ran.outcomes[0].raised
    return "refused" if refused else ran.ended
