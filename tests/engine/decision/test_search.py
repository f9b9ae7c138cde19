"""Minimax, Monte Carlo tree search, and the game they play."""

import numpy as np
import pytest

from engine.decision.mcts import mcts
from engine.decision.minimax import count_nodes, minimax
from engine.decision.tic_tac_toe import EMPTY, moves, play, player, winner

WON = (1, 1, 1, -1, -1, 0, 0, 0, 0)


def test_the_whole_game() -> None:
    """Nobody wins when both play best, and the tree has 549,946 positions."""
    assert minimax(EMPTY)[0] == 0
    assert count_nodes(EMPTY) == 549_946


def test_minimax_never_loses_to_chance() -> None:
    rng = np.random.default_rng(0)
    for game in range(60):
        board, mine = EMPTY, 1 if game % 2 else -1
        while free := moves(board):
            chosen = minimax(board)[1] if player(board) == mine else rng.choice(free)
            board = play(board, int(chosen))  # type: ignore[arg-type]
        assert winner(board) != -mine


def test_a_finished_game_has_no_move() -> None:
    assert minimax(WON) == (1, None)
    assert minimax((1, -1, 1, 1, -1, -1, -1, 1, 1)) == (0, None)


def test_mcts_counts_its_simulations_and_prefers_the_centre() -> None:
    move, visits = mcts(EMPTY, 1500, np.random.default_rng(1))

    assert move == 4
    assert visits.sum() == 1500
    assert visits.min() > 0


def test_mcts_blocks() -> None:
    """Player -1 must stop two in a row: the results are those of the right player."""
    assert mcts((1, 1, 0, -1, 0, 0, 0, 0, 0), 500, np.random.default_rng(0))[0] == 2


def test_what_cannot_be_played_is_named() -> None:
    with pytest.raises(ValueError, match="square 0"):
        play((1, 0, 0, 0, 0, 0, 0, 0, 0), 0)
    with pytest.raises(ValueError, match="square 5"):
        play(WON, 5)
    with pytest.raises(ValueError, match="nine squares"):
        winner((2,) * 9)
    with pytest.raises(ValueError, match="nine squares"):
        winner((0,) * 8)
    with pytest.raises(ValueError, match="a move"):
        mcts(WON, 10, np.random.default_rng(0))
    with pytest.raises(ValueError, match="a move"):
        mcts(EMPTY, 0, np.random.default_rng(0))
    assert mcts(EMPTY, 1, np.random.default_rng(0))[1].sum() == 1
