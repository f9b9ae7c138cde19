"""Whole tasks, from rows to numbers that say how it went.

scores        accuracy, precision, recall; splitting rows; over- or underfitting
preparation   records to vectors; gaps and scales
candidates    several models on the same rows; houses; components; sizes
steps         six steps from raw rows to a model in use
images        sorting images, in scope and out of it
spam          a spam filter
autoencoder   an autoencoder beside PCA
learned_rule  a program and a model on the same rows
change        retraining, policies that move, alarms
translation   a dictionary learned from sentences; intents
"""
