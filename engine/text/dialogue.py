"""A dialogue without a language model: say what was said last time."""

from __future__ import annotations

from collections.abc import Sequence

from engine.recommend.ranking import text_similarity
from engine.system import system


@system("S52.20")
def reply(
    history: Sequence[str], turns: Sequence[tuple[str, str]]
) -> tuple[str, float]:
    """The answer that was given to the most similar thing said before.

    The last turn counts twice, the one before it once, older ones not at all:
    "and tomorrow?" means something only after "what is the weather?".

    Args:
        history: what was said to the bot so far, the latest last.
        turns: what was said and what was answered, to choose from.

    Returns:
        The answer and its cosine of TF-IDF weights, in [0, 1]. A bot should say
        that it did not understand where that is low.

    Raises:
        ValueError: no history, no turns, or no words.

    >>> turns = [("what is the weather", "sunny"), ("open the door", "done")]
    >>> reply(["please open that door"], turns)[0]
    'done'
    """
    if not (history and turns):
        raise ValueError("history and turns must hold a turn each")
    said = " ".join([*history[-2:], history[-1]])
    likeness = text_similarity([said, *(heard for heard, _ in turns)])[0, 1:]
    best = int(likeness.argmax())
    return turns[best][1], float(likeness[best])
