"""Vectors, matrices and tensors.

products       dot and matrix products, projection, transpose, identity
norms          the size of a vector or a matrix
elimination    LU with pivots; linear systems, determinant, inverse
row_reduction  reduced row echelon form and its pivots
qr             Householder's QR; least squares
cholesky       the root of a positive definite matrix
eigen          power iteration; the QR algorithm for symmetric matrices
svd            singular values, rank, condition number, pseudo-inverse
conditioning   an experiment: the inverse against elimination
tensor         a tensor as buffer, shape, strides and offset
shapes         shapes of nested lists and of layers; memory
broadcasting   how shapes meet, and how gradients come back
layouts        images with channels first or last
dense          a dense layer forward and backward; a step of training
initialise     uniform and identity weights
vectorised     loops beside whole-array operations
"""
