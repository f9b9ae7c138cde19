"""Machine Learning Terminology."""
