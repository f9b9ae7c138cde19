"""The Sally-Anne test: what an agent believes is what it saw last."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engine.system import system

Event = tuple[str, str, Collection[str]]
"""A thing is put into a place, seen by some agents."""


@system("S02.11")
def false_belief(
    events: Sequence[Event], agent: str, thing: str
) -> tuple[str | None, str | None]:
    """Where a thing is, and where an agent will look for it.

    A system without a theory of mind predicts that others look where the thing
    is. To predict right it must keep a second world for each agent, which only
    what that agent saw has changed. This toy is handed what is seen; to infer
    that from behaviour is the open problem.

    Args:
        events: in order of time: thing, place, and who saw it.
        agent: whose action is predicted.
        thing: what is looked for.

    Returns:
        The true place, and the place in which the agent believes; None where
        there is none.

    Source:
        Baron-Cohen, Leslie, Frith, Does the autistic child have a "theory of
        mind"? (1985).

    >>> events = [("marble", "basket", {"Sally", "Anne"}), ("marble", "box", {"Anne"})]
    >>> false_belief(events, "Sally", "marble"), false_belief(events, "Anne", "marble")
    (('box', 'basket'), ('box', 'box'))
    """
    world: str | None = None
    belief: str | None = None
    for moved, place, seen_by in events:
        if moved == thing:
            world = place
            belief = place if agent in seen_by else belief
    return world, belief
