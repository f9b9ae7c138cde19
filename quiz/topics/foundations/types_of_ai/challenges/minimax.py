r"""The move that no reply can spoil

Tic-tac-toe between two players who make no mistakes. Find what a position is worth, and a
best move.

- `board`: a tuple of nine squares, row by row: 1 for the player who began, -1 for the other,
  0 where empty. The player who began is to move where both have the same number of squares,
  else the other. Positions come from real games: nobody has moved after a line of three.
- The value of a finished game is 1 if the player who began has three in a line (rows,
  columns, diagonals), -1 if the other has, 0 if the board is full. The value of another
  position is the largest value among the moves of player 1, or the smallest among those of
  player -1.
- Return `(value, move)`: the value is always that of the player *who began*, whoever is to
  move. The move is the square, 0 to 8, that reaches it, the lowest of several; `None` where
  the game is over.

At least four squares are taken. Results are compared exactly.

    >>> minimax((1, 1, 0, -1, -1, 0, 0, 0, 0))
    (1, 2)
    >>> minimax((1, 1, 1, -1, -1, 0, 0, 0, 0))
    (1, None)
"""

from __future__ import annotations

import numpy as np

from engine.decision.minimax import minimax
from engine.decision.tic_tac_toe import Board, moves, play
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import exact, parts

challenge = Challenge(
    reference=minimax,
    level=3,
    minutes=25,
    compare=parts(value=exact(), move=exact()),
    covers=["H02.01", "S02.09"],
)

Found = tuple[int, int | None]
LINES = ((0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8),
         (0, 4, 8), (2, 4, 6))  # fmt: skip

EXAMPLES = [
    ((1, 1, 0, -1, -1, 0, 0, 0, 0),),
    ((1, 1, 1, -1, -1, 0, 0, 0, 0),),
    ((1, 0, 0, 0, -1, 0, -1, 0, 1),),
]

EDGES = {
    "a full board without a line": ((1, -1, 1, 1, -1, -1, -1, 1, 1),),
    "won with squares left": ((-1, 1, 1, 0, -1, 1, 0, 0, -1),),
    "a full board with a line": ((1, 1, 1, -1, -1, 1, -1, 1, -1),),
    "one square left": ((1, -1, 1, -1, 1, -1, -1, 1, 0),),
    "the second player wins at once": ((1, 1, 0, -1, -1, 0, 1, 0, 0),),
    "the second player has to block": ((1, 1, 0, 0, -1, 0, 0, -1, 1),),
    "every move loses": ((1, 0, 1, 0, -1, 0, 1, 0, -1),),
    "the first player loses, whatever it does": ((-1, 1, -1, 0, 0, 1, -1, 0, 1),),
    "several moves win": ((1, 1, 0, 1, -1, 0, 0, -1, -1),),
    "a line in the first row": ((1, 1, 1, 0, -1, 0, -1, 0, 0),),
    "a line in the second row": ((0, -1, 0, 1, 1, 1, -1, 0, 0),),
    "a line in the third row": ((-1, 0, 0, 0, -1, 0, 1, 1, 1),),
    "a line in the first column": ((1, 0, -1, 1, -1, 0, 1, 0, 0),),
    "a line in the second column": ((-1, 1, 0, 0, 1, 0, 0, 1, -1),),
    "a line in the third column": ((-1, 0, 1, 0, -1, 1, 0, 0, 1),),
    "a line down the diagonal": ((1, -1, 0, -1, 1, 0, 0, 0, 0),),
    "a line up the diagonal": ((0, -1, 1, -1, 1, 0, 0, 0, 0),),
    "the second player has a diagonal": ((-1, 1, 0, 1, -1, 0, 0, 1, -1),),
    "a fork": ((1, 0, 0, -1, 0, 0, 0, 1, -1),),
}

EQUIVALENT = {
    "board = tuple(board)": "every case has a tuple",
    "-> pass": "every case has a board of the right kind",
    "len(board) != 9": "every case has nine squares",
    "set(board)": "every case has squares of the right kind",
    "not in moves": "only free squares are ever taken",
    "1 + sum": "positions are not counted here",
    "count_nodes": "positions are not counted here",
}


def draw(rng: np.random.Generator) -> tuple[Board]:
    """Five to seven moves at random from the empty board."""
    board: Board = (0,) * 9
    for square in rng.permutation(9)[: rng.integers(5, 8)]:
        if moves(board):
            board = play(board, int(square))
    return (board,)


def _won(board: Board, lines: tuple[tuple[int, ...], ...] = LINES) -> int:
    sums = [sum(board[i] for i in line) for line in lines]
    return int(3 in sums) - int(-3 in sums)


