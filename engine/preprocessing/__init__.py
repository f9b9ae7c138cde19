"""What is done to data before a model sees them.

scalers  min-max scaling and standardisation
"""
