"""What is near what.

distances       Minkowski's family: Euclidean, Manhattan, Chebyshev; all pairs at once
cosine          dot product, norm, and the cosine of the angle between two vectors
knn             k nearest neighbours by brute force: search, classifier, regressor
kd_tree         the same search in a tree that splits space
kernel_density  a density from a bump on every row
"""
