"""Train, Validate, Test."""
