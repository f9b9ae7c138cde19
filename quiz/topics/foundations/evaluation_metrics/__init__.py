"""Evaluation Metrics."""
