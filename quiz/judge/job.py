"""What the judge is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ask = Literal["examples", "verdict", "scaling"]


@dataclass(frozen=True)
class Job:
    """A submission to be judged; plain data that crosses between our processes.

    Attributes:
        challenge: its id, such as "softmax-derivative/softmax".
        code: the source of the submission.
        ask: "examples" for a verdict on the visible cases, "verdict" for one on hidden
            cases too, "scaling" for times on a grid of sizes.
        seed: of the drawn cases. With it the same job has the same verdict.
        learner: whose it is. Learners take turns, however much one of them submits.
    """

    challenge: str
    code: str
    ask: Ask
    seed: int
    learner: str = ""
