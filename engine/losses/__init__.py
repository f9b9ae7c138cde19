"""Losses, each with its gradient.

A loss is called with the prediction first and returns `(value, gradient)`: the
gradient is by the first argument. Probabilities, logits, scores and distances are
different inputs; each function says which it takes. All logarithms are natural.

reduction    mean, sum or none: how losses of single elements become one number
regression   squared, absolute, Huber, log-cosh, quantile and percentage error
counts       Poisson negative log-likelihood and Tweedie deviance
binary       cross-entropy of probabilities and of logits, focal loss
margin       hinge and squared hinge
categorical  cross-entropy of classes, label smoothing, Kullback-Leibler divergence
focal        focal loss for several classes, by sigmoids and by softmax
distances    triplet and contrastive loss of embeddings
ranking      margin ranking and RankNet
likelihood   negative log-likelihood of named distributions
elbo         the evidence lower bound of a Gaussian latent variable
adversarial  what generator and discriminator of a GAN minimise
penalty      a loss with an L1 and an L2 penalty on the weights
"""
