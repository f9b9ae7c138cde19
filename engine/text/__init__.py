"""Text: from characters to tokens, counts and vectors, and scores of what is written.

tokens        words and sentences of a text, n-grams of words and characters
bag_of_words  a vocabulary, counts dense and sparse, how empty they are
tfidf         counts weighed down where many documents have the word
texts         labels of texts by logistic regression on their counts
"""
