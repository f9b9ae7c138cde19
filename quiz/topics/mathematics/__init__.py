"""The unit mathematics."""
