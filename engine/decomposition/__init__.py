"""Fewer columns that say nearly as much.

pca                   principal components by eigenvectors or singular values
power                 the largest eigenvalues by multiplying again and again
selection             the contrast to PCA: keep the k best columns as they are
nmf                   non-negative factors by multiplicative updates
topics                latent Dirichlet allocation by variational Bayes
matrix_factorisation  users' and items' factors by stochastic gradient descent
"""
