"""Plotly's script, where the browser finds it."""

import logging
from pathlib import Path

import plotly
import pytest

from quiz.ui.stage import bundle


@pytest.fixture(autouse=True)
def _anew() -> None:
    bundle.cache_clear()


def test_the_script_is_the_installed_packages(tmp_path: Path) -> None:
    name = bundle(tmp_path)

    assert name == f"plotly-{plotly.__version__}.min.js"
    assert [path.name for path in tmp_path.iterdir()] == [name]
    source = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    assert (tmp_path / name).read_bytes() == source.read_bytes()


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    name = bundle(tmp_path)
    (tmp_path / name).write_text("as it was put there")
    bundle.cache_clear()

    assert bundle(tmp_path) == name
    assert (tmp_path / name).read_text() == "as it was put there"


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert bundle(tmp_path / "missing")

    assert "figures cannot be drawn" in caplog.text
