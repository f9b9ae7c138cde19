"""Neural networks.

activations       functions entry by entry, with their derivatives
softmax           logits to probabilities, its Jacobian, its vector-Jacobian product
cross_entropy     the loss that softmax is trained with, and its gradient
normalisation     batch, layer, instance and group normalisation, and back
dropout           units switched off at random
initialisers      the weights to start with, and what depth does to signals
convolution_size  outputs and weights of a convolution, counted
attention         scaled dot products, a softmax, a mean of values
mlp               dense layers forward and backward, and a classifier made of them
probes            what a weight does, what a layer knows
"""
