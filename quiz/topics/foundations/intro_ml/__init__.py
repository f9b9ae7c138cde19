"""A Gentle Introduction to Machine Learning."""
