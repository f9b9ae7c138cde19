"""The command line: `python -m quiz`.

parser   the commands and their arguments
content  topics, ledger, item, challenge
answers  grade, submit
sweep    every variant of every question
new_topic  a skeleton for a topic
claims   the evidence of every claim
data     backup, restore, export, import, rebuild, stats
proof    the engine beside the libraries people trust
doctor   is this installation sound
"""
