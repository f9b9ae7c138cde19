"""Neural networks.

softmax        logits to probabilities, its Jacobian and its vector-Jacobian product
cross_entropy  the loss that softmax is trained with, and its gradient
normalisation  batch, layer, instance and group normalisation, and back
dropout        units switched off at random
initialisers   the weights to start with, and what depth does to signals
mlp            dense layers forward and backward, and a classifier made of them
probes         what a weight does, what a layer knows
"""
