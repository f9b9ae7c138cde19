"""Essential Matrix Algebra for Neural Networks."""
