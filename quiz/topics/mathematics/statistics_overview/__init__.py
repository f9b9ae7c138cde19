"""Statistics in Machine Learning — Detailed Overview."""
