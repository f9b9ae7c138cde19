"""Linear models.

ridge  least squares with a penalty on the squared weights
"""
