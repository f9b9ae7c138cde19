import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.schema import CreateSchema, DropSchema

from db.store import Store
from tests.db.postgres import SERVER

Child = Callable[..., subprocess.Popen[str]]
START = datetime(2026, 1, 31, 23, 59, 30, 250000, UTC)


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Names a database that is not there yet: a file, or a schema of the server's."""
    if not SERVER:
        yield lambda name: f"sqlite:///{tmp_path / 'data' / f'{name}.db'}"
        return
    with closing(Schemas()) as schemas:
        yield schemas.make


class Schemas:
    """Empty schemas on the server, and their end."""

    def __init__(self) -> None:
        self.engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
        self.names: list[str] = []

    def make(self, name: str) -> str:
        self.names.append(f"{name}_{uuid.uuid4().hex}")
        with self.engine.connect() as connection:
            connection.execute(CreateSchema(self.names[-1]))
        path = {"options": f"-csearch_path={self.names[-1]}"}
        address = make_url(SERVER).update_query_dict(path)
        return address.render_as_string(hide_password=False)

    def close(self) -> None:
        with self.engine.connect() as connection:
            for name in self.names:
                connection.execute(DropSchema(name, cascade=True))
        self.engine.dispose()


@pytest.fixture
def url(new: Callable[[str], str]) -> str:
    return new("viva")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store whose clock goes on by a minute at each look."""
    times = (START + timedelta(minutes=i) for i in range(10_000))
    with closing(Store.open(url, clock=lambda: next(times))) as store:
        yield store


@pytest.fixture
def other(new: Callable[[str], str]) -> Iterator[Store]:
    """Another store, whose clock stands where the first one's begins."""
    with closing(Store.open(new("other"), clock=lambda: START)) as store:
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
