"""One thread for what counts in parallel, set before imports; browser tests last."""

import os

from quiz.judge.environment import ONE_THREAD

os.environ.update(ONE_THREAD, TOKENIZERS_PARALLELISM="false")

import hypothesis
import pytest

from tests.seed import SEED

# Everywhere the same examples in CI: whoever lands a change is not stopped by what an
# earlier one did. At a desk they are drawn anew each time.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "desk")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: half of a browser test's time it waits."""
    return (os.cpu_count() or 1) + 1


def pytest_report_header() -> str:
    return f"VIVA_SEED={SEED} draws the same variants, cases and inputs again"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
