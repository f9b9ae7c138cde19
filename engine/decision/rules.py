"""Programs whose rules a person wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.system import system

Rule = tuple[Callable[[Any], bool], Any]
"""When it holds for a row, and what it answers then."""


@system("S01.01")
def classify_by_rules(rows: Sequence[Any], rules: Sequence[Rule], default: Any) -> Any:
    """The answer of the first rule that holds for a row; else the default.

    Input and rules give the output: nothing is learned, the same row has the same
    answer for ever, and a case that nobody thought of gets the default.

    Args:
        rows: what is asked, n of anything.
        rules: in order of precedence.
        default: where no rule holds.

    Returns:
        A list of n answers.

    >>> rules = [(lambda text: "prize" in text, "spam"),
    ...          (lambda text: len(text) > 20, "letter")]
    >>> classify_by_rules(["a prize", "hello"], rules, "note")
    ['spam', 'note']
    """
    return [
        next((answer for holds, answer in rules if holds(row)), default) for row in rows
    ]


@system("S03.01")
def may_register(age: float, limit: float = 18) -> bool:
    """Whether a form accepts an age: `age >= limit`.

    The boundary is the classic bug: with `>` a person of exactly 18 is refused.

    Args:
        age: in years, at least 0.
        limit: the youngest that may.

    Raises:
        ValueError: age is negative or no number.

    >>> [may_register(age) for age in (17, 18, 19)]
    [False, True, True]
    """
    if not age >= 0:
        raise ValueError(f"age must be at least 0, got {age}")
    return age >= limit


@system("S03.13")
def should_learn(
    enough_data: bool, rules_known: bool, errors_tolerable: bool
) -> tuple[bool, list[str]]:
    """Whether a task is one for machine learning, and what speaks against it.

    It is where there is enough good data to learn from, nobody can write the
    rules down, and an answer that is wrong now and then does no harm that cannot
    be undone. One "no" is enough: a tax is computed, not learned.

    Args:
        enough_data: examples like those to come, with right answers.
        rules_known: a person can write a program that is right.
        errors_tolerable: a wrong answer can be lived with, or is caught.

    Returns:
        The decision, and the reasons against, none if it is True.

    >>> should_learn(True, rules_known=False, errors_tolerable=True)
    (True, [])
    >>> should_learn(True, rules_known=True, errors_tolerable=False)
    (False, ['the rules are known', 'errors are not tolerable'])
    """
    against = {
        "there is not enough data": not enough_data,
        "the rules are known": rules_known,
        "errors are not tolerable": not errors_tolerable,
    }
    reasons = [reason for reason, holds in against.items() if holds]
    return not reasons, reasons
