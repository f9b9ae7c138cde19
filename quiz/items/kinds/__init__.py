"""The kinds of question: how each reads, shows and compares responses.

kind        what all of them can do
numbers     number, matrix, shape
listed      choice, choices, order, match
expression  a formula
output      what code prints
worked      steps of a calculation, with slips carried forward
recall      one's own words, and points to tick
"""
