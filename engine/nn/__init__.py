"""Neural networks.

neuron                  a weighted sum and an activation; stacks without activations
activations             functions entry by entry, with their derivatives
units                   what they do on data: silent, dead, centred or not
backpropagation         forward and backward, one step at a time
training_step           steps, stored gradients, and the tape in place of formulas
gradient_cost           multiplications and memory of a gradient
gradient_flow           what depth does to gradients, and what cures it
activation_cost         nanoseconds an entry
mlp                     dense layers in short, and a classifier made of them
probes                  what a weight does, what a layer knows
softmax                 logits to probabilities, its Jacobian and its product
log_softmax             the logarithm of it, and of the sum inside it
argmax                  the largest entry, and smooth or random stand-ins for it
temperature             softer, sharper, calibrated; teacher and student
squared_softmax         what not to train a classifier with
cross_entropy           of two distributions, and of softmax with its gradient
weighted_cross_entropy  classes that count differently
categorical_likelihood  cross-entropy is a likelihood
chain_steps             every factor from the loss to the logits
initialisers            the weights to start with, and what depth does to signals
normalisation           batch, layer, instance and group normalisation, and back
dropout                 units switched off at random
convolution_size        outputs and weights of a convolution, counted
"""
