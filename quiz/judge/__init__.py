"""Runs a stranger's code, and says what happened.

plain    plain data as bytes: what may cross between us and the stranger
child    the program that runs the stranger's code; imports nothing of ours
results  what the child sent, read strictly
runner   one child for one submission, with limits
verdict  what is said to the learner
referee  draws the cases, knows the right answers, compares
"""
