"""The unit regression."""
