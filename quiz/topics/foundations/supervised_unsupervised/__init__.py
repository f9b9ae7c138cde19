"""Supervised vs. Unsupervised Learning."""
