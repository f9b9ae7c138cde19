"""Attention, and the transformers that are made of it.

scaled_dot         scaled dot products, a softmax, a mean of values, and back
masks              who may look where
scores             dot, general and additive scores
multi_head         several attentions side by side, and back
positions          where a token stands, as sines and cosines
blocks             the network at each position; shortcut and norm
encoder            layers of self-attention, and back
decoder            layers that see their past and the encoder, and back
one_sequence       without a batch: masked rows, heads, a cache
cache              generating without reading the past again
saturation         how spread out the weights are, and why the root is there
patches            images as sequences
symmetry           equivariant, invariant, or neither
lora               a large layer changed by two thin matrices
cost               work, memory, steps and distances beside RNN and CNN
torch_transformer  an encoder and a decoder that train
"""
