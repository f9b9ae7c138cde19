"""A learner on an empty database, with a clock that tests set."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import Store
from quiz.study.learner import Learner
from quiz.study.simulate import Time

START = datetime(2026, 5, 4, 18, tzinfo=UTC)


@pytest.fixture
def time() -> Time:
    return Time(START)


@pytest.fixture
def learner(tmp_path: Path, time: Time) -> Iterator[Learner]:
    with closing(Store.open(f"sqlite:///{tmp_path / 'viva.db'}", time)) as store:
        yield Learner(store, time)
