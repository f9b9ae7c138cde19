"""Running an attack against a judge whose sandbox may lack layers."""

from __future__ import annotations

from quiz import content
from quiz.judge.referee import judge
from quiz.judge.runner import Limits, Runner
from quiz.judge.verdict import Verdict
from tests.judge.attacks.attack import HEADER, Attack
from tests.judge.attacks.targets import Targets

INNOCENT = f"{HEADER}\nsoftmax = right\n"


def verdict(attack: Attack, targets: Targets, run: Runner) -> Verdict:
    """What the judge says of an attack, after its plants."""
    for plant in attack.plants:
        submit(targets.fill(plant), attack, run)
    return submit(targets.fill(attack.code), attack, run)


def submit(code: str, attack: Attack, run: Runner) -> Verdict:
    """What the judge says of this code, under the attack's conditions."""
    return judge(
        content.challenge("softmax"),
        code,
        hidden=attack.hidden,
        seed=attack.number,
        limits=Limits(seconds=0.7 if attack.slow else 10.0),
        run=run,
    )


def escaped(attack: Attack, found: Verdict) -> bool:
    """Whether the attack got what it wanted."""
    return found.accepted or (attack.hidden and found.console != "")


def innocent(run: Runner) -> bool:
    """Whether an honest submission still passes."""
    challenge = content.challenge("softmax")
    return judge(challenge, INNOCENT, hidden=True, seed=1, run=run).accepted
