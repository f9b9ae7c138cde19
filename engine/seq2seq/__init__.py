"""Sequence to sequence: one network reads, another writes.

masked    cross-entropy that leaves padding out
model     encoder, decoder, loss and gradient through both
forcing   what the decoder is fed while it learns; exposure bias
decoding  greedy, beam search, length penalties
tasks     toys of translation, summary, speech, questions, dialogue
compare   a GRU and a transformer with about as many weights
"""
