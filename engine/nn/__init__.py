"""Neural networks.

softmax        logits to probabilities, its Jacobian and its vector-Jacobian product
cross_entropy  the loss that softmax is trained with, and its gradient
"""
