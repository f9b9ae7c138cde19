"""The kinds of question: right, partly right, wrong, and what cannot be read."""

import numpy as np
import pytest

from quiz.items.ask import Ask, Invalid, Mistake
from quiz.items.item import (
    choices,
    expression,
    match,
    number,
    order,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.expression import Expr, Expression
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.sweep import sweep

Rng = np.random.Generator


@choices(level=1, definition=True)
def linear(rng: Rng) -> Ask:
    """Which are linear."""
    return Ask(
        "Which are linear?",
        {"scaling": "it is.", "rotation": "it is too.", "projection": "as well."},
        [Mistake("shift", "translation", "It moves the origin.")],
        "They keep sums.",
    )


@order(level=1, definition=True)
def training(rng: Rng) -> Ask:
    """A step of training."""
    key = Steps(
        ("forward", "loss", "backward", "update", "log the loss"),
        ((0, 1, "The loss needs outputs."), (1, 2, ""), (2, 3, ""), (1, 4, "")),
    )
    known = ("loss", "forward", "backward", "update", "log the loss")
    wrong = Mistake("loss-first", known, "There is nothing to compare yet.")
    return Ask("Order them.", key, [wrong], "Each needs the one before.")


@match(level=1, definition=True)
def names(rng: Rng) -> Ask:
    """Losses and tasks."""
    key = {"MSE": "regression", "cross-entropy": "classes", "hinge": "margins"}
    swapped = Mistake("mse-for-classes", ("MSE", "classes"), "It is for numbers.")
    return Ask("Match them.", key, [swapped], "By what is predicted.")


@expression(level=2)
def derivative(rng: Rng) -> Ask:
    """A derivative."""
    n = int(rng.integers(2, 9))
    domain = {"x": (0.2, 2.0), "sigma": (0.5, 2.0)}
    return Ask(
        f"Differentiate $x^{n}/\\sigma$.",
        Expr(f"{n}x^{n - 1}/sigma", domain),
        [Mistake("kept-the-power", f"{n}x^{n}/sigma", "The power falls by one.")],
        "The power rule.",
    )


@output(level=1)
def prints(rng: Rng) -> Ask:
    """What is printed."""
    a = int(rng.integers(1, 9))
    code = f"import numpy as np\nprint(np.arange({a}, {a + 3}) * 1.0)\nprint('sum')"
    return Ask(
        f"```python\n{code}\n```",
        printed(code),
        [Mistake("integers", f"[{a} {a + 1} {a + 2} {a + 3}]\nsum", "The end is out.")],
        "The end is not included.",
    )


@steps(level=2)
def spread(rng: Rng) -> Ask:
    """A standard deviation in parts."""
    a, b = (int(v) for v in rng.integers(1, 40, size=2))
    mean, gap = (a + b) / 2, abs(a - b) / 2
    return Ask(
        f"The standard deviation of {a} and {b}?",
        (
            Part("the mean", mean, mistakes=[Mistake("sum", a + b, "Halve it.")]),
            Part("the variance", gap**2, lambda m: ((a - m) ** 2 + (b - m) ** 2) / 2),
            Part("the deviation", gap, lambda m, v: np.sqrt(v)),
        ),
        [],
        "The root of the mean square.",
    )


@recall(level=1)
def explain(rng: Rng) -> Ask:
    """What is overfitting?"""
    points = ("low training error", "high error on new data", "too flexible", "a cure")
    return Ask("What is overfitting?", points, [], "It learns the noise.")


@shape(level=1)
def batch(rng: Rng) -> Ask:
    """The shape of a layer's output."""
    n = int(rng.integers(2, 99))
    return Ask(
        f"({n}, 3) times (3, 5)?",
        (n, 5),
        [Mistake("turned", (5, n), "Rows first.")],
        ".",
    )


@number(level=1, tolerance=EXACT)
def parameters(rng: Rng) -> Ask:
    """Parameters of a layer."""
    a, b = (int(v) for v in rng.integers(100, 999, size=2))
    return Ask(
        f"A layer from {a} to {b}: how many parameters?",
        a * b + b,
        [Mistake("no-bias", a * b, "A bias for each output, too."),
         Mistake("bias-per-input", a * b + a + 1, "One for each output.")],
        "Weights and biases.",
        check=lambda: sum(a + 1 for _ in range(b)),
    )  # fmt: skip


EVERY = [
    linear,
    training,
    names,
    derivative,
    prints,
    spread,
    explain,
    batch,
    parameters,
]


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.kind.name)
def test_every_kind_survives_the_sweep(item) -> None:
    assert sweep(item, range(60)).problems == ()


