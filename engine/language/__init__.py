"""Language models: read from the left, or from both sides.

decoder        masked attention with a cache, a block, a GPT, in NumPy
sizes          parameters of BERT and of GPT, counted
transformer    the same in torch, to be trained
architectures  which token sees which, found by changing one
sequences      the next token's loss, the probability of a text
decoding       greedy, temperature, top-k, top-p, beams
causal_lm      trained with and without the mask; pre-trained, then tuned
packing        pairs of sentences, masks and next sentences for BERT
masked_lm      blanks filled from both sides, the next sentence, heads for tasks
characters     a word's vector from its characters
elmo_mix       layers of a network mixed by learned shares
elmo           two LSTMs that read from either end; a word with two senses
preferences    a reward from comparisons, and a policy that follows it
hub            models by name, columns on disk
"""
