"""Deciding by rules, search, chance and reward.

rules             programs whose rules a person wrote
tax               progressive tax, exact by rule
threshold         the threshold of a rule, learned from its answers
forward_chaining  facts and if-then rules, to a fixpoint
fuzzy             membership by degrees, Mamdani's controller
false_belief      what another agent believes
tic_tac_toe       the game that the searches play
minimax           the best move against the best reply
mcts              moves judged by random games
genetic           selection, crossover, mutation
kalman            tracking with a memory of two numbers
worlds            a robot on a grid, a car in a lane
value_iteration   the best policy of a known world
q_learning        the best policy from rewards alone
misspecified      a reward that says something else than was meant
drift             PSI and Kolmogorov-Smirnov: have the data changed?
"""
