"""What the judge is asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """A submission to be judged; plain data that crosses between our processes.

    Attributes:
        challenge: its id, such as "softmax-derivative/softmax".
        code: the source of the submission.
        hidden: whether hidden cases are judged too.
        seed: of the drawn cases. With it the same job has the same verdict.
        learner: whose it is. Learners take turns, however much one of them submits.
    """

    challenge: str
    code: str
    hidden: bool
    seed: int
    learner: str = ""
