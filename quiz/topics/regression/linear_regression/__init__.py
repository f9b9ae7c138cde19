"""Linear Regression."""
