"""How does machine learning differ from traditional programming?."""
