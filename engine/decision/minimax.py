"""Minimax: the best move against the best reply."""

from __future__ import annotations

import functools

from engine.decision.tic_tac_toe import Board, moves, play, player, winner
from engine.system import system


@system("S02.09")
def minimax(board: Board) -> tuple[int, int | None]:
    """Value of a position for the player who began, and a best move.

    The value of a finished game is 1, 0 or -1; of another, the largest value
    among the moves of player 1, or the smallest among those of player -1. A
    reactive machine: the answer depends on the board, never on how it came to
    be. Values are kept for positions seen twice, which saves time and changes
    nothing.

    Args:
        board: nine squares of tic-tac-toe.

    Returns:
        The value, and the first of the moves that reach it; None where the game
        is over.

    Raises:
        ValueError: not nine squares of -1, 0 and 1.

    Source:
        Russell and Norvig, Artificial Intelligence (2021), section 5.2.

    >>> minimax((1, 1, 0, -1, -1, 0, 0, 0, 0))
    (1, 2)
    """
    board = tuple(board)
    value, best = _value(board), None
    for move in moves(board):
        if best is None and _value(play(board, move)) == value:
            best = move
    return value, best


@system("S02.09")
@functools.cache
def count_nodes(board: Board) -> int:
    """Positions in the game tree below and with this one, by every path.

    >>> count_nodes((1, -1, 1, -1, 1, -1, 0, 1, 0))  # 2 moves, a reply to each
    5
    """
    return 1 + sum(count_nodes(play(board, move)) for move in moves(board))


@functools.cache
def _value(board: Board) -> int:
    values = [_value(play(board, move)) for move in moves(board)]
    if not values:
        return winner(board)
    return max(values) if player(board) == 1 else min(values)
