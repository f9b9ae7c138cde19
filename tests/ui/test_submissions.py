"""A comparison of two texts, and what the editor offers."""

from hypothesis import given
from hypothesis import strategies as st

from quiz import content
from quiz.ui.completion import challenge_names
from quiz.ui.submissions import changes, table

TEXTS = st.lists(st.sampled_from(["a", "b", "", "  c", "<d>"]), max_size=30)


@given(TEXTS, TEXTS)
def test_no_line_is_invented_and_none_of_a_change_left_out(
    before: list[str], after: list[str]
) -> None:
    old, new = "\n".join(before), "\n".join(after)
    rows = changes(old, new)

    assert (rows == []) == (old.splitlines() == new.splitlines())
    for mark, number, line in rows:
        if mark in "+ ":
            assert number is not None
            assert new.splitlines()[number - 1] == line
    went = [line for mark, _, line in rows if mark == "-"]
    came = [line for mark, _, line in rows if mark == "+"]
    grown = len(new.splitlines()) - len(old.splitlines())
    assert len(came) - len(went) == grown


def test_far_from_a_change_lines_are_left_out() -> None:
    before = [str(i) for i in range(30)]
    after = ["first", *before[1:-1], "last"]

    marks = "".join(mark for mark, _, _ in changes("\n".join(before), "\n".join(after)))

    assert marks == "-+   …   -+"


def test_learners_text_is_escaped() -> None:
    assert "&lt;script&gt;" in table(changes("", "<script>"))
    assert "<script>" not in table(changes("", "<script>"))


def test_a_challenge_offers_its_function_and_its_parameters() -> None:
    challenge = content.challenge("softmax-derivative/softmax_jacobian")
    offered = {name["label"]: name["type"] for name in challenge_names(challenge)}

    assert offered["softmax_jacobian"] == "function"
    assert {"np", "z"} <= offered.keys()
    assert "def" not in offered
