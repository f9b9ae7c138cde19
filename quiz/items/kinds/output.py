"""What does this code print? The key is what running it printed."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from quiz.items.ask import Ask, Invalid
from quiz.items.kinds.kind import Kind

LENGTH = 2000


def printed(code: str) -> str:
    """What our own code prints, run here and now.

    >>> printed("print(1 + 1)")
    '2'
    """
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "question", "exec"), {"__name__": "question"})  # noqa: S102
    return out.getvalue().rstrip("\n")


class Output(Kind):
    """Lines of output. Spaces are not counted, and numbers are numbers: 1. is 1.0."""

    name = "output"
    malformed = ("", "  ", "x" * 3000)

    def help(self, ask: Ask) -> str:
        """See Kind."""
        lines = len(self.value_of(ask, ask.key))
        return (
            f"What is printed, {lines} line{'s' * (lines > 1)}; spaces do not matter."
        )

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        if not text.strip():
            raise Invalid("Type what the code prints.")
        if len(text) > LENGTH:
            raise Invalid(f"That is {len(text)} characters; the output is shorter.")
        return self.value_of(ask, text)

    def show(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return "\n".join(" ".join(line) for line in value)

    def display(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return " / ".join(f"`{line}`" for line in self.show(ask, value).splitlines())

    def value_of(self, ask: Ask, result: Any) -> Any:
        """See Kind."""
        lines = (line for line in str(result).splitlines() if line.strip())
        return tuple(tuple(_tokens(line)) for line in lines)

    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """See Kind."""
        return bool(
            [[_number(t) for t in line] for line in one]
            == [[_number(t) for t in line] for line in value]
        )


def _tokens(line: str) -> list[str]:
    for mark in "[](),":
        line = line.replace(mark, f" {mark} ")
    return line.split()


def _number(token: str) -> float | str:
    try:
        return float(token)
    except ValueError:
        return token
