"""A skeleton passes the checks of every topic as soon as its blanks are filled."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quiz import content, curriculum

ROOT = Path(__file__).parents[2]
TOPIC = next(t for t in curriculum.topics().values() if not t.written)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that is needed of the project, with a new topic in it."""
    home = tmp_path_factory.mktemp("project")
    for room in ("engine", "quiz", "tests"):
        shutil.copytree(
            ROOT / room, home / room, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", home)
    assert ran(home, "quiz", "new-topic", TOPIC.id).returncode == 0
    return home


def ran(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )


def test_blanks_are_filled_and_everything_passes(copy: Path) -> None:
    folder = copy / TOPIC.folder.relative_to(ROOT)
    blank = [
        path
        for path in folder.rglob("*")
        if path.suffix and "FILL IN" in path.read_text()
    ]
    assert len(blank) == 6
    for path in blank:
        path.write_text(path.read_text().replace("FILL IN: ", ""))

    for words in (
        ("quiz", "sweep", "--items", f"{TOPIC.id}/*", "--variants", "50"),
        ("quiz", "claims", f"{TOPIC.id}/*"),
        ("pytest", "-q", "-p", "no:cacheprovider", "tests/topics", "-k", TOPIC.id),
        ("ruff", "check", "--no-cache", str(folder)),
        ("ruff", "format", "--no-cache", "--check", str(folder)),
    ):
        found = ran(copy, *words)
        assert found.returncode == 0, found.stdout + found.stderr


def test_what_is_there_is_not_touched(copy: Path) -> None:
    notes = copy / TOPIC.folder.relative_to(ROOT) / "notes.md"
    notes.write_text("mine")
    found = ran(copy, "quiz", "new-topic", TOPIC.id)

    assert found.returncode == 2
    assert "is there already" in found.stderr
    assert notes.read_text() == "mine"


def test_an_unknown_topic_is_named(copy: Path) -> None:
    found = ran(copy, "quiz", "new-topic", "softmax-derivativ")

    assert found.returncode == 2
    assert "softmax-derivative" in found.stderr


def test_no_topic_has_a_blank_left() -> None:
    for topic in content.written():
        for path in topic.folder.rglob("*.*"):
            if path.suffix in {".py", ".md", ".toml"}:
                assert "FILL IN" not in path.read_text(encoding="utf-8"), path
