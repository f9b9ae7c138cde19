"""Tic-tac-toe: the positions that the searches look at."""

from __future__ import annotations

Board = tuple[int, ...]
"""Nine squares, row by row: 1 for the player who begins, -1, or 0 where empty."""

EMPTY: Board = (0,) * 9
_LINES = ((0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8),
          (0, 4, 8), (2, 4, 6))  # fmt: skip


def winner(board: Board) -> int:
    """The player with three in a line, 1 or -1; 0 while there is none.

    Raises:
        ValueError: not nine squares of -1, 0 and 1.

    >>> winner((1, 1, 1, -1, -1, 0, 0, 0, 0))
    1
    """
    if len(board) != 9 or not set(board) <= {-1, 0, 1}:
        raise ValueError(f"a board has nine squares of -1, 0 or 1, got {board}")
    sums = [board[a] + board[b] + board[c] for a, b, c in _LINES]
    return int(3 in sums) - int(-3 in sums)


def moves(board: Board) -> list[int]:
    """The empty squares, unless the game is over.

    >>> moves((1, -1, 1, -1, 1, -1, 0, 1, 0)), moves((1, 1, 1, -1, -1, 0, 0, 0, 0))
    ([6, 8], [])
    """
    return [] if winner(board) else [i for i in range(9) if board[i] == 0]


def play(board: Board, move: int) -> Board:
    """The position after whoever is to move, which the counts tell, takes a square.

    Raises:
        ValueError: the square is not free, or the game is over.

    >>> play(play(EMPTY, 4), 0)
    (-1, 0, 0, 0, 1, 0, 0, 0, 0)
    """
    if move not in moves(board):
        raise ValueError(f"square {move} cannot be taken in {board}")
    return (*board[:move], player(board), *board[move + 1 :])


def player(board: Board) -> int:
    """Who is to move: 1 where both have the same number of squares, else -1.

    >>> player(EMPTY), player((1, 0, 0, 0, 0, 0, 0, 0, 0))
    (1, -1)
    """
    return -1 if sum(board) else 1
