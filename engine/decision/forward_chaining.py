"""Symbolic reasoning: facts and if-then rules, to a fixpoint."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence

from engine.system import system

Implication = tuple[Collection[Hashable], Hashable]
"""Premises, all of which must hold, and the conclusion."""


@system("S02.13")
def forward_chain(
    facts: Collection[Hashable], rules: Sequence[Implication]
) -> tuple[set[Hashable], list[int]]:
    """All that follows from facts by rules of the form `a and b -> c`.

    Rules fire until none has anything new to say: a fixpoint, reached after at
    most as many rounds as there are rules, cycles or not. Each rule fires once at
    most. The result does not depend on the order of the rules; the proof does.

    Args:
        facts: what is known.
        rules: premises and conclusion of each; no premises make a fact.

    Returns:
        Everything known in the end, and the numbers of the rules that added
        something, in the order in which they fired: the explanation.

    Source:
        Russell and Norvig, Artificial Intelligence (2021), section 7.5.4.

    >>> rules = [(["bird", "sings"], "canary"), (["feathers"], "bird")]
    >>> known, fired = forward_chain(["feathers", "sings"], rules)
    >>> "canary" in known, fired
    (True, [1, 0])
    """
    known = set(facts)
    fired: list[int] = []
    while True:
        before = len(fired)
        for i, (premises, conclusion) in enumerate(rules):
            if conclusion not in known and known.issuperset(premises):
                known.add(conclusion)
                fired.append(i)
        if len(fired) == before:
            return known, fired
