"""Models that make data: adversarial networks.

divergence  the optimal discriminator, the game's value, Jensen-Shannon
smoothing   the discriminator's loss with softer targets
distance    earth mover, Frechet, inception score, modes covered
game        two players who go round in circles, and what damps them
spectral    a layer that stretches nothing by more than 1
minibatch   samples beside one another
style       StyleGAN: mapping network, AdaIN, modulated convolution
cycle       two translators that undo one another
wgan        critics that are not too steep: clipped, or fined
gan         one loop for every variant, with and without labels
dcgan       a generator and a discriminator of convolutions
uses        sharper images, outliers, rare classes
"""
