"""The unit foundations."""
