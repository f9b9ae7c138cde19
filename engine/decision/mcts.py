"""Monte Carlo tree search: moves judged by games played at random."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.arrays import Integers
from engine.decision.tic_tac_toe import Board, moves, play, player, winner
from engine.system import system


@dataclass
class _Node:
    board: Board
    visits: int = 0
    # Of the player whose move led here, who chooses among its siblings.
    wins: float = 0.0
    children: dict[int, _Node] = field(default_factory=dict)


@system("S02.07")
def mcts(
    board: Board, simulations: int, rng: np.random.Generator, c: float = 2**0.5
) -> tuple[int, Integers]:
    """A move for tic-tac-toe, and how often each was tried.

    Each simulation walks down the tree by the largest
    `mean + c sqrt(ln N / n)` (N visits of the parent, n of the child), adds one
    new position, plays from there at random to the end, and gives the result, 1,
    1/2 or 0, to every position on the way. The tree grows where moves do well,
    and its choice tends to that of minimax.

    Args:
        board: nine squares; the game is not over.
        simulations: at least 1.
        rng: of the random games and the order of new moves.
        c: weight of what was tried little.

    Returns:
        The move that was tried most, and visits of each square, shape (9,).

    Raises:
        ValueError: the game is over, or there is no simulation.

    Source:
        Kocsis and Szepesvari, Bandit based Monte-Carlo Planning (2006). AlphaGo
        adds networks that propose moves and judge positions: Silver et al.,
        Mastering the game of Go (2016).

    >>> mcts((1, 1, 0, -1, -1, 0, 0, 0, 0), 200, np.random.default_rng(0))[0]
    2
    """
    root = _Node(tuple(board))
    if simulations < 1 or not moves(root.board):
        raise ValueError("there must be a move to find, and a simulation at least")
    for _ in range(simulations):
        path = [root]
        while len(path[-1].children) == len(moves(path[-1].board)) > 0:
            path.append(_most_promising(path[-1], c))
        leaf = path[-1]
        untried = [m for m in moves(leaf.board) if m not in leaf.children]
        if untried:
            move = int(rng.choice(untried))
            leaf.children[move] = _Node(play(leaf.board, move))
            path.append(leaf.children[move])
        result = _random_game(path[-1].board, rng)
        for node in path:
            node.visits += 1
            node.wins += (1 - player(node.board) * result) / 2
    visits = np.zeros(9, dtype=np.int64)
    for move, child in root.children.items():
        visits[move] = child.visits
    return int(visits.argmax()), visits


def _most_promising(node: _Node, c: float) -> _Node:
    def bound(child: _Node) -> float:
        explore = c * np.sqrt(np.log(node.visits) / child.visits)
        return float(child.wins / child.visits + explore)

    return max(node.children.values(), key=bound)


def _random_game(board: Board, rng: np.random.Generator) -> int:
    while free := moves(board):
        board = play(board, free[rng.integers(len(free))])
    return winner(board)
