"""Tensors for Neural Networks."""
