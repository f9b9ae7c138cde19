"""What is shipped is what the sources say. None of it needs node."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from quiz.ui.completion import numpy_names

ROOT = Path(__file__).parent.parent.parent
SOURCES, SHIPPED = ROOT / "frontend", ROOT / "static" / "editor"


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_bundle_is_built_from_the_sources() -> None:
    found = hashlib.sha256()
    for path in sorted(SOURCES.iterdir()):
        if re.search(r"\.js$|^package.*\.json$", path.name):
            found.update(f"{path.name}\n{text(path)}".encode())

    banner = text(SHIPPED / "editor.js").split("\n", 1)[0]

    assert f"sha256 {found.hexdigest()};" in banner, "run `make frontend`"


def test_nothing_is_missing_and_nothing_left_over() -> None:
    scripts = {path.name: text(path) for path in SHIPPED.glob("*.js")}
    named = {
        name
        for code in scripts.values()
        for name in re.findall(r'"\./([\w-]+\.js)"', code)
    }

    assert scripts.keys() == named | {"editor.js"}
    assert any(name.startswith("vim-") for name in named)


def test_every_package_is_shipped_with_its_licence() -> None:
    package = json.loads(text(SOURCES / "package.json"))
    licences = text(SHIPPED / "LICENSES.txt")

    for name, version in package["dependencies"].items():
        assert f"{name} {version} (MIT)" in licences
    assert licences.count("Permission is hereby granted") >= 10


def test_versions_are_exact_and_locked() -> None:
    package = json.loads(text(SOURCES / "package.json"))
    locked = json.loads(text(SOURCES / "package-lock.json"))["packages"]

    for name, version in (package["dependencies"] | package["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert all(part["integrity"] for name, part in locked.items() if name)


def test_the_names_of_numpy_are_those_of_the_numpy_in_use() -> None:
    shipped = json.loads(text(SHIPPED / "numpy.json"))

    assert shipped == numpy_names()
    assert {"einsum", "exp"} <= set(shipped[""]["function"])
    assert "svd" in shipped["linalg"]["function"]


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


COLOURS = {
    name: pair
    for name, *pair in re.findall(
        r'const (\w+) = "light-dark\((#\w{6}), (#\w{6})\)"', text(SOURCES / "theme.js")
    )
}


@pytest.mark.parametrize(
    "ground", ["SURFACE", "SUNK", "WRONG_LINE", "SELECTED", "FOUND"]
)
@pytest.mark.parametrize("ink", ["KEYWORD", "DEFINED", "STRING", "NUMBER", "QUIET"])
def test_code_can_be_read_in_both_themes(ink: str, ground: str) -> None:
    for mine, under in zip(COLOURS[ink], COLOURS[ground], strict=True):
        assert contrast(mine, under) >= 4.5, (mine, under)
