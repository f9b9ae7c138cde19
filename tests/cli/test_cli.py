"""The command line: what it prints and how it exits."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quiz import content, curriculum
from quiz.cli.parser import main

ITEM = "softmax-derivative/diagonal_entry"
RIGHT = """
import numpy as np

def softmax_jacobian(z):
    z = np.asarray(z)
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.diag(p) - np.outer(p, p)
"""

UNWRITTEN = len(curriculum.topics()) - len(content.written())
Capture = pytest.CaptureFixture[str]


def solution(tmp_path: Path, code: str) -> str:
    path = tmp_path / "solution.py"
    path.write_text(code)
    return str(path)


def test_topics_says_what_is_not_written(capsys: Capture) -> None:
    assert main(["topics"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert sum("(not written yet)" in line for line in lines) == UNWRITTEN
    assert any("softmax-derivative" in x and "not written" not in x for x in lines)


def test_ledger(capsys: Capture) -> None:
    assert main(["ledger", "--json"]) == 0
    assert "S42.02" in json.loads(capsys.readouterr().out)
    assert main(["ledger"]) == 0
    assert f"{UNWRITTEN} topics are not written yet" in capsys.readouterr().out
    status = main(["ledger", "--missing"])
    assert status == bool(capsys.readouterr().out)


def test_item_shows_the_question_and_not_the_key(capsys: Capture) -> None:
    assert main(["item", ITEM, "--seed", "3", "--json"]) == 0
    drawn = json.loads(capsys.readouterr().out)
    assert main(["item", ITEM, "--seed", "3"]) == 0
    shown = capsys.readouterr().out

    assert drawn["prompt"] in shown
    assert drawn["key"] not in shown
    assert {m["route"] for m in drawn["mistakes"]} >= {"gave-the-probability"}


def test_grade(capsys: Capture) -> None:
    main(["item", ITEM, "--seed", "3", "--json"])
    drawn = json.loads(capsys.readouterr().out)
    wrong = drawn["mistakes"][0]

    assert main(["grade", ITEM, "--seed", "3", drawn["key"]]) == 0
    assert (
        main(["grade", "diagonal-entry", "--seed", "3", "--json", wrong["result"]]) == 1
    )
    assert (
        json.loads(capsys.readouterr().out.split("\n", 3)[3])["route"] == wrong["route"]
    )
    assert main(["grade", ITEM, "--seed", "3", "-0.5"]) == 1
    assert "Read as -0.5" in capsys.readouterr().out
    assert main(["grade", ITEM, "--seed", "3", "half"]) == 2
    assert "“half”" in capsys.readouterr().err


def test_challenge(capsys: Capture) -> None:
    assert main(["challenge", "softmax_jacobian"]) == 0
    assert "def softmax_jacobian(z)" in capsys.readouterr().out


def test_submit(tmp_path: Path, capsys: Capture) -> None:
    right = solution(tmp_path, RIGHT)

    assert main(["submit", "softmax_jacobian", right, "--seed", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "accepted"
    wrong = solution(tmp_path, RIGHT.replace("np.outer(p, p)", "p * p"))
    assert main(["submit", "softmax_jacobian", wrong]) == 1
    assert "outer product" in capsys.readouterr().out
    assert main(["submit", "softmax_jacobian", solution(tmp_path, "def f(:")]) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["item", "softmax-derivative/diagonal_entri", "--seed", "1"],
            "diagonal_entry",
        ),
        (["challenge", "softmax_jacobain"], "softmax_jacobian"),
        (["submit", "softmax_jacobian", "no/such/file.py"], "no/such/file.py"),
    ],
)
def test_errors_name_the_value_and_what_is_near(
    words: list[str], message: str, capsys: Capture
) -> None:
    assert main(words) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [[], ["item", ITEM], ["item", ITEM, "--seed", "-1"], ["nonsense"]]
)
def test_bad_usage_exits_2(words: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(words)

    assert exit_.value.code == 2
    assert capsys.readouterr().err


def test_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("VIVA_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("VIVA_DATABASE_URL", raising=False)

    assert main(["doctor"]) == 0
    assert str(tmp_path) in capsys.readouterr().out

    monkeypatch.setenv("VIVA_DATABASE_URL", f"sqlite:///{tmp_path}")
    assert main(["doctor"]) == 1
    assert "WRONG  database" in capsys.readouterr().out


def test_proof_compares_one_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proof", "--family", "linear", "--seed", "1"]) == 0

    out = capsys.readouterr().out
    assert "linear.ridge.Ridge" in out
    assert "DIFFERS" not in out


def test_an_unknown_family_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proof", "--family", "linaer"]) == 2
    assert "linear" in capsys.readouterr().err


def test_a_library_that_is_missing_is_named() -> None:
    """The app's own environment has no torch, which the whole ledger imports."""
    code = "import sys; sys.modules['torch'] = None\n"
    code += "from quiz.cli.parser import main; sys.exit(main(['ledger']))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert run.returncode == 2
    assert "torch is missing, which `ledger` needs" in run.stderr
