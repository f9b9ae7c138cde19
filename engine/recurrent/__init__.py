"""Recurrent networks: a state that is handed on from step to step.

cell           what cells share: weights, a gate, one step with its shapes checked
rnn            the plain cell, and outputs read off states
gru            two gates, no separate memory
lstm           three gates around a memory; the coupled kind
lstm_variants  peepholes, layer normalisation inside
unroll         a cell along a sequence, and back through time, whole or cut
layers         read from both ends; one above the other
start          orthogonal weights, forget biases
horizon        gates traced; how far back a state depends on its inputs
counts         weights, and steps that wait for one another
network        a cell with outputs, and its training
memory         recall, copy and echo tasks, and who can do them
sequences      classes and tags by planted rules: words, sounds, frames
language       a model of characters: trained, measured, sampled
forecasting    a network beside the naive forecast and an autoregression
regularising   dropout, decay, fewer units, stopping early
"""
