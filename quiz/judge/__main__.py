"""The referee's process: `python -m quiz.judge`, started by `desk.Desk`.

One JSON object a line. On standard input, jobs {"id", ...fields of Job} and {"cancel":
id}. On standard output {"level": {name, open, meaning}} once, and {"id", "verdict"} for
each job: what it asked for, or null where the judge failed.
It ends when its input does, and its children with it.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any, TextIO

from quiz.content import challenge
from quiz.judge import level, runner
from quiz.judge.job import Job
from quiz.judge.referee import judge
from quiz.judge.scaling import measure


class Referee:
    """Judges jobs in threads, and says verdicts as they come."""

    def __init__(self, replies: TextIO, workers: int) -> None:
        self._replies = replies
        self._lock = threading.Lock()
        self._stops: dict[int, threading.Event] = {}
        self._threads = ThreadPoolExecutor(workers + 1)
        self._threads.submit(self._measure)

    def take(self, message: dict[str, Any]) -> None:
        """Start a job, or stop one."""
        if "cancel" in message:
            if stop := self._stops.get(message["cancel"]):
                stop.set()
            return
        number = message.pop("id")
        self._stops[number] = threading.Event()
        self._threads.submit(self._judge, number, Job(**message))

    def _judge(self, number: int, job: Job) -> None:
        verdict = None
        try:
            verdict = answer(job, self._stops[number])
        except Exception:
            traceback.print_exc()
        del self._stops[number]
        self._say({"id": number, "verdict": verdict})

    def _measure(self) -> None:
        found = level.measure(runner.local())
        self._say({"level": {**asdict(found), "meaning": found.meaning}})

    def _say(self, message: dict[str, Any]) -> None:
        line = json.dumps(message, allow_nan=False)
        with self._lock:
            print(line, file=self._replies, flush=True)


def answer(job: Job, stop: threading.Event) -> dict[str, Any]:
    """What a job asks for, as JSON has it."""
    task = challenge(job.challenge)
    if job.ask == "scaling":
        return measure(task, job.code, seed=job.seed, stop=stop).to_json()
    hidden = job.ask == "verdict"
    verdict = judge(task, job.code, hidden=hidden, seed=job.seed, stop=stop)
    return verdict.to_json()


def main() -> None:
    """Serve until standard input ends."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever prints by mistake must not look like a verdict.
    os.dup2(2, 1)
    # Known-wrong solutions overflow and divide by zero; that is what they are for.
    warnings.simplefilter("ignore")
    referee = Referee(replies, int(sys.argv[1]))
    # What is loaded by now stays: no collection in the middle of a verdict looks at it.
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        referee.take(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main()
