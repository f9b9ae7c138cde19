"""The chain rule."""
