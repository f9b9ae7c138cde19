"""Multiple Regression."""
