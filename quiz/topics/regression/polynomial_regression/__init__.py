"""Polynomial Regression."""
