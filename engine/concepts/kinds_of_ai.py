"""Three axes along which systems are sorted: capability, functionality, approach."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_vector
from engine.system import system

CAPABILITIES = {
    "narrow": "does what it was built or trained for; every system in use is narrow",
    "general": "would do what people can, across tasks; none is agreed to exist",
    "super": "would surpass people at nearly everything; speculation",
}
FUNCTIONALITIES = {
    "reactive": "answers what it sees now; nothing is kept",
    "limited memory": "keeps a state of what it saw lately, or what it learned",
    "theory of mind": "would model what others believe and want; toys only",
    "self-aware": "would have a model of itself as a mind; no test for it is agreed on",
}
APPROACHES = {
    "symbolic": "rules and search over symbols that people can read",
    "connectionist": "weights, learned from examples",
    "evolutionary": "candidates, varied and selected",
    "Bayesian": "beliefs as probabilities, updated by evidence",
    "reinforcement": "actions, learned from reward",
}


class Kind(NamedTuple):
    """Where a system stands on the three axes, and a small one that can be run."""

    capability: str
    functionality: str
    approaches: tuple[str, ...]
    runs: str
    """Dotted name of a function of the engine."""


SYSTEMS = {
    "Deep Blue": Kind("narrow", "reactive", ("symbolic",),
                      "engine.decision.minimax.minimax"),
    "AlphaGo": Kind("narrow", "reactive",
                    ("symbolic", "connectionist", "reinforcement"),
                    "engine.decision.mcts.mcts"),
    "expert system": Kind("narrow", "reactive", ("symbolic",),
                          "engine.decision.forward_chaining.forward_chain"),
    "driver assistance": Kind("narrow", "limited memory", ("connectionist", "Bayesian"),
                              "engine.decision.kalman.kalman_filter"),
    "image classifier": Kind("narrow", "reactive", ("connectionist",),
                             "engine.workflow.images.classify_images"),
    "spam filter": Kind("narrow", "reactive", ("Bayesian",),
                        "engine.workflow.spam.filter_spam"),
    "evolved antenna": Kind("narrow", "reactive", ("evolutionary",),
                            "engine.decision.genetic.evolve"),
    "false-belief model": Kind("narrow", "theory of mind", ("symbolic",),
                               "engine.decision.false_belief.false_belief"),
    "game-playing robot": Kind("narrow", "limited memory", ("reinforcement",),
                               "engine.decision.q_learning.q_learning"),
}  # fmt: skip
"""All narrow, for none of another kind exists."""


@system("S02.12", "S02.17")
def classify_system(name: str) -> Kind:
    """Where a known system stands on the three axes.

    The axes do not depend on one another: two systems of one capability may differ
    in the other two, and one system may combine approaches. Functionality asks
    what it keeps while it is used; that weights were once learned is not memory in
    this sense. "Self-aware" is a place on the axis where nothing stands.

    Args:
        name: one of SYSTEMS.

    Returns:
        See `Kind`.

    Raises:
        ValueError: no such system.

    >>> classify_system("Deep Blue")[:3]
    ('narrow', 'reactive', ('symbolic',))
    """
    if name not in SYSTEMS:
        raise ValueError(f"name must be one of {', '.join(SYSTEMS)}, got {name!r}")
    return SYSTEMS[name]


LEVELS = (
    (0.0, "emerging"),
    (50.0, "competent"),
    (90.0, "expert"),
    (99.0, "virtuoso"),
    (100.0, "superhuman"),
)
"""The least percentile among skilled adults, and what reaching it is called."""


@system("S02.02")
def ability_level(percentiles: ArrayLike, share: float = 0.9) -> tuple[str, str]:
    """A card of scores: the level at the best task, and the level across tasks.

    A task's score is the share of skilled adults, in percent, that the system is
    at least as good as. Narrow ability is the best of them. General ability is
    what it reaches in nearly all tasks: the score that `share` of the tasks reach.
    A system can be superhuman at one and "emerging" in general; what is called
    artificial general intelligence would be at least competent in general.

    Args:
        percentiles: 0 to 100, one for each task, shape (tasks,).
        share: of the tasks, above 0 up to 1.

    Returns:
        The narrow and the general level, names of LEVELS.

    Raises:
        ValueError: a number is out of range.

    Source:
        Morris et al., Levels of AGI for Operationalizing Progress on the Path to
        AGI (2024), table 1.

    >>> ability_level([100.0, 95.0, 60.0, 10.0])
    ('superhuman', 'emerging')
    """
    scores = as_vector(percentiles, "percentiles")
    if not (scores.min() >= 0 and scores.max() <= 100 and 0 < share <= 1):
        raise ValueError(
            "percentiles must be within 0 and 100 and share above 0 up to 1, got "
            f"{scores.min()} to {scores.max()} and {share}"
        )
    # So many tasks must reach it: the smallest of the best ceil(share n).
    needed = int(np.ceil(share * len(scores) - 1e-9))
    return _level(scores.max()), _level(np.sort(scores)[-needed])


def _level(score: float) -> str:
    return [name for least, name in LEVELS if score >= least][-1]
