"""What learners type is shown, not interpreted."""

from quiz.ui.markup import escape


def test_every_mark_is_escaped() -> None:
    assert escape("a_b $x$ [t](u) <b> `c` :red[d]") == (
        r"a\_b \$x\$ \[t\](u) \<b\> \`c\` \:red\[d\]"
    )


def test_prose_stays_prose() -> None:
    assert escape("On 2 of 14 cases, got -0.25.") == "On 2 of 14 cases, got -0.25."
