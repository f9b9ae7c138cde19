"""Runs a stranger's code, and says what happened.

desk       where submissions are handed in, in the web process
job        what is asked for
referee    draws the cases, knows the right answers, compares; `__main__` is its process
mistakes   which known-wrong solution a submission is
finding    what a run comes to, in a sentence; `forbidden` what was refused
verdict    what is said to the learner
scaling    times on a grid of sizes
check      does a challenge grade
runner     what is run, within which limits, by which means
forked     children of a warm process: Linux; `fresh` a process of its own: elsewhere
intake     takes what a child sends; `results` reads it strictly
level      how well this machine guards
inside     everything on the stranger's side of the wall
"""
