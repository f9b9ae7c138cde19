"""Whatever is killed, each submission has one verdict in the end."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from db.store import Store
from tests.judge.processes import descendants
from tests.ui.submitter import number

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

COUNT, MURDERS = 200, 16
ROOT = Path(__file__).parent.parent.parent


def start(folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "VIVA_DATA_DIR": str(folder)}
    environment.pop("VIVA_DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ui.submitter", str(COUNT)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def victim(rng: random.Random, app: int) -> tuple[int, str]:
    """The app, its referee, a zygote or a child; each kind is as likely."""
    kinds: dict[str, list[int]] = {"app": [app]}
    for process, command in descendants(app).items():
        kind = "referee" if "quiz.judge" in command else "zygote or child"
        kinds.setdefault(kind, []).append(process)
    kind = rng.choice(sorted(kinds))
    return rng.choice(kinds[kind]), kind


def test_one_verdict_each_whatever_is_killed(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    store = Store.open(f"sqlite:///{tmp_path / 'viva.db'}")
    app, killed = start(tmp_path), Counter[str]()
    deadline, judged = time.monotonic() + 400, 0
    while app.poll() is None or app.returncode:
        assert time.monotonic() < deadline, f"{judged} judged, killed {killed}"
        if app.poll() is not None:
            assert app.stdout
            app.stdout.close()
            app = start(tmp_path)
        time.sleep(rng.uniform(0.1, 0.5))
        # However slow the machine: something is judged between two murders.
        more = judged < (judged := len(store.submissions())) < COUNT
        if more and killed.total() < MURDERS:
            process, kind = victim(rng, app.pid)
            killed[kind] += 1
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
    assert app.stdout
    with app.stdout:
        assert app.stdout.read() == b"all judged\n"
    found = store.submissions()
    waiting = store.pending()
    store.close()
    print(f"killed {dict(killed)}")

    assert waiting == []
    assert sorted(number(row.code) for row in found) == list(range(COUNT))
    for row in found:
        right = "wrong answer" if number(row.code) % 4 == 0 else "accepted"
        assert row.verdict in {right, "judge fault"}
    assert sum(row.verdict == "judge fault" for row in found) <= COUNT / 20
    assert killed["app"] >= 1
