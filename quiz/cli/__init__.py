"""The command line: `python -m quiz`.

parser   the commands and their arguments
content  topics, ledger, item, challenge
answers  grade, submit
doctor   is this installation sound
"""
