"""Commands that judge: grade, submit."""

from __future__ import annotations

import secrets
import sys
from argparse import Namespace
from pathlib import Path

from quiz import content
from quiz.cli.parser import FAULT, INVALID, RIGHT, WRONG, print_json
from quiz.items.ask import Invalid
from quiz.judge.referee import judge
from quiz.judge.verdict import Verdict

STATUS = {"accepted": RIGHT, "invalid": INVALID, "judge fault": FAULT}


def grade(options: Namespace) -> int:
    """Grade one response."""
    variant = content.item(options.id).draw(options.seed)
    try:
        outcome = variant.grade(options.response)
    except Invalid as reason:
        print(f"Invalid: {reason}", file=sys.stderr)
        return INVALID
    if options.json:
        print_json(vars(outcome))
    else:
        print(
            f"Read as {outcome.read_as.strip('`')}. "
            f"{'Right.' if outcome.right else 'Not quite.'}"
        )
        print("\n".join(filter(None, [outcome.feedback, outcome.why])))
        print("\n".join([f"The answer: {outcome.key.strip('`')}", *outcome.notes]))
    return RIGHT if outcome.right else WRONG


def submit(options: Namespace) -> int:
    """Judge the solution in a file against hidden cases drawn anew."""
    challenge = content.challenge(options.challenge)
    try:
        code = Path(options.file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        print(f"quiz: {options.file} is not UTF-8 text: {error}", file=sys.stderr)
        return INVALID
    seed = secrets.randbits(32) if options.seed is None else options.seed
    verdict = judge(challenge, code, hidden=True, seed=seed)
    if options.json:
        print_json(verdict.to_json())
    else:
        _print(verdict)
    return STATUS.get(verdict.kind, WRONG)


def _print(verdict: Verdict) -> None:
    print(f"{verdict.kind.capitalize()}. {verdict.message}")
    print(f"Seed {verdict.seed} draws the same cases again.")
    failing = next((c for c in verdict.cases if c.status in {"failed", "error"}), None)
    if failing:
        print(f"\nCase “{failing.name}”: {failing.call or 'hidden'}")
        if failing.status == "failed" and failing.visible:
            print(f"  got       {failing.got}\n  expected  {failing.expected}")
        if failing.difference:
            print(f"  {failing.difference.message}.")
    if verdict.excerpt:
        print(f"\n{verdict.excerpt}")
    said = [verdict.hint or "", *verdict.diagnoses]
    said += [f"Line {note.line}: {note.text}" for note in verdict.notes]
    for sentence in filter(None, said):
        print(f"\n{sentence}")
