"""The import table of docs/architecture.md, kept."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from db.store import Store

ROOT = Path(__file__).parent.parent
OURS = {"engine", "quiz", "db"}
TRUSTED = {
    *("faiss", "gensim", "pandas", "scipy", "sklearn", "statsmodels", "sympy"),
    *("tokenizers", "torch", "xgboost"),
}

# Room -> what it may import besides the standard library and itself.
ALLOWED = {
    "engine": {"numpy", "scipy", "torch"},
    "engine/parity": {"numpy", "engine"} | TRUSTED,
    "quiz/items": {"numpy", "engine"},
    "quiz/coding": {"numpy", "engine"},
    # Solutions of a challenge may use SciPy, as a learner's may.
    "quiz/topics": {
        "numpy",
        "scipy",
        "engine",
        "quiz.items",
        "quiz.coding",
        "quiz.claims",
        "quiz.figures",
        "quiz.labs",
    },
    "quiz/judge": {"numpy", "engine", "quiz.coding", "quiz.content"},
    "quiz/judge/inside": {"numpy", "scipy", "sklearn", "torch"},
    "quiz/study": {
        *("numpy", "scipy", "fsrs", "genanki", "icalendar"),
        *("db.store", "db.merging", "quiz.content", "quiz.curriculum", "quiz.items"),
    },
    "db": {"sqlalchemy", "alembic"},
}


def room_of(path: Path) -> str | None:
    """The innermost room of the table that holds a file."""
    relative = path.relative_to(ROOT).as_posix()
    homes = [room for room in ALLOWED if relative.startswith(f"{room}/")]
    return max(homes, key=len) if homes else None


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 1:
            found.add(path.parent.relative_to(ROOT).as_posix().replace("/", "."))
        elif isinstance(node, ast.ImportFrom) and node.module == "quiz":
            found |= {f"quiz.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "..")
    return found


def strangers(path: Path, room: str) -> set[str]:
    """What a file imports against the table."""
    own = room.replace("/", ".")
    allowed = ALLOWED[room] | {own}
    return {
        module
        for module in imports(path)
        if module.split(".")[0] not in sys.stdlib_module_names
        and not any(module == a or module.startswith(f"{a}.") for a in allowed)
    }


# Sorted: processes that share the suite must collect it in the same order.
FILES = sorted(p for room in OURS for p in (ROOT / room).rglob("*.py") if room_of(p))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_room_imports_what_it_may(path: Path) -> None:
    room = room_of(path)
    assert room

    assert strangers(path, room) == set()


def test_the_table_can_fail(tmp_path: Path) -> None:
    """A file that imports streamlit is found out."""
    path = tmp_path / "x.py"
    path.write_text("def f():\n    import streamlit.runtime\n    import json\n")

    assert strangers(path, "quiz/items") == {"streamlit.runtime"}


def test_no_file_is_long() -> None:
    long = {
        path.relative_to(ROOT).as_posix()
        for room in (*OURS, "tests", "benchmarks")
        for path in (ROOT / room).rglob("*.py")
        if "quiz/topics/" not in path.as_posix()
        and len(path.read_text(encoding="utf-8").splitlines()) > 400
    }

    assert long == set()


HOME = """
import sys
HEAVY = ("alembic", "plotly", "scipy", "sklearn", "sympy", "torch")
# None makes an import raise. Streamlit imports plotly by itself where it can, so
# looking at sys.modules afterwards would not tell whose import it was.
sys.modules.update(dict.fromkeys(HEAVY))
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("{script}", default_timeout=30).run()
assert not app.exception, app.exception
assert app.title[0].value
assert all(sys.modules[name] is None for name in HEAVY)
print(sorted(m for m in sys.modules if m.startswith("quiz.topics.")))
"""


def test_home_imports_nothing_heavy_and_no_topic(tmp_path: Path) -> None:
    """A fresh process draws the front page with every heavy import forbidden."""
    Store.open(f"sqlite:///{tmp_path / 'viva.db'}").close()
    code = HOME.format(script=ROOT / "streamlit_app.py")
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"VIVA_DATA_DIR": str(tmp_path), "PATH": ""},
        check=False,
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "[]"
