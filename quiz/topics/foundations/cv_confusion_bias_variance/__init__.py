"""Cross validation, confusion matrix, bias and variance."""
