"""Does a challenge grade? What its known solutions and its mutants are judged to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quiz.coding.challenge import Challenge
from quiz.coding.mutants import Mutant, mutants
from quiz.coding.source import submission
from quiz.judge.referee import judge
from quiz.judge.runner import Limits, Runner
from quiz.judge.verdict import Verdict

MUTANT_SECONDS = 1.0
"""Some changes make a loop endless; a right solution is far from that."""


@dataclass(frozen=True)
class Checked:
    """What came of checking a challenge.

    Attributes:
        right: verdicts on right solutions, all of which should be "accepted".
        noticed: mutants that were not accepted.
        mutants: how many were judged; those that change nothing are not counted.
        problems: sentences; none where the challenge is sound.
    """

    right: int
    noticed: int
    mutants: int
    problems: tuple[str, ...]


def check(
    challenge: Challenge,
    *,
    seed: int,
    runs: int = 3,
    count: int = 200,
    run: Runner | None = None,
) -> Checked:
    """Judge everything whose verdict is known.

    Args:
        challenge: as `load` gives it.
        seed: of the drawn cases, and of the choice of mutants.
        runs: verdicts on each right and each wrong solution, with cases drawn anew.
        count: mutants at most.
        run: by what means; by default the best of this machine.
    """
    problems = [
        *_right(challenge, seed, runs, run),
        *_wrong(challenge, seed, runs, run),
    ]
    reference = submission(challenge.definitions)
    found = [
        mutant
        for mutant in mutants(reference, seed, count)
        if not _changes_nothing(challenge, mutant)
    ]
    survivors = [m for m in found if _judge(challenge, m.source, seed, run).accepted]
    problems += [f"the mutant is accepted: {survivor}" for survivor in survivors]
    return Checked(
        right=runs * (1 + len(challenge.accepts)),
        noticed=len(found) - len(survivors),
        mutants=len(found),
        problems=tuple(problems),
    )


def _right(
    challenge: Challenge, seed: int, runs: int, run: Runner | None
) -> Iterator[str]:
    ways = {"the reference": submission(challenge.definitions)}
    for way in challenge.accepts:
        ways[f"@accept {way.name}"] = submission(way.definitions(challenge))
    for name, code in ways.items():
        for number in range(seed, seed + runs):
            found = judge(challenge, code, hidden=True, seed=number, run=run)
            if not found.accepted:
                yield f"{name} is not accepted with seed {number}: {_told(found)}"


def _wrong(
    challenge: Challenge, seed: int, runs: int, run: Runner | None
) -> Iterator[str]:
    times = [(True, number) for number in range(seed, seed + runs)]
    for known in challenge.wrongs:
        code = submission(known.definitions(challenge))
        for hidden, number in [*times, (False, seed)]:
            found = judge(challenge, code, hidden=hidden, seed=number, run=run)
            told = f"with seed {number}: {_told(found)}"
            if hidden and found.accepted:
                yield f"@wrong {known.name} is accepted {told}"
            elif not found.accepted and found.route != known.name:
                yield f"@wrong {known.name} is taken for {found.route} {told}"
            # A slip in it would match every submission that raises.
            elif any(c.visible and c.error for c in found.cases):
                yield f"@wrong {known.name} raises on an example {told}"
    if _judge(challenge, challenge.starter, seed, run).accepted:
        yield "the starter is accepted"


def _judge(challenge: Challenge, code: str, seed: int, run: Runner | None) -> Verdict:
    limits = Limits(seconds=MUTANT_SECONDS)
    return judge(challenge, code, hidden=True, seed=seed, limits=limits, run=run)


def _changes_nothing(challenge: Challenge, mutant: Mutant) -> bool:
    return any(part in str(mutant) for part in challenge.equivalent)


def _told(verdict: Verdict) -> str:
    return f"{verdict.kind}, {verdict.message}"
