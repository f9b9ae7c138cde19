"""Probability.

events       classical probability by counting, and its rules
bayes        Bayes' theorem and total probability
expectation  expected value and variance; joint and marginal tables
"""