def _turn(board: Board) -> int:
    return 1 if sum(board) == 0 else -1


def _put(board: Board, square: int, who: int) -> Board:
    return (*board[:square], who, *board[square + 1 :])


def _search(board: Board, lines: tuple[tuple[int, ...], ...] = LINES) -> Found:
    """The value for the player who began, and the first best move."""
    if _won(board, lines) or 0 not in board:
        return _won(board, lines), None
    who = _turn(board)
    found: Found = (-2 * who, None)
    for square in range(9):
        if board[square] == 0:
            value = _search(_put(board, square, who), lines)[0]
            if who * value > who * found[0]:
                found = value, square
    return found


@wrong(
    "Your value is that of the player to move. It is asked for the player who began: for the "
    "other the sign has to be turned."
)
def of_whose_turn_it_is(board: Board) -> Found:
    """Negamax without turning back."""
    value, move = _search(board)
    return _turn(board) * value, move


@wrong("You let both players take the largest value. Player -1 takes the smallest.")
def nobody_resists(board: Board) -> Found:
    """max at every level."""

    def best(position: Board) -> Found:
        if _won(position) or 0 not in position:
            return _won(position), None
        found: Found = (-2, None)
        for square in range(9):
            if position[square] == 0:
                value = best(_put(position, square, _turn(position)))[0]
                if value > found[0]:
                    found = value, square
        return found

    return best(board)


@wrong(
    "You look one move ahead: win if it is possible, else take the first free square. What "
    "the other does with it has to be looked at too."
)
def one_move_ahead(board: Board) -> Found:
    """Greedy."""
    free = [i for i in range(9) if board[i] == 0]
    if _won(board) or not free:
        return _won(board), None
    who = _turn(board)
    for square in free:
        if _won(_put(board, square, who)):
            return who, square
    return 0, free[0]


@wrong("The player who began is not always to move: the numbers of squares tell.")
def always_the_first(board: Board) -> Found:
    """Player 1 moves at the root."""
    if _won(board) or 0 not in board:
        return _won(board), None
    found: Found = (-2, None)
    for square in range(9):
        if board[square] == 0:
            after = _put(board, square, 1)
            value = _search(after)[0]
            if value > found[0]:
                found = value, square
    return found


@wrong("Of several best moves the lowest square is asked for; yours is the highest.")
def the_last_of_the_best(board: Board) -> Found:
    """>= for >."""
    value, move = _search(board)
    if move is None:
        return value, None
    who = _turn(board)
    best = [
        s
        for s in range(9)
        if board[s] == 0 and _search(_put(board, s, who))[0] == value
    ]
    return value, best[-1]


@wrong("You have forgotten the diagonals.")
def no_diagonals(board: Board) -> Found:
    """Rows and columns."""
    return _search(board, LINES[:6])


@wrong(
    "The game ends with a line of three: `move` is None then, though squares are free."
)
def plays_on(board: Board) -> Found:
    """Only a full board is the end."""
    value, move = _search(board)
    if move is None and 0 in board:
        return value, board.index(0)
    return value, move


@wrong("A full board without a line is worth 0. It is nobody's defeat.")
def a_draw_is_lost(board: Board) -> Found:
    """-1 for a draw."""
    value, move = _search(board)
    return (-1 if move is None and value == 0 else value), move


@accept
def turning_the_sign(board: Board) -> Found:
    """Negamax: each player maximises its own value."""

    def own(position: Board, who: int) -> int:
        if _won(position) or 0 not in position:
            return who * _won(position)
        free = [i for i in range(9) if position[i] == 0]
        return max(-own(_put(position, i, who), -who) for i in free)

    who = _turn(board)
    value = own(board, who)
    if _won(board) or 0 not in board:
        return who * value, None
    free = [i for i in range(9) if board[i] == 0]
    move = next(i for i in free if -own(_put(board, i, who), -who) == value)
    return who * value, move


@accept
def cutting_off(board: Board) -> list[int | None]:
    """Alpha-beta, with every move of the root searched in full."""

    def value(position: Board, low: int, high: int) -> int:
        if _won(position) or 0 not in position:
            return _won(position)
        who = _turn(position)
        for square in [i for i in range(9) if position[i] == 0]:
            after = value(_put(position, square, who), low, high)
            if who == 1:
                low = max(low, after)
            else:
                high = min(high, after)
            if low >= high:
                break
        return low if who == 1 else high

    if _won(board) or 0 not in board:
        return [_won(board), None]
    who = _turn(board)
    worth = {i: value(_put(board, i, who), -1, 1) for i in range(9) if board[i] == 0}
    best = max(worth.values(), key=lambda v: who * v)
    return [best, next(i for i, v in worth.items() if v == best)]
