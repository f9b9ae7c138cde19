"""The command line: `python -m quiz`.

parser   the commands and their arguments
content  topics, ledger, item, challenge
answers  grade, submit
proof    the engine beside the libraries people trust
doctor   is this installation sound
"""
