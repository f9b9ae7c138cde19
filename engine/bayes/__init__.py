"""Naive Bayes.

posterior   Bayes' theorem, and the naive product of likelihoods
gaussian    features that are numbers: a normal distribution each
counts      features that are counts, such as words: multinomial, complement
categories  features that are yes or no, or one of a few: Bernoulli, categorical
texts       sorting texts by the words in them
"""
