"""Diffusion: data made into noise step by step, and noise into data.

schedule   how much noise each step adds
forward    a step, and all steps at once
posterior  the way back, if the clean data are known; and if only the noise is
exact      the best denoiser there is, for normal data
samplers   DDPM, DDIM, filling in what is missing, guidance
denoiser   a network that predicts the noise, and its training
guided     denoisers that see a hint: a small image, a sound
unet       the network of images: down, across with attention, up
"""
