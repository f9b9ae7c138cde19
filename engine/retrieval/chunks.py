"""Chunks: a long text as pieces that overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from engine.system import system

T = TypeVar("T")


@system("S60.12")
def chunk(tokens: Sequence[T], size: int, overlap: int = 0) -> list[list[T]]:
    """Pieces of `size` tokens; each begins with the last `overlap` of the one before.

    A fact that lies across a cut is whole in one piece if it is no longer than
    the overlap plus one. Together the pieces hold every token; the last may be
    shorter, but always holds one that no other has.

    Args:
        tokens: of a text, n of them.
        size: at least 1.
        overlap: 0 to size - 1.

    Returns:
        `max(1, ceil((n - overlap) / (size - overlap)))` pieces; none if n is 0.

    Raises:
        ValueError: size or overlap is out of range.

    >>> ["".join(piece) for piece in chunk("abcdefg", 3, 1)]
    ['abc', 'cde', 'efg']
    """
    if not 0 <= overlap < size:
        raise ValueError(f"0 <= overlap < size is needed, got {overlap} and {size}")
    step = size - overlap
    starts = range(0, max(len(tokens) - overlap, min(len(tokens), 1)), step)
    return [list(tokens[start : start + size]) for start in starts]