def grade(item, response: str, seed: int = 0):
    return item.draw(seed).grade(response)


def letters_of(item, *texts: str) -> str:
    options = item.draw(0).ask.options
    return " ".join("abcdefgh"[options.index(text)] for text in texts)


def test_ticks_count_and_wrong_ticks_count_against_them() -> None:
    two = grade(linear, letters_of(linear, "scaling", "rotation"))
    spoilt = grade(linear, letters_of(linear, "scaling", "translation"))
    all_of_them = grade(linear, "abcd")

    assert (two.right, two.score, two.route) == (False, pytest.approx(2 / 3), None)
    assert (spoilt.score, spoilt.route) == (0, "shift")
    assert all_of_them.score == pytest.approx(2 / 3)
    assert grade(linear, letters_of(linear, "scaling", "rotation", "projection")).right
    assert len(two.notes) == 4
    assert any("does not hold. It moves the origin." in note for note in two.notes)


def test_any_order_that_keeps_to_what_must_hold_is_right() -> None:
    early = ("forward", "loss", "log the loss", "backward", "update")
    late = ("loss", "forward", "backward", "update", "log the loss")
    last = ("forward", "backward", "loss", "update", "log the loss")

    assert grade(training, letters_of(training, *early)).right
    known = grade(training, letters_of(training, *late))
    other = grade(training, letters_of(training, *last))
    assert (known.route, known.score) == ("loss-first", 0.75)
    assert (other.route, other.score) == ("3-before-2", 0.75)
    assert "“loss” comes before “backward”" in other.feedback
    assert training.draw(0).ask.options != training.draw(0).ask.key.steps


def test_pairs_count_one_by_one() -> None:
    swapped = grade(names, letters_of(names, "classes", "regression", "margins"))
    other = grade(names, letters_of(names, "regression", "margins", "classes"))

    assert (swapped.route, swapped.score) == ("mse-for-classes", pytest.approx(1 / 3))
    assert (other.route, other.right) == (None, False)
    with pytest.raises(Invalid, match="1 of 3 have a partner"):
        grade(names, "? a ?")


@pytest.mark.parametrize(
    ("response", "right"),
    [("{n}x^({n}-1)/σ", True), ("{n}*x**{n}/(x*sigma)", True),
     ("{n}/sigma * exp(({n} - 1) ln(x))", True), ("x^{n}/sigma", False),
     ("{n}x^({n}-1)/sigma + 1e-4", False), ("{n}x^({n}-1)/sigma + 1e-15", True)],
)  # fmt: skip
def test_a_formula_is_right_in_any_form(response: str, right: bool) -> None:
    variant = derivative.draw(3)
    n = variant.ask.prompt.split("^")[1].split("/")[0]

    assert variant.grade(response.format(n=n)).right is right


@pytest.mark.parametrize(
    "response", ["y", "sqrt(-1 - x)", "x x(", "import os", "1/0*x"]
)
def test_a_formula_that_cannot_be_meant_is_invalid(response: str) -> None:
    with pytest.raises(Invalid):
        grade(derivative, response)


def test_output_minds_numbers_and_not_spaces() -> None:
    variant = prints.draw(0)
    a = int(variant.ask.key.split(".")[0].strip("["))

    assert variant.grade(f"[ {a}   {a + 1}.0 {a + 2}. ]\n\n sum").right
    assert not variant.grade(f"[{a}. {a + 1}. {a + 2}.] sum").right
    assert not variant.grade(f"[{a}. {a + 1}. {a + 2}.]\nSum").right


def test_a_slip_is_carried_forward() -> None:
    variant = spread.draw(1)
    mean, variance, deviation = (part.key for part in variant.ask.key)
    slipped = mean * 2
    v = variant.ask.key[1].carry(slipped)
    found = variant.grade(f"{slipped}; {v}; {v**0.5}")

    assert (found.right, found.score) == (False, pytest.approx(2 / 3))
    assert (found.route, found.feedback) == ("1-sum", "Halve it.")
    assert "by your earlier answer" in found.notes[1]
    assert variant.grade(f"{mean}\n{variance}\n{deviation}").right


