"""Overfitting and underfitting."""
