"""Linear models.

simulate        targets that a model made, with noise
simple          the line through points, in closed form
least_squares   many features: minimum norm, normal equations, QR
descent         the same by gradient descent, and what scaling does to it
weighted        rows that count more or less
polynomial      powers and products of features, and the degree to choose
dummies         categories as columns of 0 and 1
goodness        R2, adjusted R2, root mean squared error
tails           probabilities of t, F and chi-squared
inference       standard errors, t, p and intervals of coefficients
residuals       what is left over, and what least squares makes of it
influence       studentised residuals, leverage, Cook's distance
collinearity    variance inflation
assumptions     tests of the residuals: curvature, order, spread, shape
shapiro         the Shapiro-Wilk test
ridge           least squares with a penalty on the squared weights
lasso           lasso and elastic net by coordinate descent
path            coefficients over the strength of the penalty
strength        the strength that cross-validation chooses
logistic        two classes, by Newton's method and by mini-batches
softmax         several classes, by L-BFGS
tweedie         counts and amounts: Poisson, gamma, Tweedie with a logarithmic link
"""
