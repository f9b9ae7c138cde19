import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.store import Store

Child = Callable[..., subprocess.Popen[str]]
START = datetime(2026, 1, 31, 23, 59, 30, 250000, UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'viva.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store whose clock goes on by a minute at each look."""
    times = (START + timedelta(minutes=i) for i in range(10_000))
    with closing(Store.open(url, clock=lambda: next(times))) as store:
        yield store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """Another store, whose clock stands where the first one's begins."""
    with closing(
        Store.open(f"sqlite:///{tmp_path / 'other.db'}", clock=lambda: START)
    ) as store:
        yield store


@pytest.fixture
def child() -> Iterator[Child]:
    """Starts `child.py`; whatever still runs at the end of the test is stopped."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        script = Path(__file__).with_name("child.py")
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-P", str(script), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(script.parents[2])},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
