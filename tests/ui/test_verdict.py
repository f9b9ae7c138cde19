"""The verdict as it is drawn."""

from typing import Any

from streamlit.testing.v1 import AppTest


def case(name: str, got: float, *, visible: bool = True) -> dict[str, Any]:
    apart = {"message": f"got {got} where 0 was expected", "total": 3}
    return {
        "name": name,
        "status": "failed",
        "visible": visible,
        "call": f"f('{name}')" if visible else None,
        "error": None,
        "got": str(got),
        "expected": "0",
        "difference": {**apart, "max_abs": got, "max_rel": "infinite"},
    }


def draw(cases: list[dict[str, Any]]) -> AppTest:
    def script(cases: list) -> None:  # the page knows no import of ours
        from quiz.ui import verdict

        verdict.show(
            {
                "kind": "wrong answer",
                "message": "On some cases.",
                "cases": cases,
                "hint": "",
                "console": "",
                "passed": 0,
                "total": len(cases),
                "seconds": 0.01,
            },
            hidden=True,
        )

    return AppTest.from_function(script, args=(cases,)).run()


def test_each_failing_example_can_be_looked_at() -> None:
    hidden = case("an edge", 9.0, visible=False)
    page = draw([case("example 1", 7.0), hidden, case("example 3", 8.0)])

    assert page.code[0].value == "f('example 1')"
    assert "Largest difference 7." in page.markdown[-1].value
    assert page.segmented_control[0].options == ["example 1", "example 3"]
    page.segmented_control[0].select("example 3").run()

    assert page.code[0].value == "f('example 3')"
    assert "Largest difference 8." in page.markdown[-1].value


def test_of_a_hidden_case_only_the_name_is_told() -> None:
    page = draw([case("an edge", 9.0, visible=False)])

    assert not page.code
    assert not page.segmented_control
    assert "its numbers are not shown" in page.caption[0].value
