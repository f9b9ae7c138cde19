"""Recurrent networks: a state that is handed on from step to step.

cell    what cells share: weights, a gate, one step with its shapes checked
rnn     the plain cell, and outputs read off states
gru     two gates, no separate memory
lstm    three gates around a memory; the coupled kind
unroll  a cell along a sequence, and back through time, whole or cut
"""
