"""The evidence of a topic's claims, run in a process of its own and kept.

A claim may train a network: neither torch nor a topic's claims enter the web process,
and what a run has used is given back at its end. What came of it is a file named after
the hash of the code that was run, so that other code means another run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from quiz.judge.environment import trusted
from quiz.settings import data_dir

Json = dict[str, Any]
ROOT = Path(__file__).parents[1]
SECONDS = 300.0
"""After which a run is given up."""

_one_at_a_time = threading.Lock()


class Failed(RuntimeError):  # noqa: N818 - reads as what it says
    """A run ended without a result. The message says how."""


def listed(topic: str) -> list[Json]:
    """The claims of a topic, as `python -m quiz claims --list --json` prints them.

    Raises:
        Failed: they cannot be read.
    """
    return ask("claims", f"{topic}/*", "--list", "--json")


def kept(claim: Json) -> Json | None:
    """What the run of this code came to, or None where there was none yet."""
    try:
        found: Json = json.loads(_file(claim).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return found


def run(claim: Json) -> Json:
    """Run the evidence on five seeds, and keep what came of it.

    One claim at a time, whoever asks: those who wait find what the first has kept.

    Raises:
        Failed: it came to no result.
    """
    with _one_at_a_time:
        if found := kept(claim):
            return found
        (found,) = ask("claims", claim["id"], "--json")
        file = _file(claim)
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(json.dumps(found), encoding="utf-8")
        part.replace(file)
        return found


def _file(claim: Json) -> Path:
    name = claim["id"].replace("/", ".")
    return data_dir() / "evidence" / f"{name}.{claim['digest']}.json"


def ask(*words: str) -> list[Json]:
    """What `python -m quiz` prints with these words and `--json`.

    Raises:
        Failed: it printed no JSON, or not in time.
    """
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-X", "utf8", "-m", "quiz", *words],
            capture_output=True,
            encoding="utf-8",
            cwd=ROOT,
            env=trusted(),
            timeout=SECONDS,
            check=False,
        )
        told: list[Json] = json.loads(ended.stdout)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"It did not end within {SECONDS:.0f} seconds.") from error
    except json.JSONDecodeError as error:
        last = ended.stderr.strip().splitlines()[-1:] or ["It said nothing."]
        raise Failed(f"It came to no result: {last[0]}") from error
    return told
