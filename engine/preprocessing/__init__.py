"""What is done to data before a model sees them.

scalers              min-max scaling and standardisation
encoders             one-hot, label, ordinal and target encoding, out of fold
binning              bins of equal width and of equally many rows
holes                missing values: complete rows, indicator columns
simple_imputer       mean, median, mode or a constant
fills                the value before, the value after
knn_imputer          the mean of the nearest rows
iterative_imputer    regression of each column on the others, in turns
mice                 several completed copies with noise, pooled by Rubin's rules
autoencoder_imputer  a network that restores hidden values
missingness          MCAR, MAR and MNAR; what is missing, and with what
pipeline             steps and a model as one estimator
leakage              what is gained, in appearance, by learning before the split
"""
