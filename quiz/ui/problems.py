"""Where in the learner's own lines the judge found an error."""

from __future__ import annotations

from typing import Any


def problems(verdict: dict[str, Any], code: str) -> list[dict[str, Any]]:
    """What to underline in code that was judged.

    Args:
        verdict: `Verdict.to_json()`, of an earlier version too.
        code: that was judged.

    Returns:
        {line, text, message} for each line, the first from 1, `text` as it was judged.
    """
    found: dict[int, str] = {}
    if verdict["kind"] == "invalid" and verdict.get("line"):
        found[verdict["line"]] = verdict["message"]
    for case in verdict["cases"]:
        error = case["error"]
        if error and error["lines"]:
            # The last is the innermost: where it was raised.
            told = f"{error['type']}: {error['message']}".removesuffix(": ")
            found.setdefault(error["lines"][-1]["line"], told)
    lines = code.split("\n")
    return [
        {"line": at, "text": lines[at - 1], "message": message}
        for number, message in found.items()
        for at in (_written(lines, number),)
    ]


def _written(lines: list[str], number: int) -> int:
    """The line, or the last before it with anything on it: a program that ends too
    early is found faulty after its end."""
    at = min(number, len(lines))
    while at > 1 and not lines[at - 1].strip():
        at -= 1
    return at