def test_one_says_what_one_made() -> None:
    found = grade(explain, "It is when\nit fits noise.\n---\na, b, c")

    assert (found.right, found.score) == (True, 0.75)
    assert not grade(explain, "x\n---\na b").right
    assert grade(explain, "x\n---\nnone").score == 0
    assert found.notes[3] == "a cure (not made)"


@pytest.mark.parametrize(
    ("response", "shape"),
    [("(64, 50)", (64, 50)), ("64 x 50", (64, 50)), ("64×50", (64, 50)), ("64,", (64,)),
     ("(7,)", (7,)), ("()", ()), ("2 3 4", (2, 3, 4))],
)  # fmt: skip
def test_shapes(response: str, shape: tuple[int, ...]) -> None:
    variant = batch.draw(0)

    assert variant.item.kind.parse(variant.ask, response) == shape


def test_a_count_is_exact() -> None:
    variant = parameters.draw(5)
    key = variant.ask.key

    assert variant.grade(str(key)).right
    assert not variant.grade(str(key + 1)).right
    assert variant.key == str(key)
    assert "exact" in variant.help


def test_a_number_can_be_asked_as_a_choice() -> None:
    item = parameters.as_choice()
    variant = item.draw(4)

    assert item.id.endswith("~choice")
    assert variant.ask.check is None  # it would compute a number, not a text
    assert variant.ask.prompt == parameters.draw(4).ask.prompt
    assert len(variant.ask.options) == 3
    assert variant.grade(parameters.draw(4).key).right
    assert sweep(item, range(60)).problems == ()
    with pytest.raises(ValueError, match="cannot be asked as a choice"):
        batch.as_choice()


BAD = {
    "the key is nan": Ask("p", float("nan"), [], "w."),
    "the check gives 3": Ask("p", 2.0, [Mistake("m", 1.0, "h.")], "w.", lambda: 3.0),
    "is not closed": Ask("p $x", 2.0, [Mistake("m", 1.0, "h.")], "w."),
    "“nan” in": Ask("p", 2.0, [Mistake("m", 1.0, "h.")], "It is nan."),
    "“0.123456789” in": Ask("p", 2.0, [Mistake("m", 1.0, "h.")], "10.123456789"),
    "“-0.0” in": Ask("p -0.0", 2.0, [Mistake("m", 1.0, "h.")], "w."),
    "a text is empty": Ask("p", 2.0, [Mistake("m", 1.0, "")], "w."),
    "never differ": Ask("p", 2.0, [Mistake("m", 2.001, "h.")], "w."),
}


@pytest.mark.parametrize("problem", BAD)
def test_the_sweep_finds_what_is_wrong(problem: str) -> None:
    @number(level=1)
    def bad(rng: Rng) -> Ask:
        """Bad."""
        return BAD[problem]

    assert any(problem in found for found in sweep(bad, range(2)).problems)


def test_the_sweep_finds_variants_that_are_one_and_jumps() -> None:
    @number(level=1)
    def still(rng: Rng) -> Ask:
        """Always the same."""
        return Ask("p", 2.0, [Mistake("m", 1.0, "h.")], "w.")

    @number(level=1)
    def jumping(rng: Rng) -> Ask:
        """Short or long."""
        n = int(rng.integers(1, 200))
        return Ask("p" * n, 2.0, [Mistake("m", 1.0, "h.")], "w.")

    assert "only 1 of 60 variants differ" in sweep(still, range(60)).problems
    assert any("a jump" in problem for problem in sweep(jumping, range(60)).problems)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("x", "x + 0.00000001", False),  # nearer than rounding can explain
        ("x", "x + 0.00000000001 - 0.00000000001", True),
        ("sqrt(x - 1)", "sqrt(1 - x)", False),  # nowhere do both have a value
        ("sqrt(x)", "sqrt(x - 1)", False),
        ("1000000x", "1000001x", False),
    ],
)
def test_when_formulas_are_the_same(one: str, other: str, *, same: bool) -> None:
    kind = Expression()
    ask = Ask("", Expr(one, {"x": (0.0, 2.0)}), [], "")

    found = kind.same(ask, kind.value_of(ask, one), kind.value_of(ask, other))

    assert found is same
