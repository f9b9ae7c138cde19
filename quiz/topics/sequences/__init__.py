"""The unit sequences."""
