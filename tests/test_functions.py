"""The engine as pages list it: read from sources, compared with what is trusted."""

import inspect
import json
from dataclasses import replace

import pytest

from engine.parity import families
from quiz.cli.parser import main
from quiz.functions import digest, functions, proofs
from tests.engine.public import public


def test_the_sources_tell_what_the_modules_hold() -> None:
    held = {name.removeprefix("engine."): member for name, member in public().items()}
    assert functions().keys() == held.keys()
    for name, member in held.items():
        lines = (inspect.getdoc(member) or "").splitlines()
        assert functions()[name].summary == lines[0], name


def test_a_definition_is_shown_whole() -> None:
    source = functions()["nn.softmax.softmax"].source()
    assert source.startswith("@system(")
    assert "def softmax(" in source
    assert source.rstrip().splitlines()[-1].startswith("    return")


def test_the_shipped_comparisons_are_all_and_agree() -> None:
    pairs = sorted(
        (pair.name, pair.library) for found in families().values() for pair in found
    )
    shipped = [proof for found in proofs().values() for proof in found]
    assert sorted((proof.name, proof.library) for proof in shipped) == pairs, (
        "python -m quiz proof --json > engine/parity/proof.json"
    )
    assert all(proof.agrees for proof in shipped)


def test_a_changed_file_is_noticed() -> None:
    (first, *_) = proofs()["nn.softmax.softmax"]
    now = replace(first, digest=digest(first.name))
    assert now.current
    assert not replace(first, digest="0" * 16).current


def test_one_function_is_compared_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["--function", "nn.softmax.softmax", "--seed", "1"]
    assert main(["proof", *wanted, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["library"] for row in rows] == ["scipy", "torch"]
    assert all(row["trials"] and row["share"] <= 1 for row in rows)

    assert main(["proof", "--function", "softmaks"]) == 2
    assert "softmax" in capsys.readouterr().err
