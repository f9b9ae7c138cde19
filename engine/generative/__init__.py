"""Models that make data: adversarial networks, diffusion.

divergence  the optimal discriminator, the game's value, Jensen-Shannon
distance    earth mover, Frechet, inception score, modes covered
"""
