"""Which lines a verdict points at; whatever the verdict is, the page is drawn."""

from quiz import content
from quiz.judge.desk import _fault
from quiz.judge.job import Job
from quiz.judge.referee import judge
from quiz.ui.problems import problems

SOFTMAX = content.challenge("softmax-derivative/softmax")


def found(code: str, *, hidden: bool = True) -> list[dict[str, object]]:
    verdict = judge(SOFTMAX, code, hidden=hidden, seed=1).to_json()
    return problems(verdict, code)


def test_what_is_no_python() -> None:
    (problem,) = found("def softmax(z):\n    return (z")

    assert (problem["line"], problem["text"]) == (2, "    return (z")
    assert "never closed" in str(problem["message"])


def test_what_ends_too_early_is_marked_where_something_stands() -> None:
    (problem,) = found("x = 1\ndef softmax(z):\n\n\n")

    assert (problem["line"], problem["text"]) == (2, "def softmax(z):")


def test_the_innermost_line_that_raised_once_for_all_cases() -> None:
    code = "def f(z):\n    return z.most()\n\ndef softmax(z):\n    return f(z)\n"

    (problem,) = found(code)

    assert (problem["line"], problem["text"]) == (2, "    return z.most()")
    assert str(problem["message"]).startswith("AttributeError")


def test_what_raises_while_it_is_loaded() -> None:
    (problem,) = found("import numpy\n1 / 0\ndef softmax(z): return z", hidden=False)

    assert problem["line"] == 2


def test_no_line_is_marked_where_nothing_raised() -> None:
    assert found("def softmax(z): return z") == []
    assert found("x = 1\0") == []
    assert problems(_fault(Job("x", "", "verdict", 1)), "") == []


def test_a_verdict_of_an_earlier_version_has_no_line() -> None:
    verdict = judge(SOFTMAX, "def", hidden=False, seed=1).to_json()
    del verdict["line"]

    assert problems(verdict, "def") == []
