"""Vectorization."""
