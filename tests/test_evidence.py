"""Evidence that is run for a page, and kept."""

import json
import threading
from pathlib import Path

import pytest

from quiz import evidence

TOPIC = "softmax-derivative"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIVA_DATA_DIR", str(tmp_path))


def test_a_run_is_kept_until_the_code_changes() -> None:
    claim = evidence.listed(TOPIC)[0]

    assert evidence.kept(claim) is None
    found = evidence.run(claim)
    assert found["holds"]
    assert found["margin"] > 0
    assert found["runs"] == 5
    assert evidence.kept(claim) == found
    assert evidence.kept(claim | {"digest": "another"}) is None


def test_what_was_cut_off_in_the_middle_of_writing_is_run_again() -> None:
    claim = evidence.listed(TOPIC)[0]
    evidence.run(claim)
    file = evidence._file(claim)
    file.write_text(file.read_text()[:20])

    assert evidence.kept(claim) is None
    assert evidence.run(claim)["holds"]


def test_whoever_asks_meanwhile_gets_the_same_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim = evidence.listed(TOPIC)[0]
    runs = []
    asked = evidence.ask
    monkeypatch.setattr(
        evidence, "ask", lambda *words: runs.append(words) or asked(*words)
    )
    threads = [threading.Thread(target=evidence.run, args=[claim]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(runs) == 1


def test_a_run_that_fails_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(evidence.Failed, match="no claim is called nowhere"):
        evidence.listed("nowhere")
    monkeypatch.setattr(evidence, "SECONDS", 0.01)
    with pytest.raises(evidence.Failed, match="did not end within"):
        evidence.listed(TOPIC)


def test_it_is_not_told_where_answers_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    script = (
        "import json, os, pathlib, sys; "
        f"pathlib.Path({str(seen)!r}).write_text(json.dumps(dict(os.environ))); "
        "print('[]')"
    )
    monkeypatch.setenv("VIVA_DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(evidence.sys, "executable", _python(tmp_path, script))
    evidence.listed(TOPIC)
    told = json.loads(seen.read_text())

    assert not {"VIVA_DATABASE_URL", "VIVA_DATA_DIR"} & told.keys()
    assert told["OMP_NUM_THREADS"] == "1"


def _python(folder: Path, script: str) -> str:
    """A program that runs `script`, whatever it is asked for."""
    import shlex
    import sys

    program = folder / "python"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -c {shlex.quote(script)}\n")
    program.chmod(0o755)
    return str(program)
