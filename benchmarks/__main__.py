"""Print each measurement as a ratio against something measured in the same run."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks import face, judging
from benchmarks.report import heading, report

ROOT = Path(__file__).parent.parent
EMPTY = ROOT / "benchmarks" / "empty_page.py"


def main() -> None:
    """Run every benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VIVA_DATA_DIR"] = folder
        os.environ.pop("VIVA_DATABASE_URL", None)
        heading()
        home()
        face.main()
        judging.main()


def home() -> None:
    """The server-side run of the home page beside an empty page."""
    ours = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    peer = AppTest.from_file(str(EMPTY))
    report(
        "home page, empty page", 20, lambda: clock(ours.run), lambda: clock(peer.run)
    )


def clock(function: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
